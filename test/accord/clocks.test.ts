import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTimestamp } from '../../src/core/time.ts';
import { AccordPair, must } from '../lab/accord-pair.ts';

const last = '2026-03-05T12:00:00.000Z';
const edge = parseTimestamp(last)!;
const ms = 1000;
let pair: AccordPair;
beforeEach(async () => {
  pair = await AccordPair.open();
});
afterEach(() => pair.close());

/** Both clocks at a moment; what follows moves them on by a second, so they are set right before that. */
const at = (moment: number): void => {
  for (const side of ['a', 'b'] as const) pair.setClock(side, moment - 1_000_000);
};

describe('T-CLK-02 the ends that the signed text names', () => {
  it.each([
    [-ms, true],
    [0, true],
    [ms, false],
  ])('an acceptance %d microseconds from the end is in time: %s', async (off, inTime) => {
    must(await pair.table('a', [pair.leg('a')], { openUntil: last }));
    await pair.deliver();
    at(edge + off);
    const accepted = await pair.move('b', 'accept');
    expect(accepted.ok).toBe(inTime);
    if (!inTime) expect([pair.phase('a'), pair.phase('b')]).toEqual(['lapsed', 'lapsed']);
  });

  it("only the author's clock decides: what it gets too late is answered as lapsed, on both sides", async () => {
    must(await pair.table('a', [pair.leg('a')], { openUntil: last }));
    await pair.deliver();
    at(edge - ms);
    must(await pair.move('b', 'accept'));
    pair.setClock('a', edge + ms);
    await pair.deliver();
    expect(pair.agreed().stage).toMatchObject({ name: 'ended', kind: 'lapsed' });
    expect(await pair.pull('b')).toBeNull();
  });

  it.each([
    [-ms, 3],
    [0, 3],
    [ms, 0],
  ])('a page %d microseconds from the end of the term holds %d objects', async (off, objects) => {
    await pair.inForce([pair.leg('a', [], { valid: { until: last } })]);
    at(edge + off);
    expect(await pair.pull('b')).toHaveLength(objects);
  });

  it('expiry is seen by both without a message, and written down by the watch', async () => {
    await pair.inForce([pair.leg('a', [], { valid: { until: last } }), pair.leg('b', [], { valid: { until: last } })]);
    expect(pair.nextWatch('a')).toBe(edge + 1);
    at(edge + 1 + 1_000_000);
    expect([pair.phase('a'), pair.phase('b')]).toEqual(['expired', 'expired']);
    for (const side of ['a', 'b'] as const) {
      expect((await pair.watch(side)).ended).toHaveLength(1);
      expect((await pair.watch(side)).ended).toEqual([]);
      expect(pair.state(side).accords.received()[0]?.endedAt).not.toBeNull();
      expect(pair.node(side).operator.texts()[0]?.endedAt).not.toBeNull();
    }
    expect(await pair.pull('b')).toBeNull();
    expect(pair.peers.desk('a').waitingFor()).toEqual([]);
  });
});
