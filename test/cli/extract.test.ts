import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredCandidate } from '../../src/app/stored-candidate.ts';
import { inProcess, projectRoot } from './program.ts';

const work = mkdtempSync(join(tmpdir(), 'proviso-extract-'));
const data = join(work, 'node');
const article = join(projectRoot, 'conformance/extraction/open/relayed-offer.html');
afterAll(() => rmSync(work, { recursive: true, force: true }));

const json = async (args: readonly string[], code = 0, input = ''): Promise<never> => {
  const ran = await inProcess([...args, '--data', data, '--json'], input);
  if (ran.code !== code) throw new Error(`${args.join(' ')}: exit ${ran.code}, ${ran.err}`);
  return JSON.parse(ran.out) as never;
};

interface Extraction {
  readonly copy: Record<string, unknown>;
  readonly added: number;
  readonly candidates: readonly StoredCandidate[];
}

describe('from an article to a position', () => {
  let extracted: Extraction;
  const byCue = (speaker: string, cue: string): StoredCandidate => {
    const found = extracted.candidates.find((c) => c.speaker === speaker && c.cue === cue);
    if (found === undefined) throw new Error(`no candidate of ${speaker} with ${cue}`);
    return found;
  };

  beforeAll(async () => {
    await json(['init', '--party', 'coalition', '--name', 'Coalition']);
    await json(['party', 'add', 'rusland', '--name', 'Rusland', '--organ', 'defence ministry', '--organ', 'president']);
    const topic = 'id: convoy-data\nscale: [withholds, offers, shares]\n';
    await json(['topic', 'add', '-'], 0, topic);
    const aliases = [
      'aliases:',
      '- {name: Rusland, kind: party, of: rusland}',
      '- {name: defence ministry, kind: organ, of: rusland}',
      '- {name: Colonel Yegor Malin, kind: person, of: defence ministry}',
      '- {name: Yegor Malin, kind: person, of: defence ministry}',
      '- {name: Vestnik, kind: outlet, affiliation: rusland}',
    ].join('\n');
    expect(await json(['alias', 'add', '-'], 0, aliases)).toHaveLength(5);
    extracted = await json(['statement', 'extract', article, '--url', 'https://panorama.example/1']);
  }, 60_000);

  it('keeps the copy with its hash, and comments and furniture apart', () => {
    const sha256 = createHash('sha256').update(readFileSync(article)).digest('hex');
    expect(extracted.copy).toMatchObject({ sha256, url: 'https://panorama.example/1', outlet: 'Panorama Net' });
    expect(extracted.candidates.every((c) => c.state === 'proposed' && c.copy === sha256)).toBe(true);
  });

  it('adds nothing for the same copy a second time', async () => {
    const again: Extraction = await json(['statement', 'extract', article]);
    expect([again.added, again.candidates.length]).toEqual([0, extracted.candidates.length]);
    expect(await json(['statement', 'candidates', '--copy', String(extracted.copy['sha256'])])).toHaveLength(
      extracted.candidates.length,
    );
  });

  it('T-NEG-06 makes no statement and no position of a candidate before a person confirms it', async () => {
    expect(await json(['statement', 'list'])).toEqual([]);
    expect(await json(['position', 'show', '--party', 'rusland', '--topic', 'convoy-data'])).toMatchObject({
      known: false,
    });
  });

  it('proposes party and organ by the alias table', () => {
    expect(byCue('Yegor Malin', 'told')).toMatchObject({ party: 'rusland', organ: 'defence ministry' });
  });

  it('confirms once, says by whom, and records the chain', async () => {
    const { id } = byCue('Yegor Malin', 'told');
    const line = [
      'statement',
      'confirm',
      id,
      '--topic',
      'convoy-data',
      '--value',
      'offers',
      '--grade',
      'B2',
      '--by',
      'ana',
    ];
    const { candidate, statements }: { candidate: StoredCandidate; statements: Record<string, unknown>[] } =
      await json(line);
    expect(candidate).toMatchObject({ state: 'confirmed', decision: { by: 'ana' } });
    expect(statements).toMatchObject([
      {
        party: 'rusland',
        organ: 'defence ministry',
        value: 'offers',
        said: '2025-12-08T06:12:00.000000Z',
        by: 'ana',
        chain: [{ actor: 'Orbis' }, { actor: 'Vestnik' }, { actor: 'Panorama Net', relation: 'carries' }],
        spans: { unit: 'utf-16' },
      },
    ]);
    const again = await inProcess([...line, '--data', data]);
    expect([again.code, again.err.includes('was confirmed by ana')]).toEqual([1, true]);
    expect(await json(['position', 'show', '--party', 'rusland', '--topic', 'convoy-data'])).toMatchObject({
      value: 'offers',
    });
  });

  it('rejects with the reason, after which it cannot be confirmed', async () => {
    const { id } = byCue('Ruth Ellery', 'told');
    expect(await json(['statement', 'reject', id, '--why', 'a paraphrase'])).toMatchObject({
      state: 'rejected',
      decision: { by: 'operator', why: 'a paraphrase' },
    });
    const late = await inProcess([
      'statement',
      'confirm',
      id,
      '--topic',
      'convoy-data',
      '--value',
      'offers',
      '--data',
      data,
    ]);
    expect([late.code, late.err.includes('was rejected by operator')]).toEqual([1, true]);
  });

  it('refuses what statement files refuse, and leaves the candidate as it was', async () => {
    const { id } = byCue('Anton Sarov', 'said');
    const wrong = ['statement', 'confirm', id, '--party', 'rusland', '--organ', 'president', '--topic', 'convoy-data'];
    const refused = await inProcess([...wrong, '--value', 'nonsense', '--data', data]);
    expect([refused.code, refused.err.includes('not on the scale')]).toEqual([1, true]);
    const all: StoredCandidate[] = await json(['statement', 'candidates']);
    expect(all.find((c) => c.id === id)?.state).toBe('proposed');
  });

  it('T-NEG-06 never makes a position of a comment', async () => {
    const { candidates }: Extraction = await json([
      'statement',
      'extract',
      join(projectRoot, 'conformance/extraction/open/comments-below.html'),
    ]);
    const claim = candidates.find((c) => c.kind === 'claim' && c.speaker === 'marketmouse');
    const line = [
      'statement',
      'confirm',
      claim?.id ?? '',
      '--party',
      'rusland',
      '--organ',
      'president',
      '--topic',
      'convoy-data',
    ];
    const refused = await inProcess([...line, '--value', 'offers', '--data', data]);
    expect([refused.code, refused.err.includes('claim of a third party')]).toEqual([1, true]);
  });

  it('records one row per holder of a joint statement', async () => {
    await json(['party', 'add', 'bosca', '--name', 'Bosca', '--organ', 'government']);
    await json(['party', 'add', 'arlen', '--name', 'Arlen', '--organ', 'government']);
    const { candidates }: Extraction = await json([
      'statement',
      'extract',
      join(projectRoot, 'conformance/extraction/open/joint-speakers.md'),
    ]);
    const joint = candidates.find((c) => c.joint?.length === 3);
    const { statements }: { statements: Record<string, unknown>[] } = await json([
      ...['statement', 'confirm', joint?.id ?? '', '--party', 'bosca', '--organ', 'government'],
      ...['--joint', 'arlen', '--topic', 'convoy-data', '--value', 'withholds'],
    ]);
    expect(statements.map((s) => [s['party'], s['organ'], s['joint'] !== null])).toEqual([
      ['bosca', null, true],
      ['arlen', null, true],
    ]);
  });

  it('knows from the table whom an outlet belongs to: what reaches us only through the other side says so', async () => {
    const said =
      'party: bosca\norgan: government\ntopic: convoy-data\nvalue: shares\nsaid: 2025-12-09\ngrade: B2\nvia: [Vestnik]\n';
    await json(['statement', 'add', '-'], 0, said);
    const shown: { notes: string[] } = await json(['position', 'show', '--party', 'bosca', '--topic', 'convoy-data']);
    expect(shown.notes).toContainEqual(expect.stringMatching(/^adverse-relay: .*Vestnik \(rusland\)/));
  });

  it('names the file and what is wrong with it', async () => {
    const file = join(work, 'broken.html');
    writeFileSync(file, Buffer.from([0x3c, 0x70, 0x3e, 0xff, 0xfe]));
    const ran = await inProcess(['statement', 'extract', file, '--data', data]);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('broken.html: text: is not UTF-8')]);
    const absent = await inProcess(['statement', 'candidates', '--copy', 'ab', '--data', data]);
    expect([absent.code, absent.err.includes('no copy ab')]).toEqual([1, true]);
  });
});
