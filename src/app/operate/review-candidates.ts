import { hexOf } from '../../core/hex.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Store } from '../../ports/store.ts';
import type { OperatorApi } from '../operator-api.ts';
import type { StoredCandidate, StoredCopy } from '../stored-candidate.ts';
import { statementValue } from './confirm-candidate.ts';
import { addStatements } from './record-statement.ts';

type Deps = Parameters<typeof addStatements>[0];

/** By copy and place, so that they read in the order of the article. */
export function listCandidates(
  deps: Pick<Deps, 'store'>,
  input: Parameters<OperatorApi['candidates']>[0],
): Result<readonly StoredCandidate[], Fault[]> {
  const { store } = deps;
  if (input.copy !== undefined && store.document('article', input.copy) === null)
    return fail({ at: 'copy', problem: `no copy ${input.copy.slice(0, 80)}`, valid: 'the SHA-256 of a copy, in hex' });
  const place = (c: StoredCandidate): number => c.spans.cue?.[0] ?? Number.MAX_SAFE_INTEGER;
  return ok(
    store
      .documents('candidate')
      .map((d) => d.value as StoredCandidate)
      .filter((c) => input.copy === undefined || c.copy === input.copy)
      .sort((a, b) => a.recorded - b.recorded || (a.copy < b.copy ? -1 : a.copy > b.copy ? 1 : place(a) - place(b))),
  );
}

export async function rejectCandidate(
  deps: Deps,
  input: Parameters<OperatorApi['rejectCandidate']>[0],
): Promise<Result<StoredCandidate, Fault[]>> {
  const { engine, store } = deps;
  const by = readBy(input.by);
  if (!by.ok) return by;
  return whileDeciding(deps, input.id, (candidate) =>
    engine.exclusive(async () => {
      const decision = { at: engine.now(), by: by.value, why: input.why?.slice(0, 2_000) ?? null, statements: [] };
      const rejected: StoredCandidate = { ...candidate, state: 'rejected', decision };
      store.write.putDocument('candidate', candidate.id, rejected);
      await store.flush();
      return ok(rejected);
    }),
  );
}

/** A person takes a candidate for a statement, as proposed or with his own words for some of it. */
export async function confirmCandidate(
  deps: Deps,
  input: Parameters<OperatorApi['confirmCandidate']>[0],
): Promise<Result<{ readonly candidate: StoredCandidate; readonly statements: readonly unknown[] }, Fault[]>> {
  const { engine, store } = deps;
  const by = readBy(input.by);
  if (!by.ok) return by;
  return whileDeciding(deps, input.id, async (candidate) => {
    const copy = store.document('article', candidate.copy) as StoredCopy | null;
    if (copy === null) return fail({ at: 'id', problem: 'its copy is not held', valid: 'extract the article again' });
    const reading = hexOf(deps.platform.sha256(deps.platform.encodeUtf8(copy.text)));
    const value = statementValue(candidate, copy, { ...input, by: by.value }, reading);
    if (!value.ok) return fail(...value.error);
    const added = await addStatements(deps, value.value, by.value);
    if (!added.ok) return added;
    return engine.exclusive(async () => {
      const statements = added.value.statements.map((s) => s.id);
      const decision = { at: engine.now(), by: by.value, why: null, statements };
      const confirmed: StoredCandidate = { ...candidate, state: 'confirmed', decision };
      store.write.putDocument('candidate', candidate.id, confirmed);
      await store.flush();
      return ok({ candidate: confirmed, statements: added.value.statements });
    });
  });
}

function readBy(by: string | undefined): Result<string, Fault[]> {
  const name = (by ?? 'operator').trim();
  if (name !== '' && name.length <= 200) return ok(name);
  return fail({ at: 'by', problem: 'not a name', valid: 'who decides, 1 to 200 characters' });
}

/** Candidates that are being decided on at this moment, by store: two people cannot decide on one. */
const deciding = new WeakMap<Store, Set<string>>();

async function whileDeciding<T>(
  deps: Pick<Deps, 'store'>,
  id: string,
  work: (candidate: StoredCandidate) => Promise<Result<T, Fault[]>>,
): Promise<Result<T, Fault[]>> {
  const { store } = deps;
  const busy = deciding.get(store) ?? new Set<string>();
  deciding.set(store, busy);
  const candidate = store.document('candidate', id) as StoredCandidate | null;
  if (candidate === null)
    return fail({ at: 'id', problem: `no candidate "${id.slice(0, 80)}"`, valid: 'proviso statement candidates' });
  if (candidate.state !== 'proposed' || busy.has(id)) {
    const was =
      candidate.decision === null ? 'is being decided on' : `was ${candidate.state} by ${candidate.decision.by}`;
    return fail({ at: 'id', problem: `${id} ${was}`, valid: 'a candidate in state proposed' });
  }
  busy.add(id);
  try {
    return await work(candidate);
  } finally {
    busy.delete(id);
  }
}
