import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { green, permit, type Stix, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

let lab: WholeNode;
beforeEach(async () => {
  lab = await WholeNode.open();
  for (const id of ['mallory', 'q']) await lab.addParty(id);
  await lab.addCollection(uuid(1), 'main', { writers: ['mallory'] });
  must(await lab.operator.addTerms(permit(null, 'main', [{ tlp: { 'at-most': 'amber' } }])));
  lab.clock.advance(1_000_000);
});
afterEach(() => lab.close());

const idsFor = async (as: string): Promise<string[]> => {
  lab.clock.advance(1_000_000);
  const reply = await lab.ask({ path: '/api/collections/main/objects/?limit=1000', as });
  return ((JSON.parse(reply.text) as { objects?: Stix[] }).objects ?? []).map((o) => o.id);
};
const why = async (object: string): Promise<unknown> => {
  const answer = await lab.operator.explain({ party: 'q', object });
  return answer.ok ? (answer.value as { because: { why: string }[] }).because.map((reason) => reason.why) : answer;
};

describe('T-FED-13 references that are too much to check', () => {
  it('hold back what has them, and the explanation says so', async () => {
    const parts = Array.from({ length: limits.needsClausesMax + 1 }, (_, n) =>
      stix('tool', 100 + n, [green], { labels: [`l${n}`] }),
    );
    const report = stix('report', 20, [green], { object_refs: parts.map((o) => o.id) });
    const small = stix('report', 21, [green], { object_refs: parts.slice(0, 200).map((o) => o.id) });
    await lab.bring('main', [...parts, report, small]);
    const out = await idsFor('q');
    expect(out).toContain(small.id);
    expect(out).not.toContain(report.id);
    expect(await why(report.id)).toEqual(['references-too-many']);
  });

  it('a partner’s ring of many versions neither holds up nor closes what was out before', async () => {
    const first = stix('tool', 50, [green]);
    await lab.post('mallory', 'main', [first]);
    const report = stix('report', 20, [green], { object_refs: [first.id] });
    await lab.bring('main', [report]);
    expect(await idsFor('q')).toContain(report.id);
    const names = Array.from({ length: 6 }, (_, n) => stix('grouping', 60 + n, [green]).id);
    const ring = Array.from({ length: 60 }, (_, n) =>
      stix('grouping', 60 + (n % 6), [green], {
        labels: [`v${n}`],
        context: 'suspicious-activity',
        modified: `2025-06-01T00:00:${String(n).padStart(2, '0')}.000Z`,
        object_refs: [first.id, ...names.filter((_, m) => ((n * 7919 + m * 104_729) >> 3) % 2 === 0)],
      }),
    );
    const reply = await lab.post('mallory', 'main', ring);
    expect(JSON.parse(reply.text)).toMatchObject({ success_count: 60 });
    expect(await idsFor('q')).toEqual(expect.arrayContaining([first.id, report.id]));
  });
});
