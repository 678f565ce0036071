import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveExpiry } from '../../src/core/accord/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { parseTimestamp } from '../../src/core/time.ts';
import { AccordPair, accordA, must, type Side } from '../lab/accord-pair.ts';
import { moment, twoLegs } from './made-accords.ts';

const thread = `accord/${accordA}`;
const life = limits.accordMessageLifeMicros;
const day = 86_400_000_000;
let pair: AccordPair;
beforeEach(async () => {
  pair = await AccordPair.open();
});
afterEach(() => pair.close());

const legs = (): unknown[] => [pair.leg('a'), pair.leg('b')];
const later = (side: Side, micros: number): string =>
  new Date((pair.node(side).clock.now() + micros) / 1000).toISOString();
const lastOf = (side: Side) =>
  pair.peers
    .desk(side)
    .rows(thread, (side === 'a' ? 'b' : 'a') as PartyId)
    .filter((row) => row.direction === 'out')
    .at(-1)!.signed.message;
/** Stage and text of both; the counts of messages are the desk's, and a refused one leaves the record alone. */
const stood = () => {
  const [a, b] = (['a', 'b'] as const).map((side) => pair.record(side).state);
  expect([b?.stage, b?.table]).toEqual([a?.stage, a?.table]);
  return a!;
};
/** What a side keeps beside the rows of messages, their heads and the clock. */
const kept = (side: Side): string => {
  const { store } = pair.state(side);
  return JSON.stringify(['accord', 'text', 'received-text', 'topic', 'feed'].map((kind) => store.documents(kind)));
};

describe('T-NEG-01 the time of a message', () => {
  it('is drawn from the signed text for what is about an open text, bounded for what opens, and without end for what closes', () => {
    const until = '2026-06-01T00:00:00Z';
    const last = moment(until);
    const issued = last - day;
    const open = twoLegs({}, {}, { openUntil: until });
    const dated = twoLegs({ valid: { until } }, { valid: { until } });
    const plain = twoLegs();
    const of = (kind: Parameters<typeof moveExpiry>[0]) =>
      [open, dated, plain].map((text) => moveExpiry(kind, text, issued));
    for (const kind of ['table', 'counter'] as const) expect(of(kind)).toEqual([last + 1, last + 1, issued + life]);
    expect(of('hold')).toEqual([last + 1, last + 1, null]);
    expect(of('accept')).toEqual([issued + life, issued + life, issued + life]);
    for (const kind of ['reopen', 'confirm', 'resume', 'refuse', 'withdraw', 'suspend', 'revoke'] as const)
      expect(of(kind)).toEqual([null, null, null]);
    expect(moveExpiry('table', open, last + day)).toBe(last + day + 1);
  });

  it.each([
    [-1, true],
    [0, false],
    [1, false],
  ])(
    'is half-open by the receiver’s clock: %d microseconds from its end it is taken: %s (T-CLK-02)',
    async (off, taken) => {
      must(await pair.table('a', legs(), { openUntil: later('a', 10 * day) }));
      const expires = parseTimestamp(lastOf('a').expires!)!;
      pair.setClock('b', expires + off);
      await pair.peers.deliver('a');
      expect(pair.state('b').accords.list()).toHaveLength(taken ? 1 : 0);
    },
  );

  it.each([
    [-30_000_000, 29_999_999, true],
    [-30_000_000, 30_000_000, false],
    [30_000_000, 0, false],
    [-900_000_000, 299_999_999, true],
    [-900_000_000, 300_000_000, false],
  ])(
    'is prolonged by a sender’s clock that was found behind (%d) and never by one ahead; %d after its end: %s (T-CLK-01)',
    async (skew, off, taken) => {
      must(await pair.table('a', legs(), { openUntil: later('a', 10 * day) }));
      const expires = parseTimestamp(lastOf('a').expires!)!;
      pair.state('b').peers.heard('a' as PartyId, 0, { skew });
      pair.setClock('b', expires + off);
      await pair.peers.deliver('a');
      expect(pair.state('b').accords.list()).toHaveLength(taken ? 1 : 0);
    },
  );

  it('I6 over, a counter-offer writes nothing but its row; both stand where they stood, and the next message goes on', async () => {
    must(await pair.table('a', legs()));
    await pair.deliver();
    must(await pair.counter('b', legs(), { openUntil: later('b', day) }));
    const before = kept('a');
    pair.wait(2 * day);
    await pair.peers.deliver('b');
    expect(kept('a')).toBe(before);
    const [, row] = pair.peers.desk('a').rows(thread, 'b' as PartyId);
    expect(row).toMatchObject({ direction: 'in', refused: [{ at: 'message.expires', problem: 'is over' }] });
    expect(stood()).toMatchObject({ stage: { name: 'tabled' }, table: { number: 1, author: 'a' } });
    expect(pair.node('b').operator.accords()[0]?.trouble[0]?.problem).toContain('is over');
    must(await pair.move('b', 'accept'));
    await pair.deliver();
    must(await pair.move('a', 'confirm'));
    await pair.deliver();
    expect(stood().stage.name).toBe('in-force');
  });

  it('over, an acceptance binds nobody: the author cannot confirm, and the acceptor hears of it and may accept again', async () => {
    must(await pair.table('a', legs(), {}, 'auto'));
    await pair.deliver();
    must(await pair.move('b', 'accept'));
    pair.wait(life);
    await pair.peers.deliver('b');
    expect(stood().stage.name).toBe('tabled');
    expect(await pair.pull('b')).toBeNull();
    must(await pair.move('b', 'accept'));
    await pair.deliver();
    expect(stood().stage.name).toBe('in-force');
  });

  it('rule 3: a withdraw that was written behind a counter-offer that came too late ends it on both sides', async () => {
    must(await pair.table('a', legs()));
    await pair.deliver();
    must(await pair.counter('b', legs(), { openUntil: later('b', day) }));
    must(await pair.move('b', 'withdraw'));
    pair.wait(2 * day);
    await pair.deliver();
    expect(stood().stage).toMatchObject({ name: 'ended', kind: 'withdrawn', by: [{ party: 'b' }] });
  });

  it('what closes, and what the other side waits for, is taken a year later', async () => {
    must(await pair.table('a', legs()));
    await pair.deliver();
    must(await pair.move('b', 'accept'));
    await pair.deliver();
    for (const move of ['confirm', 'suspend', 'resume', 'revoke']) {
      must(await pair.move('a', move));
      pair.wait(365 * day);
      await pair.deliver();
      expect(stood().stage.name).toBe(move === 'revoke' ? 'ended' : 'in-force');
    }
  });
});
