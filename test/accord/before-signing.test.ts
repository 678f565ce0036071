import { afterEach, describe, expect, it } from 'vitest';
import { AccordPair, accordA, must } from '../lab/accord-pair.ts';

let pair: AccordPair;
afterEach(() => pair.close());

const topic = { id: 'resale', title: 'Resale', scale: ['refused', 'undertaken'], policy: 'unanimous' };
const demands = (of: string) => [{ position: { topic: 'resale', of, is: 'undertaken' } }];

describe('what a text would let through, before it is signed', () => {
  it('accord show, simulate and explain see through a text on the table, on both sides, and change nothing', async () => {
    pair = await AccordPair.open();
    must(await pair.node('b').operator.addTopics([topic]));
    must(await pair.table('a', [pair.leg('a'), pair.leg('b')]));
    await pair.deliver();
    must(await pair.counter('b', [pair.leg('a'), pair.leg('b', demands('receiver'))]));
    await pair.deliver();
    const { operator } = pair.node('a');
    const view = must(await operator.accord(accordA));
    expect(view.versions[1]?.changes).toMatchObject([{ clause: 'condition', giver: 'party:b' }, { clause: 'topic' }]);
    expect(view.outlook).toMatchObject([
      { direction: 'given', objects: { now: 0, signed: 3, opens: { tool: 3 } }, gate: { gate: 'open' } },
      { direction: 'received', objects: null, gate: { gate: 'closed', conditions: [{ operand: 'position' }] } },
    ]);
    const other = must(await pair.node('b').operator.accord(accordA));
    expect(other.outlook[1]).toMatchObject({ direction: 'given', objects: { signed: 0 }, gate: { gate: 'closed' } });
    const supposed = { party: 'b', collection: 'of-a', accords: { sign: [accordA] } };
    expect(must(await operator.simulate(supposed))).toMatchObject([{ now: 0, opens: { total: 3 } }]);
    const object = (view.outlook[0] && (await pair.node('a').store.rows(1, [1]))[0]?.id) ?? '';
    expect(must(await operator.explain({ party: 'b', object }))).toMatchObject({ decision: 'refuse' });
    expect(must(await operator.explain({ party: 'b', object, ifSigned: accordA }))).toMatchObject({
      decision: 'permit',
    });
    expect(await pair.pull('b')).toBeNull();
    expect(await operator.explain({ party: 'b', object, ifSigned: 'ffff' })).toMatchObject({ ok: false });
    expect(await operator.simulate({ party: 'b', accords: { sign: ['ffff'] } })).toMatchObject({ ok: false });
  });

  it('the linter looks at both legs: a deadlock is said before anything is sent', async () => {
    pair = await AccordPair.open();
    const ratio = [{ ratio: { window: 'P30D', 'at-least': '1' } }];
    const tabled = await pair.table('a', [pair.leg('a', ratio), pair.leg('b', ratio)]);
    const said = tabled.ok ? tabled.value.warnings : tabled.error;
    expect(said.map(({ problem }) => problem).join('; ')).toMatch(/start|deadlock|wait/i);
    if (tabled.ok) return;
    expect(pair.state('a').accords.list()).toEqual([]);
  });

  it('T-NEG-06 a signature that opens too much for one person waits for a second one', async () => {
    pair = await AccordPair.open({ a: { secondPersonAbove: 2 }, b: { secondPersonAbove: 2 } });
    must(await pair.table('a', [pair.leg('a'), pair.leg('b')], {}, 'auto'));
    await pair.deliver();
    expect(await pair.move('b', 'accept', { by: '' })).toMatchObject({ ok: false, error: [{ at: 'by' }] });
    must(await pair.move('b', 'accept', { by: 'Ada' }));
    must(await pair.move('b', 'accept', { by: ' ada ' }));
    expect(pair.phase('b')).toBe('tabled');
    expect(pair.node('b').operator.accords()[0]?.awaits).toMatchObject({ move: 'accept', by: ' ada ', objects: 3 });
    must(await pair.move('b', 'accept', { by: 'Grace' }));
    await pair.deliver();
    // Set to confirm by itself; too wide for that.
    expect(pair.phase('a')).toBe('accepted');
    expect(pair.node('a').operator.accords()[0]?.awaits).toMatchObject({ move: 'confirm', objects: 3 });
    must(await pair.move('a', 'confirm', { by: 'a staff' }));
    expect(pair.phase('a')).toBe('accepted');
    must(await pair.move('a', 'confirm', { by: 'Linus' }));
    await pair.deliver();
    expect(pair.agreed().stage.name).toBe('in-force');
  });

  it('a text that this node cannot keep is not signed, and the fault names the leg', async () => {
    pair = await AccordPair.open();
    must(await pair.table('b', [pair.leg('a', [], { over: 'collection:not-here' }), pair.leg('b')]));
    await pair.deliver();
    expect(await pair.move('a', 'accept')).toMatchObject({ ok: false, error: [{ at: 'legs[0].terms.over' }] });
    expect(pair.phase('a')).toBe('tabled');
    const own = await pair.table('a', [pair.leg('a', [], { over: 'collection:nor-here' })], {
      id: 'urn:uuid:00000902-0000-4000-8000-000000000902',
    });
    expect(own).toMatchObject({ ok: false, error: [{ at: 'legs[0].terms.over' }] });
  });
});
