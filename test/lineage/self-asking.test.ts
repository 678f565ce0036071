import { afterEach, describe, expect, it } from 'vitest';
import { type AskingBounds, SelfAsker } from '../../src/app/lineage/self-asker.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { got } from '../lab/lineage-lab.ts';
import { RelayRing } from '../lab/relay-ring.ts';
import { clear, stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/**
 * Consents asked for by the node itself (decisions/0078). A had everything from O, who wants to be asked, and would give it
 * to C. Bounds hold against a flood of questions (T-FED-13); who may not know of an object is not asked about it (I2).
 */
const text = (n: number): string => `urn:uuid:${uuid(n)}`;
const [hour, day] = [3_600_000_000, 86_400_000_000];
const bounds: AskingBounds = { perHour: 3, againAfter: 30 * day, lookEvery: 1_000_000 };
const objects = [1, 2, 3, 4, 5].map((n) => stix('malware', n));
const consent = (scope: string): unknown => ({ consent: { of: 'originator', scope, is: 'granted' } });

let ring: RelayRing;
afterEach(() => ring.close());

async function open(when: readonly unknown[], asking: 'by-hand' | 'by-itself' = 'by-itself'): Promise<SelfAsker> {
  ring = await RelayRing.open(['o', 'a', 'x'], uuid(1), { asking });
  await ring.meet('o', 'a');
  await ring.meet('a', 'x');
  for (const party of ['c', 'd']) await ring.node('a').addParty(party);
  await ring.node('o').bring('main', objects);
  await ring.gives('o', 'a', text(1), { allow: [{ do: 'receive' }, { do: 'relay', when }] });
  await ring.gives('a', 'c', text(2), { allow: [{ do: 'receive' }] });
  await ring.pull('a', 'o');
  return new SelfAsker(ring.state('a'), bounds);
}
const cases = (node: string) => ring.node(node).operator.consentCases();
const look = async (asker: SelfAsker): Promise<number> => {
  ring.pass(2_000_000);
  const n = await asker.look();
  await ring.talk();
  return n;
};

describe('consents that the node asks for by itself', () => {
  it('asks nobody unless the setting says so, since asking tells for whom', async () => {
    const asker = await open([consent('object')], 'by-hand');
    expect(await look(asker)).toBe(0);
    expect([cases('a'), cases('o')]).toEqual([[], []]);
  });

  it('asks along the chain for what lacks nothing else, is seen in the list, and the grant opens', async () => {
    const asker = await open([consent('object')]);
    expect(await look(asker)).toBe(3);
    expect(cases('a')).toHaveLength(3);
    expect(cases('a')[0]).toMatchObject({ byItself: true, role: 'asker', recipient: 'c', state: 'waiting' });
    expect(cases('o').map(({ recipient }) => recipient)).toEqual(['c', 'c', 'c']);
    must(await ring.node('o').operator.grantConsent({ id: cases('o')[0]!.id }));
    await ring.talk();
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([cases('o')[0]!.object]);
  });

  it('T-FED-13 asks so many an hour and no more, counted over a restart, and each object once', async () => {
    const asker = await open([consent('object')]);
    expect(await look(asker)).toBe(3);
    expect(await look(new SelfAsker(ring.state('a'), bounds))).toBe(0);
    ring.pass(hour);
    expect(await look(asker)).toBe(2);
    ring.pass(2 * hour);
    expect(await look(asker)).toBe(0);
    const asked = cases('o').map(({ object }) => object);
    expect([...asked].sort()).toEqual(objects.map(({ id }) => id).sort());
  });

  it('T-FED-13 a question about a whole collection is one question, whatever is in it', async () => {
    const asker = await open([consent('collection')]);
    expect(await look(asker)).toBe(1);
    ring.pass(2 * hour);
    expect(await look(asker)).toBe(0);
    must(await ring.node('o').operator.grantConsent({ id: cases('o')[0]!.id, scope: 'collection' }));
    await ring.talk();
    expect(await got(ring.node('a'), 'c', 'main')).toHaveLength(5);
  });

  it('does not ask again after a refusal; where nobody could be asked, again after a while', async () => {
    const asker = await open([consent('object')]);
    await look(asker);
    const [refused, stopped] = cases('o');
    must(await ring.node('o').operator.refuseConsent({ id: refused!.id, why: 'no' }));
    const { consentCases } = ring.state('a');
    consentCases.put({ ...consentCases.get(stopped!.id)!, state: 'stopped' });
    await ring.talk();
    ring.pass(2 * hour);
    await look(asker);
    const times = (object: string): number => cases('a').filter((one) => one.object === object).length;
    expect([times(refused!.object), times(stopped!.object)]).toEqual([1, 1]);
    ring.pass(31 * day);
    await look(asker);
    expect([times(refused!.object), times(stopped!.object)]).toEqual([1, 2]);
  });

  it('asks nothing for what lacks something else as well', async () => {
    const asker = await open([consent('object'), { tlp: { 'at-most': 'green' } }]);
    expect(await look(asker)).toBe(0);
    const marked = stix('malware', 9, [clear]);
    await ring.node('o').bring('main', [marked]);
    await ring.pull('a', 'o');
    expect(await look(asker)).toBe(1);
    expect(cases('o')).toMatchObject([{ object: marked.id }]);
  });

  it('I2 a party that only a text names is asked about what it has from us, and about nothing else', async () => {
    const asker = await open([{ recipient: { is: 'party:c' } }]);
    await ring.node('a').operator.endTerms(text(2));
    await ring.gives('a', 'c', text(3), {
      allow: [{ do: 'receive', when: [{ approval: { of: 'party:x', scope: 'object', is: 'granted' } }] }],
    });
    const own = stix('tool', 20);
    await ring.node('a').bring('main', [own, stix('tool', 21)]);
    expect(await look(asker)).toBe(0);
    await ring.gives('a', 'x', text(4), { allow: [{ do: 'receive', when: [{ label: { has: 'shown' } }] }] });
    await ring.node('a').bring('main', [stix('tool', 22, [], { labels: ['shown'] })]);
    expect(await got(ring.node('a'), 'x', 'main')).toEqual([stix('tool', 22).id]);
    expect(await look(asker)).toBe(1);
    expect(cases('x').map(({ object, kind }) => [object, kind])).toEqual([[stix('tool', 22).id, 'approval']]);
  });

  it('asks nothing for what was recalled from the recipient, and nothing where own staff have to answer', async () => {
    const asker = await open([consent('object'), { approval: { of: 'party:a', scope: 'collection', is: 'granted' } }]);
    expect(await look(asker)).toBe(0);
    must(await ring.node('a').operator.grantApproval({ for: 'c', collection: 'main', from: 'o', by: 'ann' }));
    const { shelf, engine } = ring.state('a');
    const rows = await shelf.find(objects.map(({ id }) => id));
    await engine.exclusive(() => shelf.regrade(rows, (f) => ({ ...f, recalledFrom: ['c' as PartyId] })));
    expect(await look(asker)).toBe(0);
    await engine.exclusive(() => shelf.regrade(rows.slice(0, 1), ({ recalledFrom: _, ...f }) => f));
    expect(await look(asker)).toBe(1);
  });
});
