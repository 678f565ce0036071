import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run.ts';
import { limits } from '../../src/core/limits.ts';
import { processHost } from '../../src/main/cli-host.ts';
import { readEnvironment } from '../../src/main/config/environment.ts';
import { type Finished, inProcess } from './program.ts';

const work = mkdtempSync(join(tmpdir(), 'proviso-statements-'));
const data = join(work, 'node');
afterAll(() => rmSync(work, { recursive: true, force: true }));

const at = (args: readonly string[]): string[] => [...args, '--data', data];
const json = async <T>(...args: string[]): Promise<T> => {
  const ran = await inProcess(at([...args, '--json']));
  if (ran.code !== 0) throw new Error(`${args.join(' ')}: exit ${ran.code}, ${ran.err}`);
  return JSON.parse(ran.out) as T;
};
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(work, name), content);
  return join(work, name);
};

/** The same node in this process, in front of a terminal. */
async function onTerminal(...args: string[]): Promise<Finished> {
  const text = { out: '', err: '' };
  const into = (name: 'out' | 'err') => ({
    isTerminal: true,
    write: async (part: string | Uint8Array) => {
      text[name] += Buffer.from(part).toString('utf8');
    },
  });
  const host = processHost(new AbortController().signal, {
    ...{ stdout: into('out'), stderr: into('err'), environment: readEnvironment({}) },
    stdin: (async function* () {})(),
  });
  return { code: await runCli(at(args), host), ...text };
}

type Position = { readonly known: boolean; readonly value?: string; readonly why?: string; readonly notes: string[] };
const position = (...more: string[]): Promise<Position> =>
  json<Position>('position', 'show', '--party', 'energy-isac', '--topic', 'no-resale', ...more);
const ids = async (): Promise<string[]> => (await json<{ id: string }[]>('statement', 'list')).map((s) => s.id);

const article = 'Moscow. The press office of Energy ISAC said: "We shall not resell what we receive."\n';
const statements = `
statements:
  - id: letter
    party: energy-isac
    organ: legal
    topic: no-resale
    value: undertaken
    said: 2024-05-13T10:00:00Z
    grade: D4
    source: Letter of undertaking
  - id: report
    party: energy-isac
    organ: press
    speaker: Michelle B.
    topic: no-resale
    value: undertaken
    said: 2024-05-14
    mode: direct
    grade: C3
    copy: https://news.example/1
    chain:
      - {actor: Sputnik, relation: interviewed, time: 2024-05-14T08:00:00Z}
      - {actor: RT, relation: relayed}
    spans: {cue: "said", quotes: ["We shall not resell what we receive."]}
copies:
  - {file: copies/article.txt, url: "https://news.example/1", fetched: 2024-05-15T12:00:00Z}
persons:
  - {id: michelle-b, name: Michelle B., roles: [{party: energy-isac, organ: press, role: spokesperson, from: 2020-01-01}]}
`;

beforeAll(async () => {
  const made = await inProcess(at(['init', '--party', 'bank-isac', '--name', 'Bank ISAC']));
  expect([made.code, made.err]).toEqual([0, '']);
  await json('party', 'add', 'energy-isac', '--name', 'Energy', '--organ', 'legal');
  const topics = 'topics: [{id: no-resale, scale: [none, considering, undertaken]}]\n';
  await json('topic', 'add', file('topics.yaml', topics));
  mkdirSync(join(work, 'copies'));
  file('copies/article.txt', article);
  file('statements.yaml', statements);
});

