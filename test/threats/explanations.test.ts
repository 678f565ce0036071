import { afterEach, describe, expect, it } from 'vitest';
import { green, permit, red, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** What a refusal tells the one refused (terms profile section 5). */
const labs: WholeNode[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

const base = '/api/collections/main';
const asks = [
  { position: { topic: 'deal', is: 'yes', grade: 'B2', stable: 'P14D' } },
  { tlp: { 'at-most': 'amber' } },
  { label: { 'none-of': ['source-olive'] } },
];

async function nodeWith(disclose: string): Promise<WholeNode> {
  const lab = await WholeNode.open();
  labs.push(lab);
  for (const id of ['p', 'q-allied']) await lab.addParty(id, ['ministry']);
  await lab.addCollection(uuid(1), 'main', { writers: ['q-allied'] });
  must(await lab.operator.addTopics({ topics: [{ id: 'deal', scale: ['no', 'yes'] }] }));
  must(await lab.operator.addTerms(permit('p', 'main', asks, { id: `urn:uuid:${uuid(5)}`, disclose })));
  return lab;
}

async function told(lab: WholeNode): Promise<string> {
  lab.clock.set(1_772_600_000_000_000);
  const reply = await lab.ask({ path: `${base}/`, as: 'p' });
  expect(reply.status).toBe(disclosedAtAll(reply.text) ? 200 : 404);
  return reply.text;
}
const disclosedAtAll = (text: string): boolean => text.includes('x_proviso_release');

const levels = ['full', 'conditions', 'class', 'none'] as const;

describe('what a refused partner is told', () => {
  it.each(levels)(
    'T-NEG-09 I2 under disclose: %s, two nodes that differ in objects, other parties and other texts say the same bytes',
    async (disclose) => {
      const plain = await nodeWith(disclose);
      const crowded = await nodeWith(disclose);
      await crowded.bring(
        'main',
        Array.from({ length: 50 }, (_, n) =>
          stix('malware', n, [n % 2 === 0 ? green : red], n % 3 === 0 ? { labels: ['source-olive'] } : {}),
        ),
      );
      must(await crowded.operator.addTerms(permit('q-allied', 'main', [{ label: { 'any-of': ['source-olive'] } }])));
      await crowded.post('q-allied', 'main', [stix('tool', 1, [green])]);
      must(
        await crowded.operator.addStatements({
          statements: [
            {
              party: 'q-allied',
              organ: 'ministry',
              topic: 'deal',
              value: 'yes',
              grade: 'A1',
              source: 'Letter',
              said: '2026-02-01T00:00:00Z',
            },
          ],
        }),
      );
      must(await crowded.operator.gradeObject({ object: stix('malware', 1).id, grade: 'B2' }));
      expect(await told(crowded)).toBe(await told(plain));
    },
  );

  it('T-NEG-09 what is told grows with the level, and names no object, no label, no other party, no source at any', async () => {
    const texts: string[] = [];
    for (const level of [...levels].reverse()) {
      const lab = await nodeWith(level);
      await lab.bring('main', [stix('malware', 1, [green])]);
      must(
        await lab.operator.addStatements({
          statements: [
            {
              party: 'p',
              organ: 'ministry',
              topic: 'deal',
              value: 'no',
              grade: 'C3',
              source: 'An informant',
              said: '2026-02-01T00:00:00Z',
            },
          ],
        }),
      );
      texts.push(await told(lab));
    }
    const [none, byClass, conditions, full] = texts as [string, string, string, string];
    for (const text of texts) expect(text).not.toMatch(/malware|source-olive|q-allied|informant|C3/);
    expect(none).not.toContain('deal');
    expect(byClass).not.toContain('deal');
    expect(JSON.stringify(JSON.parse(conditions))).toContain('position');
    // What is asked stands in a text that both sides have; the facts as we hold them, and ways, are for `full`.
    expect(conditions).not.toMatch(/"is":|"ways"/);
    expect(full).toMatch(/"is":/);
    expect(full).toMatch(/"ways"/);
    expect(full.length).toBeGreaterThan(conditions.length);
  });

  it('T-NEG-09 probing by any address, id or filter tells nothing: the notice is the same before, between and after', async () => {
    const lab = await nodeWith('full');
    await lab.bring('main', [stix('malware', 1, [green]), stix('malware', 2, [red])]);
    const before = await told(lab);
    const answers = new Set<string>();
    for (let n = 0; n < 250; n++) {
      const id = `malware--${uuid(n)}`;
      answers.add((await lab.ask({ path: `${base}/objects/${id}/`, as: 'p' })).raw);
      const list = await lab.ask({ path: `${base}/objects/?match[id]=${id}`, as: 'p' });
      expect(list.text).toBe('{}');
    }
    expect(answers.size).toBe(1);
    expect(await told(lab)).toBe(before);
  });

  it('T-NEG-09 there is no address by which a partner could ask “what if”', async () => {
    const lab = await nodeWith('full');
    for (const path of ['simulate', 'explain', 'decide', 'what-if', 'x_proviso_release'].flatMap((word) => [
      `/${word}/`,
      `/api/${word}/`,
      `${base}/${word}/`,
    ]))
      for (const method of ['GET', 'POST'])
        expect([404, 405]).toContain(
          (await lab.ask({ method, path, as: 'p', ...(method === 'POST' ? { body: {} } : {}) })).status,
        );
  });
});
