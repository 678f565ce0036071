import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { green, permit, red, relationship, type Stix, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** What partners do to material of others, our own first of all. Everybody may read up to amber and write. */
let lab: WholeNode;
beforeEach(async () => {
  lab = await WholeNode.open();
  for (const id of ['mallory', 'q']) await lab.addParty(id);
  await lab.addCollection(uuid(1), 'main', { writers: ['mallory', 'q'] });
  must(await lab.operator.addTerms(permit(null, 'main', [{ tlp: { 'at-most': 'amber' } }])));
  lab.clock.advance(1_000_000);
});
afterEach(() => lab.close());

const objects = async (as: string, query = 'match[version]=all'): Promise<Stix[]> => {
  lab.clock.advance(1_000_000);
  const reply = await lab.ask({ path: `/api/collections/main/objects/?${query}`, as });
  return (JSON.parse(reply.text) as { objects?: Stix[] }).objects ?? [];
};
const ours = stix('indicator', 1, [green]);
/** What a partner may try with an object that is not its own. */
const forgeries: Readonly<Record<string, Stix>> = {
  'the same version marked red': { ...ours, object_marking_refs: [red] },
  'the same version without its marking': stix('indicator', 1),
  'the same version marked lower': {
    ...ours,
    object_marking_refs: ['marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487'],
  },
  'the same version with a granular marking': {
    ...ours,
    granular_markings: [{ marking_ref: red, selectors: ['pattern'] }],
  },
  'a newer version marked red': { ...ours, object_marking_refs: [red], modified: '2025-06-01T00:00:00.000Z' },
  'a newer version that revokes': { ...ours, revoked: true, modified: '2025-06-01T00:00:00.000Z' },
  'an older version': { ...ours, created: '2024-01-01T00:00:00.000Z', modified: '2024-01-01T00:00:00.000Z' },
};

describe('I5 what we hold from one origin keeps its terms, whatever another sends', () => {
  it.each(Object.entries(forgeries))(
    'T-FED-04 T-FED-05 a partner posts ours back as %s: nothing of ours changes',
    async (_name, forged) => {
      await lab.bring('main', [ours]);
      const before = await objects('q');
      expect(before.map((o) => o.id)).toEqual([ours.id]);
      await lab.post('mallory', 'main', [forged]);
      expect(await objects('q')).toEqual(before);
      expect((await lab.operator.exportObjects({ collection: 'main' })[Symbol.asyncIterator]().next()).done).toBe(
        false,
      );
      const remove = await lab.ask({
        method: 'DELETE',
        path: `/api/collections/main/objects/${ours.id}/?match[version]=all`,
        as: 'mallory',
      });
      expect([403, 404]).toContain(remove.status);
      expect(await objects('q')).toEqual(before);
    },
  );

  it.each(Object.entries(forgeries))(
    'a partner posts %s first: what we bring later is released as ours',
    async (_name, forged) => {
      await lab.post('mallory', 'main', [forged]);
      expect(await lab.bring('main', [ours])).toMatchObject({ added: 1, conflicts: 0 });
      expect(
        (await objects('q', 'match[version]=2025-01-01T00:00:00.000Z')).filter(
          (o) => JSON.stringify(o['object_marking_refs']) === JSON.stringify([green]),
        ),
      ).toHaveLength(1);
      await lab.ask({
        method: 'DELETE',
        path: `/api/collections/main/objects/${ours.id}/?match[version]=all`,
        as: 'mallory',
      });
      expect(await objects('q')).toEqual([expect.objectContaining({ ...ours })]);
    },
  );

  it('T-FED-04 a partner posts another partner’s object: nothing of the other’s changes', async () => {
    await lab.post('q', 'main', [ours]);
    for (const forged of Object.values(forgeries)) await lab.post('mallory', 'main', [forged]);
    expect(await objects('q')).toEqual([ours]);
    const newer = { ...ours, modified: '2025-07-01T00:00:00.000Z', description: 'by its originator' };
    await lab.post('q', 'main', [newer]);
    expect(await objects('q')).toEqual([ours, newer]);
  });

  it('what a partner adds cannot close what refers to it: a red target posted beside ours', async () => {
    const target = stix('malware', 2, [green]);
    const link = relationship(3, ours.id, target.id, [green]);
    await lab.bring('main', [ours, target, link]);
    await lab.post('mallory', 'main', [
      { ...target, object_marking_refs: [red], modified: '2025-06-01T00:00:00.000Z' },
    ]);
    expect((await objects('q')).map((o) => o.id)).toEqual([ours.id, target.id, link.id]);
  });

  it('a definition that a partner brings does not name our markings harmless', async () => {
    const mystery = `marking-definition--${uuid(77)}`;
    await lab.bring('main', [stix('malware', 5, [green, mystery])]);
    await lab.post('mallory', 'main', [{ ...stix('marking-definition', 77, [green]), id: mystery }]);
    expect((await objects('q')).map((o) => o.type)).not.toContain('malware');
  });
});
