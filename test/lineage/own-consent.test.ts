import { afterEach, describe, expect, it } from 'vitest';
import { got } from '../lab/lineage-lab.ts';
import { RelayRing } from '../lab/relay-ring.ts';
import { permit, stix } from '../lab/stix-makers.ts';
import { type LabOptions, must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** Operand `consent` (terms profile section 3) where the party asked is this node itself. */
const consent = (of: string, scope = 'object'): unknown => ({ consent: { of, scope, is: 'granted' } });
const objects = [stix('malware', 1), stix('malware', 2)];
const [first, second] = objects.map((o) => o.id) as [string, string];
type Answer = Readonly<Record<string, unknown>>;

describe('consent by own staff, where a text asks this party', () => {
  let lab: WholeNode;
  afterEach(() => lab.close());

  async function open(when: readonly unknown[], options: LabOptions = {}): Promise<void> {
    lab = await WholeNode.open(options);
    for (const party of ['c', 'd']) await lab.addParty(party);
    await lab.addCollection(uuid(1), 'main');
    await lab.bring('main', objects);
    for (const party of ['c', 'd'])
      must(await lab.operator.addTerms(permit(party, 'main', when, { references: 'keep' })));
  }
  const give = (more: Partial<Parameters<WholeNode['operator']['giveConsent']>[0]> = {}) =>
    lab.operator.giveConsent({ for: 'c', object: first, by: 'ann', ...more });
  const decided = async (object = first): Promise<Answer> =>
    must(await lab.operator.decide({ party: 'c', object })) as Answer;

  it.each(['originator', 'party:us'])(
    'of %s: explain names the command, and it opens one object for one recipient',
    async (of) => {
      await open([consent(of)]);
      expect((await decided())['class']).toBe('pending');
      const explained = must(await lab.operator.explain({ party: 'c', object: first })) as Answer;
      expect(explained['ways']).toMatchObject([
        { changes: [{ operand: 'consent', by: 'us', how: `proviso consent grant --object ${first} --for c` }] },
      ]);
      expect(await lab.operator.askConsent({ object: first, party: 'c' })).toMatchObject({
        ok: false,
        error: [{ valid: `proviso consent grant --object ${first} --for c` }],
      });
      const one = must(await give());
      expect(one).toMatchObject({ kind: 'consent', state: 'granted', by: 'us', person: 'ann', recipient: 'c' });
      expect([await got(lab, 'c', 'main'), await got(lab, 'd', 'main')]).toEqual([[first], []]);
      expect(must(await lab.operator.whoGot(first)).map(({ consents }) => consents)).toEqual([[one.id]]);
      expect(lab.operator.ownConsents()).toMatchObject([{ id: one.id, object: first, state: 'granted' }]);
    },
  );

  it('ends when it is taken back (S7), and refused it is no longer pending', async () => {
    await open([consent('originator')]);
    const one = must(await give());
    expect(must(await lab.operator.endConsent({ id: one.id, by: 'ann' }))).toMatchObject({ state: 'refused' });
    expect(await got(lab, 'c', 'main')).toEqual([]);
    must(await lab.operator.denyConsent({ for: 'c', object: second, by: 'ann', why: 'source at risk' }));
    expect((await decided(second))['class']).toBe('not-permitted');
    expect(lab.operator.ownConsents().map(({ state }) => state)).toEqual(['refused', 'refused']);
    expect(await lab.operator.endConsent({ id: one.id, by: 'ann' })).toMatchObject({ ok: false });
  });

  it('is no approval, and an approval is no consent', async () => {
    await open([consent('originator')]);
    const approved = must(await lab.operator.grantApproval({ for: 'c', object: first, by: 'ann' }));
    expect(await got(lab, 'c', 'main')).toEqual([]);
    expect(await lab.operator.endConsent({ id: approved.id, by: 'ann' })).toMatchObject({ ok: false });
    const one = must(await give());
    expect(await lab.operator.withdrawApproval({ id: one.id, by: 'ann' })).toMatchObject({ ok: false });
    expect([lab.operator.approvals().length, lab.operator.ownConsents().length]).toEqual([1, 1]);
  });

  it('for a whole collection it opens what comes later; T-NEG-06 a wide one waits for a second person', async () => {
    await open([consent('originator', 'collection')], { secondPersonAbove: 1 });
    const { object: _, ...whole } = { for: 'c', collection: 'main', by: 'ann', object: undefined };
    const one = must(await lab.operator.giveConsent(whole));
    expect(one).toMatchObject({ state: 'waiting', awaits: 2 });
    expect(await got(lab, 'c', 'main')).toEqual([]);
    expect(await lab.operator.confirmConsent({ id: one.id, by: 'ann' })).toMatchObject({ ok: false });
    must(await lab.operator.confirmConsent({ id: one.id, by: 'bob' }));
    await lab.bring('main', [stix('malware', 3)]);
    expect(await got(lab, 'c', 'main')).toHaveLength(3);
  });

  it('names who decides, an object that is held and one thing at a time', async () => {
    await open([consent('originator')]);
    for (const [input, at] of [
      [{ for: 'c', object: first }, 'by'],
      [{ for: 'x', object: first, by: 'ann' }, 'for'],
      [{ for: 'c', object: `malware--${uuid(99)}`, by: 'ann' }, 'object'],
      [{ for: 'c', by: 'ann' }, 'object'],
      [{ for: 'c', object: first, collection: 'main', by: 'ann' }, 'object'],
    ] as const)
      expect(await lab.operator.giveConsent(input)).toMatchObject({ ok: false, error: [{ at }] });
    expect(lab.operator.ownConsents()).toEqual([]);
  });
});

it('a text of another party that asks us lets its material go once own staff consent', async () => {
  const ring = await RelayRing.open(['o', 'a'], uuid(1));
  await ring.meet('o', 'a');
  await ring.node('a').addParty('c');
  await ring.node('o').bring('main', objects);
  await ring.gives('o', 'a', `urn:uuid:${uuid(1)}`, {
    allow: [{ do: 'receive' }, { do: 'relay', when: [consent('party:a', 'collection')] }],
  });
  await ring.gives('a', 'c', `urn:uuid:${uuid(2)}`, { allow: [{ do: 'receive' }] });
  await ring.pull('a', 'o');
  const a = ring.node('a');
  expect(await got(a, 'c', 'main')).toEqual([]);
  const explained = JSON.stringify(must(await a.operator.explain({ party: 'c', object: first })));
  expect(explained).toContain('proviso consent grant --collection collection:main --from o --for c');
  must(await a.operator.giveConsent({ for: 'c', collection: 'main', from: 'o', by: 'ann' }));
  expect(await got(a, 'c', 'main')).toEqual([first, second].sort());
  await ring.close();
});
