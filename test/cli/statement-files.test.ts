import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportedStatements, PublishedStatements } from '../../src/app/operator-api.ts';
import { inProcess } from './program.ts';

/** A file of statements from one node to another, as their staff move it (issue 3, point 5). */
const work = mkdtempSync(join(tmpdir(), 'proviso-statements-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const collection = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';
const at = (node: string): string[] => ['--data', join(work, node)];

async function json<T>(node: string, args: readonly string[], code = 0): Promise<T> {
  const ran = await inProcess([...args, ...at(node), '--json']);
  if (ran.code !== code) throw new Error(`${args.join(' ')}: exit ${ran.code}, ${ran.err}`);
  return JSON.parse(ran.out) as T;
}
const file = (name: string, value: unknown): string => {
  const path = join(work, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
};

/** A page as large as its base64 still is text of STIX as a node takes it, and one that is larger. */
const page = `We will not cooperate. ${'x'.repeat(780_000)}`;
const largePage = 'y'.repeat(790_000);
const statements = {
  copies: [
    { text: page, url: 'https://news.example/page' },
    { text: largePage, url: 'https://news.example/large' },
  ],
  statements: [
    {
      id: 'refusal',
      party: 'energy-isac',
      organ: 'legal',
      topic: 'no-resale',
      value: 'refused',
      said: '2026-01-09T12:00:00Z',
      copy: 'https://news.example/page',
      spans: { quotes: ['We will not cooperate.'] },
      chain: [{ actor: 'Wire', relation: 'reported' }],
      grade: 'B2',
    },
    {
      id: 'other',
      party: 'energy-isac',
      topic: 'no-resale',
      value: 'undertaken',
      said: '2026-01-08',
      copy: 'https://news.example/large',
    },
  ],
};

describe('statements from node to node', () => {
  const bundle = join(work, 'out.json');
  beforeAll(async () => {
    for (const [node, party] of [
      ['a', 'bank-isac'],
      ['b', 'water-isac'],
    ] as const) {
      await json(node, ['init', '--party', party, '--name', party]);
      await json(node, ['party', 'add', 'energy-isac', '--name', 'Energy', '--organ', 'legal']);
      const topic = { id: 'no-resale', title: 'Resale', scale: ['refused', 'undertaken'], policy: 'unanimous' };
      await json(node, ['topic', 'add', file('topic.json', topic)]);
    }
    await json('b', ['party', 'add', 'bank-isac', '--name', 'Bank']);
    await json('a', ['statement', 'add', file('statements.json', statements)]);
  });

  it('exports to a new private file, and says whose bytes are too large for it', async () => {
    const ran = await inProcess(['statement', 'export', '--with-copies', '--out', bundle, ...at('a'), '--json']);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ statements: 2, copies: 1, copiesLeftOut: [expect.any(String)] });
    expect(ran.err).toContain('too large for STIX');
    expect(statSync(bundle).mode & 0o777).toBe(0o600);
    const again = await inProcess(['statement', 'export', '--out', bundle, ...at('a')]);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('exists already')]);
  });

  it('exports the same bundle whenever it is asked, ids included', async () => {
    const ran = await inProcess(['statement', 'export', '--with-copies', '--out', '-', ...at('a')]);
    expect(JSON.parse(ran.out)).toEqual(JSON.parse(readFileSync(bundle, 'utf8')));
  });

  it('refuses to export what nobody has said', async () => {
    const ran = await inProcess(['statement', 'export', '--party', 'bank-isac', '--out', '-', ...at('a')]);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('none on record that is asked for')]);
  });

  it('imports it elsewhere as the delivery of who made it, with the span in the copy that came along', async () => {
    const done = await json<ImportedStatements>('b', ['statement', 'import', bundle]);
    expect([done.from, done.statements.length, done.copies.length]).toEqual(['bank-isac', 2, 1]);
    const refusal = done.statements.find((s) => s.value === 'refused');
    expect(refusal).toMatchObject({ grade: 'F6', chain: [{ actor: 'Wire' }, { actor: 'bank-isac' }] });
    expect(refusal?.spans?.quotes[0]).toMatchObject({ from: 0, to: 22, text: 'We will not cooperate.' });
    const other = done.statements.find((s) => s.value === 'undertaken');
    expect(other?.note).toContain('Its copy did not come with it');
    const again = await json<ImportedStatements>('b', ['statement', 'import', bundle]);
    expect([again.statements, again.alreadyOnRecord]).toEqual([[], 2]);
  });

  it('takes no file from a party that it does not know', async () => {
    const ran = await inProcess(['statement', 'import', bundle, '--from', 'nobody', ...at('b')]);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('from: "nobody" is not a known party')]);
  });

  it('publishes into a collection, where a dry look finds the note', async () => {
    await json('a', ['collection', 'create', '--id', collection, '--title', 'S', '--alias', 'shared']);
    const args = ['statement', 'publish', 'refusal', '--collection', 'shared', '--tlp', 'green'];
    const done = await json<PublishedStatements>('a', args);
    expect(done.notes).toEqual([{ statement: 'refusal', note: expect.stringMatching(/^note--/) }]);
    const ran = await inProcess(['export', '--collection', 'shared', ...at('a')]);
    expect((JSON.parse(ran.out) as { objects: { id: string }[] }).objects.map((o) => o.id)).toContain(
      done.notes[0]?.note,
    );
  });
});