describe('statements on the command line', () => {
  it('refuses an organ that is not registered, and takes it once the organ was added', async () => {
    const early = await inProcess(at(['statement', 'add', join(work, 'statements.yaml')]));
    expect([early.code, early.err]).toEqual([
      1,
      'statements[1].organ: "press" is not an organ of energy-isac (valid: one of legal)\npersons[0].roles[0].organ: "press" is not an organ of energy-isac (valid: one of legal)\n',
    ]);
    expect(await json('party', 'organ', 'energy-isac', '--add', 'press')).toMatchObject({ organs: ['legal', 'press'] });
    expect(await json('party', 'organ', 'bank-isac', '--add', 'board')).toMatchObject({
      self: true,
      organs: ['board'],
    });
    for (const organ of ['press', 'any', 'a\u202Eb', ''])
      expect((await inProcess(at(['party', 'organ', 'energy-isac', '--add', organ]))).code).not.toBe(0);
    expect((await inProcess(at(['party', 'organ', 'nobody', '--add', 'x']))).err).toMatch(/^party: no party "nobody"/);
  });

  it('adds a file with a copy beside it, recorded by the user who runs the command', async () => {
    const added = await json<{ statements: unknown[]; copies: unknown[] }>(
      'statement',
      'add',
      join(work, 'statements.yaml'),
    );
    expect(added.copies).toMatchObject([{ media: 'text/plain', bytes: Buffer.byteLength(article) }]);
    expect(added.statements).toMatchObject([{ id: 'letter', by: userInfo().username }, { id: 'report' }]);
    expect(await ids()).toEqual(['letter', 'report']);
    expect(await json<unknown[]>('statement', 'list', '--party', 'bank-isac')).toEqual([]);
    expect(await json<unknown[]>('statement', 'list', '--topic', 'no-resale')).toHaveLength(2);
  });

  it('shows one statement with copy, words, chain and person', async () => {
    const shown = await json<Record<string, unknown>>('statement', 'show', 'report');
    expect(shown).toMatchObject({
      copy: {
        bytes: article.length,
        locators: [{ url: 'https://news.example/1', fetched: '2024-05-15T12:00:00.000000Z' }],
      },
      spans: { unit: 'utf-16', cue: { from: article.indexOf('said'), to: article.indexOf('said') + 4, text: 'said' } },
      chain: [{ actor: 'Sputnik', time: '2024-05-14T08:00:00.000000Z' }, { actor: 'RT' }],
      grades: [{ grade: 'C3' }],
      ...{ retracted: false, retraction: null, waits: [] },
    });
    const { out } = await onTerminal('statement', 'show', 'report');
    expect(out).toMatch(/chain +Sputnik > RT > us/);
    expect(out).toMatch(/quote +\d+ +\d+ +utf-16 +- +We shall not resell what we receive\./);
    expect(await json('person', 'list')).toMatchObject([
      { id: 'michelle-b', roles: [{ from: '2020-01-01T00:00:00.000000Z', to: null }] },
    ]);
    expect((await onTerminal('person', 'list')).out).toContain('spokesperson, energy-isac/press (2020-01-01 to )');
    expect((await inProcess(at(['statement', 'show', 'absent']))).err).toMatch(/^id: no statement "absent"/);
  });

  it('T-NEG-06 explains to own staff what a low grade cannot do, and opens once it is graded higher', async () => {
    const collection = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';
    await json('collection', 'create', '--id', collection, '--title', 'Shared', '--alias', 'shared');
    const object = 'identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f';
    const stamp = '2024-01-01T00:00:00.000Z';
    const identity = { type: 'identity', spec_version: '2.1', id: object, created: stamp, modified: stamp };
    const bundle = { type: 'bundle', id: 'bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f' };
    const objects = [{ ...identity, name: 'Bank', identity_class: 'organization' }];
    await json('import', file('bundle.json', JSON.stringify({ ...bundle, objects })), '--collection', 'shared');
    const gate = '{topic: no-resale, is: undertaken, grade: B2, of: receiver}';
    await json(
      ...['terms', 'add'],
      file(
        'terms.yaml',
        `from: party:bank-isac\nto: party:energy-isac\nover: collection:shared\nallow: [{do: receive, when: [position: ${gate}]}]\n`,
      ),
    );
    const asked = ['explain', '--party', 'energy-isac', '--object', object];
    const before = await json<{ decision: string; positions: unknown }>(...asked);
    expect(before).toMatchObject({
      decision: 'refuse',
      positions: [
        { topic: 'no-resale', of: 'energy-isac', notes: [expect.stringMatching(/^grade-too-low: .*letter \(D4\)/)] },
      ],
    });
    expect((await onTerminal(...asked)).out).toMatch(
      /What the statements by energy-isac on no-resale can and cannot do:\n {2}- grade-too-low: /,
    );
    await json('statement', 'grade', 'letter', 'B2', '--by', 'Ann');
    const after = await json<{ decision: string; positions: { notes: string[] }[] }>(...asked);
    expect(after.decision).toBe('permit');
    expect(after.positions[0]?.notes).toContainEqual(expect.stringMatching(/^single-origin: undertaken/));
    expect(await json('statement', 'show', 'letter')).toMatchObject({
      grade: 'B2',
      grades: [{ grade: 'D4' }, { grade: 'B2', by: 'Ann' }],
    });
  });

  it('relates two records of one event, and refuses a circle', async () => {
    await json(
      'statement',
      'relate',
      'report',
      'letter',
      '--kind',
      'paraphrase-of',
      '--differs',
      'wording',
      '--by',
      'Ann',
    );
    expect(await json('statement', 'show', 'letter')).toMatchObject({
      relations: [{ kind: 'paraphrase-of', from: 'report', to: 'letter', differs: ['wording'], by: 'Ann' }],
    });
    const round = await inProcess(at(['statement', 'relate', 'letter', 'report', '--kind', 'paraphrase-of']));
    expect([round.code, round.err.includes('runs in a circle by paraphrase-of')]).toEqual([1, true]);
    const unknown = await inProcess(at(['statement', 'relate', 'letter', 'report', '--kind', 'copy-of']));
    expect(unknown.err).toMatch(/^kind: "copy-of" is not a relation between statements \(valid: paraphrase-of/);
    const nothing = await inProcess(at(['statement', 'confirm', 'letter', '--by', 'Ben']));
    expect([nothing.code, nothing.err]).toEqual([
      1,
      'id: nothing about "letter" waits (valid: a statement that "doctor" lists)\n',
    ]);
    expect(await json('doctor')).toContainEqual(
      expect.objectContaining({ check: 'second person', state: 'ok', detail: 'nothing waits for a second person' }),
    );
  });

  it('T-NEG-07 changes the position with a retraction, and answers as it was known before', async () => {
    expect(await position()).toMatchObject({ known: true, value: 'undertaken' });
    const known = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await json('statement', 'retract', 'letter', '--why', 'forged', '--by', 'Ann');
    await json('statement', 'retract', 'report', '--by', 'Ann');
    expect(await position()).toMatchObject({ known: false, why: 'none-on-record' });
    expect(await position('--known', known)).toMatchObject({ known: true, value: 'undertaken' });
    expect(await json('statement', 'show', 'letter')).toMatchObject({
      retracted: true,
      retraction: { why: 'forged', by: 'Ann' },
    });
    const { out } = await onTerminal('position', 'show', '--party', 'energy-isac', '--topic', 'no-resale');
    expect(out).toMatch(/value +unknown\nwhy +none-on-record/);
    expect(out).toMatch(/press +undertaken +2024-05-14T\S+ +C3 +- +taken back +Sputnik > RT > us +report/);
    const again = await inProcess(at(['statement', 'retract', 'letter']));
    expect([again.code, again.err.startsWith('id: "letter" has been taken back already')]).toEqual([1, true]);
  });

  it('prints history and drift with times in UTC, as known before', async () => {
    const words = ['--party', 'energy-isac', '--topic', 'no-resale'];
    const later = (organ: string, value: string, day: string): string =>
      `- {party: energy-isac, organ: ${organ}, topic: no-resale, value: ${value}, said: ${day}T10:00:00Z, grade: A1}\n`;
    await json(
      ...['statement', 'add'],
      file('later.yaml', later('legal', 'none', '2024-06-01') + later('legal', 'undertaken', '2024-07-01')),
    );
    const { history } = await json<{ history: unknown[] }>('position', 'history', ...words);
    expect(history).toEqual([
      { from: '2024-06-01T10:00:00.000000Z', to: '2024-07-01T10:00:00.000000Z', value: 'none', why: null },
      { from: '2024-07-01T10:00:00.000000Z', to: null, value: 'undertaken', why: null },
    ]);
    const { drift } = await json<{ drift: unknown[] }>('position', 'drift', ...words);
    const move = { at: '2024-07-01T10:00:00.000000Z', from: 'none', to: 'undertaken', steps: 2, drift: 'hardened' };
    expect(drift).toMatchObject([
      { ...move, organ: null, told: 'computed' },
      { ...move, organ: 'legal' },
    ]);
    const table = (await onTerminal('position', 'drift', ...words)).out;
    expect(table).toMatch(/the party +none +undertaken +2 +hardened +computed +false/);
    expect((await onTerminal('position', 'history', ...words)).out).toMatch(/FROM +TO +VALUE +WHY/);
  });
});

describe('bad statement files on the command line', () => {
  const one = (fields: string): string => `statements: [{party: energy-isac, topic: no-resale, ${fields}}]\n`;
  const good = 'value: none, said: 2024-01-01';

  it.each([
    [
      'an unknown party',
      `statements: [{party: nobody, topic: no-resale, ${good}}]`,
      /statements\[0\]\.party: .*nobody/,
    ],
    [
      'a time that does not exist',
      one('value: none, said: 2024-02-30'),
      /statements\[0\]\.said: "2024-02-30" is not a time/,
    ],
    ['a time that only the node says', one(`${good}, recorded: 2024-01-01T00:00:00Z`), /recorded: is set by this node/],
    [
      'a span that is not in the copy',
      `copies: [{file: copies/article.txt, url: "https://a.example/"}]\n${one(`${good}, copy: "https://a.example/", spans: {cue: denied}`)}`,
      /spans\.cue: these words are not in the copy/,
    ],
    [
      'a copy with another hash',
      `copies: [{file: copies/article.txt, sha256: "${'0'.repeat(64)}"}]\n`,
      /sha256: the bytes have another hash/,
    ],
    [
      'a circle of relations',
      `relations: [{from: letter, to: report, kind: paraphrase-of}]`,
      /relations\[0\]: runs in a circle by paraphrase-of/,
    ],
    [
      'a copy that is missing',
      `copies: [{file: copies/absent.txt}]\n${one(good)}`,
      /^copies\[0\]\.file: "copies\/absent.txt": there is no such file/,
    ],
    ['a copy that is a directory', `copies: [{file: copies}]\n${one(good)}`, /^copies\[0\]\.file: "copies" is no file/],
    [
      'a copy given twice',
      `copies: [{file: copies/article.txt, text: x}]\n${one(good)}`,
      /^copies\[0\]\.file: stands beside text/,
    ],
    ['a copy without a path', `copies: [{file: 7}]\n${one(good)}`, /^copies\[0\]\.file: is no path/],
  ])('refuses %s and stores nothing', async (_, text, fault) => {
    const before = await ids();
    const ran = await inProcess(at(['statement', 'add', file('bad.yaml', text), '--json']));
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(fault);
    expect(JSON.parse(ran.out)).toMatchObject({ ok: false });
    expect(await ids()).toEqual(before);
  });

  it('reads no file outside the directory of the statement file, by whatever way', async () => {
    mkdirSync(join(work, 'inner'), { recursive: true });
    file('secret.txt', 'not for the record');
    symlinkSync(join(work, 'secret.txt'), join(work, 'inner/link.txt'));
    for (const path of ['../secret.txt', 'link.txt', join(work, 'secret.txt')]) {
      const ran = await inProcess(at(['statement', 'add', file('inner/bad.yaml', `copies: [{file: "${path}"}]\n`)]));
      expect([ran.code, ran.err]).toEqual([
        1,
        expect.stringContaining('lies outside the directory of the statement file'),
      ]);
    }
  });

  it('takes copies up to the limit, as bytes where they are no UTF-8, and none above', async () => {
    const { copyBytesMax } = limits;
    const sized = async (size: number): Promise<Finished> => {
      file('big.pdf', Buffer.alloc(size, 0xff));
      return inProcess(at(['statement', 'add', file('big.yaml', 'copies: [{file: big.pdf}]\n'), '--json']));
    };
    for (const size of [copyBytesMax - 1, copyBytesMax])
      expect(JSON.parse((await sized(size)).out)).toMatchObject({
        copies: [{ media: 'application/pdf', bytes: size }],
      });
    expect((await sized(copyBytesMax + 1)).err).toMatch(/^copies\[0\]\.file: "big.pdf" is of 4000001 bytes/);
    expect((await sized(0)).err).toMatch(/^copies\[0\]\.file: "big.pdf" is empty/);
  });
});
