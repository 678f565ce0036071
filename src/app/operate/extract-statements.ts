import { fromBase64 } from '../../core/base64.ts';
import { hexOf } from '../../core/hex.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { type Article, articleReader, type Candidate, statementProposer } from '../../formats/index.ts';
import type { NodeState } from '../node-state.ts';
import type { OperatorApi } from '../operator-api.ts';
import type { ExtractionRecord, StoredCandidate, StoredCopy } from '../stored-candidate.ts';
import { listAliases } from './aliases.ts';
import { readTime } from './record-statement.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'platform'>;

/** Keeps the copy as retrieved and proposes candidates from it. Nothing of it is a fact before a person confirms it. */
export async function extractStatements(
  deps: Deps,
  input: Parameters<OperatorApi['extractStatements']>[0],
): Promise<Result<ExtractionRecord, Fault[]>> {
  const { engine, store, platform } = deps;
  const faults: Fault[] = [];
  const bytes = fromBase64(input.bytes);
  if (bytes === null) return fail({ at: 'bytes', problem: 'is not base64', valid: 'the bytes of the article' });
  const fetched = readTime(input.fetched, 'fetched', engine.now(), faults);
  if (fetched > engine.now()) faults.push({ at: 'fetched', problem: 'lies ahead', valid: 'when it was retrieved' });
  if (input.url !== undefined && !/^https?:\/\/[!-~]{1,2000}$/i.test(input.url))
    faults.push({ at: 'url', problem: `"${input.url.slice(0, 80)}" is not an address`, valid: 'http or https' });
  const read = (await articleReader())(bytes, input.name, platform.decodeUtf8Fatal);
  if (!read.ok) faults.push(...read.error.map((f) => ({ ...f, at: `${input.name.slice(0, 200)}: ${f.at}` })));
  if (faults.length > 0 || !read.ok) return fail(...faults);
  const sha256 = hexOf(platform.sha256(bytes));
  const proposed = (await statementProposer(listAliases(deps))).propose(read.value);
  return engine.exclusive(async () => {
    const now = engine.now();
    const held = store.document('article', sha256) as StoredCopy | null;
    const copy = held ?? copyOf(read.value, input, { sha256, size: bytes.length, fetched, recorded: now });
    if (held === null) store.write.putDocument('article', sha256, copy);
    let added = 0;
    const candidates = proposed.map((candidate): StoredCandidate => {
      const id = idOf(candidate, sha256, platform);
      const before = store.document('candidate', id) as StoredCandidate | null;
      if (before !== null) return before;
      const stored: StoredCandidate = {
        id,
        copy: sha256,
        state: 'proposed',
        recorded: now,
        decision: null,
        ...candidate,
      };
      store.write.putDocument('candidate', id, stored);
      added++;
      return stored;
    });
    await store.flush();
    return ok({ copy: shownCopy(copy), added, candidates });
  });
}

function copyOf(
  article: Article,
  input: Parameters<OperatorApi['extractStatements']>[0],
  known: Pick<StoredCopy, 'sha256' | 'size' | 'fetched' | 'recorded'>,
): StoredCopy {
  const { format, title, outlet, published, language, text, segments } = article;
  return {
    ...known,
    bytes: input.bytes,
    name: input.name.slice(0, 500),
    url: input.url ?? null,
    format,
    title,
    outlet,
    published,
    language,
    text,
    comments: segments.filter((s) => s.kind === 'comment').map((s) => ({ author: s.author, text: s.text })),
    furniture: segments.filter((s) => s.kind === 'furniture').map((s) => s.text),
  };
}

const shownCopy = ({ bytes, text, comments, furniture, ...rest }: StoredCopy): ExtractionRecord['copy'] => ({
  ...rest,
  comments: comments.length,
  furniture: furniture.length,
});

/** The same words at the same place of the same copy have the same id, however often they are extracted. */
function idOf(candidate: Candidate, sha256: string, platform: Deps['platform']): string {
  const { spans } = candidate;
  const key = JSON.stringify([sha256, candidate.kind, spans.in, spans.cue, spans.source]);
  return `candidate:${hexOf(platform.sha256(platform.encodeUtf8(key))).slice(0, 16)}`;
}
