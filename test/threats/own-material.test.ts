import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deterministicId } from '../../src/core/stix/deterministic-id.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
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

  it('leak channel 1: posting what was guessed opens nothing that we hold about it, to the poster or to others', async () => {
    const value = '198.51.100.77';
    const id = deterministicId({ type: 'ipv4-addr', value }, nodePlatform) ?? '';
    const address = { type: 'ipv4-addr', spec_version: '2.1', id, value };
    const actor = stix('malware', 1, [green]);
    for (const isHeld of [true, false]) {
      const link = relationship(isHeld ? 10 : 11, actor.id, id, [green]);
      await lab.bring('main', [actor, link, ...(isHeld ? [{ ...address, object_marking_refs: [red] }] : [])]);
      await lab.post('mallory', 'main', [{ ...address, object_marking_refs: [green] }]);
      await lab.post('q', 'main', [{ ...address, object_marking_refs: [green] }]);
      expect((await objects('mallory')).map((o) => o.id)).toEqual([actor.id, id]);
      expect((await objects('q')).map((o) => o.id)).not.toContain(link.id);
    }
    await lab.bring('main', [{ ...address, object_marking_refs: [green], x_ours: true }]);
  });

  it('what a partner keeps under our ids, in whatever number, closes nothing that refers to them', async () => {
    const report = stix('report', 20, [red], { object_refs: [ours.id] });
    const note = relationship(21, ours.id, ours.id, [green]);
    const many = Array.from({ length: 40 }, (_, n) => stix('tool', 100 + n, [green], { labels: [`l${n}`] }));
    await lab.bring('main', [ours, report, note]);
    await lab.post('mallory', 'main', many);
    const versions = Array.from({ length: 60 }, (_, n) => ({
      ...report,
      labels: [`v${n}`],
      object_refs: many.slice(n % 30, (n % 30) + 8).map((o) => o.id),
      object_marking_refs: [green],
      modified: `2025-06-01T00:00:${String(n).padStart(2, '0')}.000Z`,
    }));
    // q may see the report, mallory may not: only then is what mallory brings under its id kept beside it.
    must(await lab.operator.addTerms(permit('q', 'main', [{ tlp: { 'at-most': 'red' } }])));
    const about = relationship(22, ours.id, report.id, [green]);
    await lab.bring('main', [about]);
    const before = (await objects('q')).map((o) => o.id);
    expect(before).toEqual(expect.arrayContaining([report.id, about.id]));
    await lab.post('mallory', 'main', versions);
    expect((await objects('q')).map((o) => o.id)).toEqual(before);
  });

  it('T-FED-06 a partner puts our object into another collection: those without a text over ours do not get it there', async () => {
    await lab.addCollection(uuid(2), 'box', { writers: ['mallory'] });
    await lab.addParty('outside');
    must(await lab.operator.addTerms(permit('outside', 'box')));
    must(await lab.operator.addTerms(permit('mallory', 'box')));
    await lab.bring('main', [ours]);
    lab.clock.advance(1_000_000);
    const own = stix('tool', 9, [green]);
    const reply = await lab.post('mallory', 'box', [ours, own]);
    expect(JSON.parse(reply.text)).toMatchObject({ success_count: 2 });
    lab.clock.advance(1_000_000);
    const inBox = async (as: string): Promise<string[]> =>
      (
        (JSON.parse((await lab.ask({ path: '/api/collections/box/objects/', as })).text) as { objects?: Stix[] })
          .objects ?? []
      ).map((o) => o.id);
    expect(await inBox('outside')).toEqual([own.id]);
    expect(await inBox('mallory')).toEqual([ours.id, own.id]);
  });

  it('own staff see what was brought under others’ ids, and who brought it', async () => {
    await lab.bring('main', [{ ...ours, object_marking_refs: [red] }]);
    await lab.post('mallory', 'main', [ours]);
    expect(lab.operator.doctor().find((finding) => finding.check === 'quarantine')).toMatchObject({ state: 'warning' });
    const parts: string[] = [];
    for await (const part of lab.operator.exportObjects({ collection: 'main' }))
      parts.push(Buffer.from(part).toString('utf8'));
    expect(JSON.parse(`[${parts.join('')}]`)).toEqual([{ ...ours, object_marking_refs: [red] }]);
    expect(await lab.operator.explain({ party: 'q', object: ours.id })).toMatchObject({
      ok: true,
      value: { decision: 'refuse' },
    });
  });

  it('origins survive a restart: kept copies stay with their bringers', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-origins-'));
    const node = await WholeNode.open({ file: join(dir, 'store.sqlite') });
    for (const id of ['mallory', 'q']) await node.addParty(id);
    await node.addCollection(uuid(1), 'main', { writers: ['mallory'] });
    must(await node.operator.addTerms(permit(null, 'main', [{ tlp: { 'at-most': 'amber' } }])));
    await node.bring('main', [{ ...ours, object_marking_refs: [red] }]);
    await node.post('mallory', 'main', [ours]);
    await node.restart();
    node.clock.advance(5_000_000);
    const count = async (as: string): Promise<number> =>
      (
        (JSON.parse((await node.ask({ path: '/api/collections/main/objects/', as })).text) as { objects?: Stix[] })
          .objects ?? []
      ).length;
    expect([await count('mallory'), await count('q')]).toEqual([1, 0]);
    await node.close();
    rmSync(dir, { recursive: true });
  });
});
