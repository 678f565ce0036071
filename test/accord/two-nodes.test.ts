import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccordPair, accordA, must } from '../lab/accord-pair.ts';
import { stix } from '../lab/stix-makers.ts';

let pair: AccordPair;
beforeEach(async () => {
  pair = await AccordPair.open();
});
afterEach(() => pair.close());

const both = () => [pair.leg('a'), pair.leg('b')];
const counts = async () => [(await pair.pull('b'))?.length ?? null, (await pair.pull('a'))?.length ?? null];

describe('two nodes come to terms', () => {
  it('T-NEG-05 nothing flows before both have signed, and everything of both legs does then', async () => {
    must(await pair.table('a', both()));
    await pair.deliver();
    expect([pair.phase('a'), pair.phase('b')]).toEqual(['tabled', 'tabled']);
    expect(await counts()).toEqual([null, null]);
    must(await pair.move('b', 'accept'));
    expect(await counts()).toEqual([null, null]);
    await pair.deliver();
    expect(await counts()).toEqual([null, null]);
    must(await pair.move('a', 'confirm'));
    expect(await counts()).toEqual([3, null]);
    await pair.deliver();
    expect(await counts()).toEqual([3, 3]);
    expect(pair.agreed().stage.name).toBe('in-force');
    expect(pair.state('a').accords.received()).toMatchObject([
      { accord: accordA, from: 'b', over: 'collection:of-b', delivery: 'pull', endedAt: null },
    ]);
  });

  it('an acceptance of our own version is confirmed at once where staff said so', async () => {
    await pair.inForce(both(), 'auto');
    expect(pair.agreed().stage.name).toBe('in-force');
    expect(await counts()).toEqual([3, 3]);
  });

  it('T-NEG-05, T-NEG-11 a suspension stops both legs with the answer to it, and each side lifts only its own', async () => {
    await pair.inForce(both());
    must(await pair.move('a', 'suspend', { why: 'incident' }));
    expect(await pair.pull('b')).toBeNull();
    expect(await pair.pull('a')).toHaveLength(3);
    await pair.deliver();
    expect(await counts()).toEqual([null, null]);
    const passesOn = () => (['a', 'b'] as const).map((side) => pair.state(side).received.list()[0]?.suspended !== true);
    expect(passesOn()).toEqual([false, false]);
    must(await pair.move('b', 'suspend'));
    await pair.deliver();
    expect((await pair.move('b', 'suspend')).ok).toBe(false);
    must(await pair.move('a', 'resume'));
    await pair.deliver();
    expect(await counts()).toEqual([null, null]);
    expect([pair.phase('a'), pair.phase('b')]).toEqual(['suspended', 'suspended']);
    must(await pair.move('b', 'resume'));
    await pair.deliver();
    expect([await counts(), passesOn()]).toEqual([
      [3, 3],
      [true, true],
    ]);
    expect(pair.agreed().stage).toMatchObject({ name: 'in-force', suspensions: [] });
    expect(pair.state('a').accords.received()[0]?.suspensions).toHaveLength(1);
  });

  it('T-NEG-05 a revoke ends both legs for good, with its reason, and the received terms with them', async () => {
    await pair.inForce(both());
    must(await pair.move('b', 'revoke', { why: 'terms were not kept' }));
    expect(await pair.pull('a')).toBeNull();
    await pair.deliver();
    expect(await counts()).toEqual([null, null]);
    expect(pair.agreed().stage).toMatchObject({ name: 'ended', kind: 'revoked' });
    const view = must(await pair.node('a').operator.accord(accordA));
    expect(view.messages.at(-1)).toMatchObject({ from: 'b', kind: 'revoke', reason: 'terms were not kept' });
    for (const side of ['a', 'b'] as const) {
      expect(pair.state(side).accords.received()[0]?.endedAt).not.toBeNull();
      expect(pair.state(side).received.list()[0]?.endedAt).not.toBeNull();
      for (const move of ['resume', 'suspend', 'revoke', 'accept'])
        expect(await pair.move(side, move)).toMatchObject({ ok: false });
    }
  });

  it('T-NEG-11 a page that was begun before a revoke ends as it began; one begun after its answer has nothing', async () => {
    await pair.inForce([pair.leg('a')]);
    await pair.node('a').bring(
      'of-a',
      Array.from({ length: 500 }, (_, n) => stix('tool', 1000 + n)),
    );
    pair.wait();
    const racing = Array.from({ length: 10 }, () => pair.pull('b'));
    const revoked = pair.move('a', 'revoke');
    const after = revoked.then(() => pair.pull('b'));
    for (const page of await Promise.all(racing)) expect([null, 503]).toContain(page?.length ?? null);
    must(await revoked);
    expect(await after).toBeNull();
  });

  it('a leg of an accord is not ended by the hand of one side, and its id is taken', async () => {
    const id = 'urn:uuid:1f0a4c1e-0001-4a00-8000-000000000077';
    must(await pair.table('a', [pair.leg('a', [], { id })]));
    const text = { ...(pair.leg('a') as object), id };
    expect(await pair.node('a').operator.addTerms(text)).toMatchObject({ ok: false, error: [{ at: 'id' }] });
    await pair.deliver();
    must(await pair.move('b', 'accept'));
    await pair.deliver();
    must(await pair.move('a', 'confirm'));
    const ended = await pair.node('a').operator.endTerms(id);
    expect(ended).toMatchObject({ ok: false, error: [{ at: 'id', problem: expect.stringContaining('both sides') }] });
    expect(pair.node('a').operator.texts()).toMatchObject([{ id, accord: accordA, suspended: false }]);
  });

  it('topics of the text join ours when it is in force; a clash of scales is refused at accept', async () => {
    const topic = (scale: readonly string[]) => ({ id: 'resale', title: 'Resale', scale, policy: 'unanimous' });
    must(await pair.node('a').operator.addTopics([topic(['refused', 'undertaken'])]));
    const leg = pair.leg('a', [{ position: { topic: 'resale', is: 'undertaken' } }]);
    must(await pair.table('a', [leg]));
    await pair.deliver();
    expect(pair.state('b').positions.topics.has('resale')).toBe(false);
    must(await pair.node('b').operator.addTopics([topic(['never', 'undertaken'])]));
    const refused = await pair.move('b', 'accept');
    expect(refused).toMatchObject({ ok: false, error: [{ at: expect.stringContaining('resale') }] });
    expect(pair.phase('b')).toBe('tabled');
    must(await pair.move('b', 'refuse'));
    await pair.deliver();
    expect(pair.agreed().stage).toMatchObject({ kind: 'refused' });
  });

  it('the scale of a new topic is known to both once the text is in force', async () => {
    must(
      await pair
        .node('a')
        .operator.addTopics([{ id: 'resale', title: 'Resale', scale: ['refused', 'undertaken'], policy: 'unanimous' }]),
    );
    await pair.inForce([pair.leg('a', [{ position: { topic: 'resale', is: 'undertaken' } }]), pair.leg('b')]);
    expect(pair.state('b').positions.topics.get('resale')?.scale.values).toEqual(['refused', 'undertaken']);
    expect(await counts()).toEqual([0, 3]);
  });

  it('a gate that asks for the leg of the other side opens with the accord and closes with its suspension', async () => {
    const leg = (from: 'a' | 'b') => pair.leg(from, [{ leg: { accord: accordA, of: 'counterpart', is: 'in-force' } }]);
    await pair.inForce([leg('a'), leg('b')]);
    expect(await counts()).toEqual([3, 3]);
    const other = pair.leg('a', [{ leg: { accord: accordA, of: 'counterpart', is: 'suspended' } }], {
      over: 'collection:x',
    });
    await pair.node('a').addCollection('91a7b528-80eb-42ed-a74d-c6fbd5a26199', 'x');
    await pair.node('a').bring('x', [stix('tool', 7)]);
    must(await pair.node('a').operator.addTerms(other));
    const seen = async () => (await pair.node('a').ask({ path: '/api/collections/x/objects/', as: 'b' })).text;
    expect(await seen()).not.toContain('tool--');
    must(await pair.move('a', 'suspend'));
    pair.wait();
    expect(await seen()).toContain('tool--');
    must(await pair.move('a', 'resume'));
    pair.wait();
    expect(await seen()).not.toContain('tool--');
  });
});
