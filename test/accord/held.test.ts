import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccordPair, accordA, must } from '../lab/accord-pair.ts';

let pair: AccordPair;
const day = 86_400_000_000;
const topic = { id: 'resale', title: 'Resale', scale: ['refused', 'undertaken'], policy: 'unanimous' };
const undertakes = [{ position: { topic: 'resale', is: 'undertaken', grade: 'B2' } }];
const patient = [{ position: { topic: 'resale', is: 'undertaken', grade: 'B2', stable: 'P14D', clock: 'recorded' } }];

beforeEach(async () => {
  pair = await AccordPair.open();
  must(await pair.node('a').operator.addTopics([topic]));
  must(await pair.node('a').operator.addOrgans({ party: 'b', organs: ['legal'] }));
  must(await pair.table('b', [pair.leg('a'), pair.leg('b')]));
  await pair.deliver();
});
afterEach(() => pair.close());

async function says(value: string, grade = 'B2', id = `s-${value}-${grade}`): Promise<void> {
  pair.wait();
  const said = '2026-02-20T00:00:00Z';
  must(
    await pair
      .node('a')
      .operator.addStatements(
        { statements: [{ id, party: 'b', organ: 'legal', topic: 'resale', value, said, grade }] },
        'analyst',
      ),
  );
}

describe('an accord that is held: not "no", but "not until"', () => {
  it('reopens by itself in the very change that records the position, and not before', async () => {
    must(await pair.hold('a', { conditions: undertakes, why: 'first undertake not to resell' }));
    await pair.deliver();
    expect([pair.phase('a'), pair.phase('b')]).toEqual(['held', 'held']);
    await says('refused');
    await says('undertaken', 'D4');
    expect(pair.phase('a')).toBe('held');
    must(await pair.node('a').operator.gradeStatement({ id: 's-refused-B2', grade: 'E5', by: 'analyst' }));
    expect(pair.phase('a')).toBe('held');
    await says('undertaken', 'A1');
    expect(pair.phase('a')).toBe('tabled');
    await pair.deliver();
    expect(pair.phase('b')).toBe('tabled');
    must(await pair.move('a', 'accept'));
    await pair.deliver();
    must(await pair.move('b', 'confirm'));
    await pair.deliver();
    expect(await pair.pull('b')).toHaveLength(3);
    pair.agreed();
  });

  it('matures by time alone: exactly when patience ends the watch reopens it', async () => {
    must(await pair.hold('a', { conditions: patient }));
    await says('undertaken');
    const recorded = pair.node('a').clock.now();
    expect((await pair.watch('a')).reopened).toEqual([]);
    const due = pair.nextWatch('a');
    expect(due).toBe(recorded + 14 * day);
    pair.setClock('a', due! - 1);
    expect((await pair.watch('a')).reopened).toEqual([]);
    expect(pair.phase('a')).toBe('held');
    pair.setClock('a', due!);
    expect((await pair.watch('a')).reopened).toEqual([accordA]);
    expect(pair.phase('a')).toBe('tabled');
  });

  it('tells staff instead where they said so', async () => {
    must(await pair.hold('a', { conditions: undertakes, reopen: 'hand' }));
    await says('undertaken');
    expect(pair.phase('a')).toBe('held');
    const [accord] = pair.node('a').operator.accords();
    expect(accord).toMatchObject({ phase: 'held', hold: { met: true, by: 'a' }, moves: ['reopen', 'refuse'] });
    const finding = pair
      .node('a')
      .operator.doctor()
      .find((each) => each.check === 'accords');
    expect(finding).toMatchObject({ state: 'warning', detail: expect.stringContaining(accordA) });
    await says('refused', 'A1');
    expect(pair.node('a').operator.accords()[0]?.hold).toMatchObject({ met: false, metSince: null });
  });

  it.each([
    ['conditions', ['position topic resale']],
    ['full', ['position topic resale']],
    ['class', []],
    ['none', []],
  ])('T-NEG-09 the other side hears of the conditions what the level %s lets it', async (disclose, told) => {
    must(await pair.hold('a', { conditions: undertakes, disclose }));
    await pair.deliver();
    const hold = pair.node('b').operator.accords()[0]?.hold;
    expect(hold?.conditions.map((name) => name.slice(0, 21))).toEqual(told);
    expect(hold?.met).toBeNull();
    expect(JSON.stringify(pair.record('b')).includes('"stable"')).toBe(false);
    await says('undertaken');
    await pair.deliver();
    expect([pair.phase('a'), pair.phase('b')]).toEqual(['tabled', 'tabled']);
    pair.agreed();
  });

  it('takes the conditions from what the leg itself waits for', async () => {
    must(await pair.counter('a', [pair.leg('a', undertakes), pair.leg('b')]));
    await pair.deliver();
    must(await pair.counter('b', [pair.leg('a', undertakes), pair.leg('b')]));
    await pair.deliver();
    must(await pair.hold('a', { fromExplanation: true }));
    expect(pair.record('a').hold?.conditions[0]?.when).toMatchObject([{ operand: 'position', value: 'undertaken' }]);
    await says('undertaken');
    expect(pair.phase('a')).toBe('countered');
  });

  it('refuses conditions nobody can bring about, and those that hold already', async () => {
    const hold = (conditions: unknown) => pair.hold('a', { conditions });
    expect(await hold([{ tlp: { 'at-most': 'green' } }])).toMatchObject({
      ok: false,
      error: [{ at: 'conditions[0].tlp', problem: expect.stringContaining('objects') }],
    });
    expect(await hold([{ position: { topic: 'unheard', is: 'x' } }])).toMatchObject({ ok: false });
    expect(await hold([])).toMatchObject({ ok: false });
    expect(await hold([{ now: { 'at-least': '2020-01-01T00:00:00Z' } }])).toMatchObject({
      ok: false,
      error: [{ problem: expect.stringContaining('hold already') }],
    });
    expect(pair.phase('a')).toBe('tabled');
  });
});
