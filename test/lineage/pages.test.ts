import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartyId } from '../../src/core/ids.ts';
import { provenanceProperty, readProvenance, writeProvenance } from '../../src/protocol/index.ts';
import { asPeer, came, deliver, got, receive } from '../lab/lineage-lab.ts';
import { green, permit, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const texts = { ours: `urn:uuid:${uuid(0x71)}`, b: `urn:uuid:${uuid(0x72)}` };
let lab: WholeNode;
beforeEach(async () => {
  lab = await WholeNode.open();
  for (const id of ['b', 'c']) await lab.addParty(id);
  await lab.addCollection(uuid(1), 'main');
  must(await lab.operator.addTerms(permit(null, 'main', [{ tlp: { 'at-most': 'amber' } }], { id: texts.ours })));
});
afterEach(() => lab.close());

describe('pages for peer nodes say how each object came', () => {
  it('own material begins here, under the text that let it out', async () => {
    const one = stix('indicator', 1, [green]);
    await lab.bring('main', [one]);
    const { lineages } = await asPeer(lab, 'c', 'main');
    expect(lineages.get(one.id)).toEqual(came(['us'], [texts.ours]));
  });

  it('an ordinary client sees plain TAXII', async () => {
    await lab.bring('main', [stix('indicator', 1, [green])]);
    lab.clock.advance(1_000_000);
    const reply = await lab.ask({ path: '/api/collections/main/objects/', as: 'c' });
    expect(Object.keys(JSON.parse(reply.text) as object)).toEqual(['objects']);
  });

  it('what came is kept with how it came, over a restart, and goes to nobody whose way is not open', async () => {
    await receive(lab, 'b', texts.b, {});
    const theirs = stix('malware', 2, [green]);
    await deliver(lab, 'main', [theirs], came(['b'], [texts.b]));
    expect(await got(lab, 'c', 'main')).toEqual([]);
    // Its deliverer reads back what it gave, as of any collection it writes to (O 11642).
    expect(await got(lab, 'b', 'main')).toEqual([theirs.id]);
    const row = (await lab.node.state.shelf.find([theirs.id]))[0]!;
    expect(lab.node.state.engine.book.factsOf(row.classNo).lineage).toEqual(came(['b'], [texts.b]));
  });
});

describe('reading what a peer says of how things came (T-FED-04)', () => {
  const expected = { deliverer: 'b' as PartyId, objects: 2 };
  const lineage = came(['o', 'b'], ['urn:x:1', 'urn:x:2']);
  const good = JSON.parse(writeProvenance({ objects: [lineage, lineage], texts: [] })) as Record<string, unknown>;

  it('reads what it wrote, each lineage once', () => {
    expect(good['lineages']).toHaveLength(1);
    expect(must(readProvenance(good, expected)).objects).toEqual([lineage, lineage]);
  });

  const way = { origin: 'party:o', path: ['party:o', 'party:b'], under: ['urn:x:1'] };
  it.each<[string, unknown, string]>([
    ['another version', { ...good, v: 2 }, ''],
    ['no property at all', undefined, ''],
    ['another number of objects', { ...good, objects: [0] }, '.objects'],
    ['a lineage that is not there', { ...good, objects: [0, 7] }, '.objects[1]'],
    [
      'somebody else as deliverer',
      { ...good, lineages: [[{ ...way, path: ['party:o', 'party:z'] }]] },
      '.lineages[0][0].path',
    ],
    ['an origin off the path', { ...good, lineages: [[{ ...way, origin: 'party:z' }]] }, '.lineages[0][0].path[0]'],
    [
      'a ring',
      { ...good, lineages: [[{ ...way, path: ['party:o', 'party:x', 'party:o', 'party:b'] }]] },
      '.lineages[0][0].path',
    ],
    ['no text', { ...good, lineages: [[{ ...way, under: [] }]] }, '.lineages[0][0].under'],
    ['a lineage of nothing', { ...good, lineages: [[]] }, '.lineages[0]'],
    ['a party that is none', { ...good, lineages: [[{ ...way, origin: 'o' }]] }, '.lineages[0][0].origin'],
    ['a text without an id', { ...good, texts: [{ document: {} }] }, '.texts[0].id'],
  ])('refuses %s', (_name, value, at) => {
    const read = readProvenance(value, expected);
    expect(read.ok ? [] : read.error.map((f) => f.at)).toEqual([`${provenanceProperty}${at}`]);
  });
});
