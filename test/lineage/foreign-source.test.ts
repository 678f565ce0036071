import { afterEach, describe, expect, it } from 'vitest';
import { quirkyFeeds } from '../federation/quirky-feeds.ts';
import { quirkyServer } from '../federation/quirky-server.ts';
import { sampleItems } from '../federation/sample-items.ts';
import { asPeer, got } from '../lab/lineage-lab.ts';
import { permitAll } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** What is pulled from a server that is no node: it has a lineage, and own staff may say under which terms it is treated. */
let lab: WholeNode;
afterEach(() => lab.close());
const items = sampleItems(3);
const ids = items.map(({ object }) => object['id'] as string).sort();
const relayTo = (...parties: string[]): Readonly<Record<string, unknown>> => ({
  allow: [{ do: 'relay', when: [{ recipient: { 'any-of': parties.map((party) => `party:${party}`) } }] }],
});

async function pulled(terms?: unknown): Promise<string> {
  lab = await WholeNode.open({ remote: quirkyFeeds({ 'them.example': quirkyServer(items) }) });
  for (const party of ['them', 'c', 'd']) await lab.addParty(party);
  await lab.addCollection(uuid(1), 'main');
  for (const party of ['c', 'd']) must(await lab.operator.addTerms(permitAll(party, 'main')));
  const where = { url: 'https://them.example/taxii2/', collection: 'c', into: 'main', as: 'them' };
  const { id } = must(await lab.operator.addSource({ ...where, ...(terms === undefined ? {} : { terms }) }));
  must(await lab.operator.syncNow({ source: id }));
  return id;
}
const seen = async (): Promise<readonly (readonly string[])[]> => [
  await got(lab, 'c', 'main'),
  await got(lab, 'd', 'main'),
];

describe('material of servers that are no nodes', () => {
  it('says where it came from; without terms our own text alone lets it out', async () => {
    await pulled();
    expect(must(await lab.operator.objectLineage(ids[0]!))).toMatchObject([
      { deliverer: 'them', origin: 'them', path: ['them'], hops: 1, under: [] },
    ]);
    expect(await seen()).toEqual([ids, ids]);
  });

  it('goes on to a peer as what it is: theirs, passed on by us', async () => {
    await pulled();
    const { lineages } = await asPeer(lab, 'c', 'main');
    expect([...lineages.keys()].sort()).toEqual(ids);
    for (const [way] of lineages.values()) expect(way).toMatchObject({ origin: 'them', path: ['them', 'us'] });
  });

  it('with terms goes only where their relay rules let it; the reason names them', async () => {
    await pulled(relayTo('c'));
    expect(await seen()).toEqual([ids, []]);
    const [source] = lab.operator.sources();
    expect(must(await lab.operator.objectLineage(ids[0]!))[0]!.under).toEqual([
      { text: source!.terms, from: 'them', state: 'in force' },
    ]);
    const refused = must(await lab.operator.explain({ party: 'd', object: ids[0]! }));
    expect(JSON.stringify(refused)).toContain(`"under":{"party":"party:them","text":"${source!.terms}"}`);
  });

  it('terms that allow nothing let nothing pass', async () => {
    await pulled({ allow: [{ do: 'receive' }] });
    expect(await seen()).toEqual([[], []]);
  });

  it('terms may ask for an approval of our own staff', async () => {
    await pulled({ allow: [{ do: 'relay', when: [{ approval: { of: 'party:us', is: 'granted' } }] }] });
    expect(await seen()).toEqual([[], []]);
    must(await lab.operator.grantApproval({ for: 'c', collection: 'c', from: 'them', by: 'ann' }));
    expect(await seen()).toEqual([ids, []]);
  });

  it('other terms in their place bind what came before, too', async () => {
    const source = await pulled(relayTo('c'));
    const changed = must(await lab.operator.setSourceTerms({ source, terms: relayTo('d') }));
    expect(await seen()).toEqual([[], ids]);
    expect(changed.terms).not.toBeNull();
    const other = await lab.operator.setSourceTerms({ source: uuid(99), terms: relayTo('d') });
    expect(other.ok).toBe(false);
  });

  it('our own copy of it carries the same terms (T-FED-06)', async () => {
    await pulled(relayTo('c'));
    const copy = { ...items[0]!.object, id: `indicator--${uuid(50)}` };
    await lab.bring('main', [copy]);
    expect(await seen()).toEqual([[...ids, copy.id].sort(), []]);
  });

  it('I6 terms that speak of somebody else, or cannot be read, add no source', async () => {
    await pulled();
    const where = { url: 'https://them.example/taxii2/', collection: 'c', into: 'main', as: 'them' };
    for (const terms of [{ ...relayTo('c'), from: 'party:c' }, { allow: 7 }, 'nothing']) {
      const refused = await lab.operator.addSource({ ...where, terms });
      expect(refused.ok ? [] : refused.error.map(({ at }) => at.split('.')[0])).toContain('terms');
    }
    expect(lab.operator.sources()).toHaveLength(1);
  });
});
