import { groupBy } from '../../core/group-by.ts';
import type { Lineage } from '../../core/lineage/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { fromServer, unknownWay } from '../federation/came-how.ts';
import { bytesOf, type QuarantineRow } from '../federation/quarantine.ts';
import type { SourceRecord } from '../federation/source-record.ts';
import { storePage } from '../federation/store-page.ts';
import type { QuarantineView, RetryReport } from '../federation-api.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'intake' | 'platform' | 'federation'>;

export async function listQuarantine(
  deps: Deps,
  input: { readonly source?: string },
): Promise<readonly QuarantineView[]> {
  const rows = await deps.federation.deps.quarantine.rows();
  return rows.filter((r) => input.source === undefined || r.source === input.source).map((r) => view(deps, r));
}

const view = ({ engine }: Pick<Deps, 'engine'>, { bytes: _, ...row }: QuarantineRow): QuarantineView => ({
  ...row,
  collection: engine.collections.get(row.collection)?.record.id ?? '',
});

/** Rows that are stored in one go and end together, with the last of them. */
const storedAtOnce = 200;

/**
 * Judges refused objects again, after a mend of terms, program or neighbours. What passes now is stored as if it had just
 * come: by the way it came, under the terms that stuck to it then, and as an echo or a changed copy where it is one.
 */
export async function retryQuarantine(
  deps: Deps,
  input: { readonly ids?: readonly string[] },
): Promise<Result<RetryReport, Fault[]>> {
  const chosen = await choose(deps, input.ids);
  if (!chosen.ok) return chosen;
  const counts = { released: 0, wayUnknown: 0 };
  const still: QuarantineRow[] = [];
  for (const rows of alike(chosen.value)) {
    const passing: Passing[] = [];
    for (const row of rows) {
      const judged = judge(deps, row);
      if (judged.ok) passing.push({ row, name: nameOf(judged.value) });
      else still.push(refuseAgain(deps, row, judged.error));
    }
    if (passing.length > 0) await release(deps, passing, counts);
    await deps.platform.othersFirst();
  }
  await deps.store.flush();
  return ok({ ...counts, still: still.map((r) => view(deps, r)) });
}

interface Passing {
  readonly row: QuarantineRow;
  readonly name: string;
}

const nameOf = ({ id, version }: { readonly id: string; readonly version: string }): string => `${id} ${version}`;

/** Rows that may be stored together: of one source, for one collection. */
const alike = (rows: readonly QuarantineRow[]): QuarantineRow[][] =>
  [...groupBy(rows, (row) => `${row.collection} ${row.source}`).values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / storedAtOnce) }, (_, i) =>
      all.slice(i * storedAtOnce, (i + 1) * storedAtOnce),
    ),
  );

function judge(
  { intake, engine }: Deps,
  row: QuarantineRow,
): Result<{ readonly id: string; readonly version: string }, Fault[]> {
  if (row.recalled === true)
    return fail({ at: 'recall', problem: 'its giver asked for it back', valid: `proviso quarantine drop ${row.id}` });
  const prepared = intake.prepare(bytesOf(row), row.party, engine.now());
  return prepared.ok ? ok(prepared.value.prepared) : prepared;
}

function refuseAgain({ federation }: Deps, row: QuarantineRow, faults: readonly Fault[]): QuarantineRow {
  const again: QuarantineRow = { ...row, faults, tries: row.tries + 1 };
  // It may have been dropped or recalled since it was read.
  if (federation.deps.quarantine.has(row.id)) federation.deps.quarantine.replace(again);
  return again;
}

async function release(
  { federation: { deps } }: Deps,
  passing: readonly Passing[],
  counts: { released: number; wayUnknown: number },
): Promise<void> {
  const { quarantine, sources } = deps;
  const [{ row: first }] = passing as readonly [Passing];
  const source = sources.get(first.source);
  const ways = passing.map(({ row }) => wayOf(source, row));
  const isGone = (version: { readonly id: string; readonly version: string }): boolean =>
    !passing.some(({ row, name }) => name === nameOf(version) && quarantine.has(row.id));
  let refused = 0;
  await storePage(
    deps,
    quarantine,
    { id: first.source, party: first.party, into: first.collection },
    passing.map(({ row }) => bytesOf(row)),
    { lineages: ways.map((way) => way.lineage), texts: [], isRecalled: isGone },
    (stored, _, isLast) => {
      refused += stored.quarantined;
      if (refused > 0 || !isLast) return;
      for (const [i, { row }] of passing.entries()) {
        if (!quarantine.has(row.id)) continue;
        quarantine.remove(row.id);
        counts.released++;
        if (!ways[i]!.isKnown) counts.wayUnknown++;
      }
    },
  );
}

/** What a server that is no node brings comes under the text that its source has now, as all that it brought before. */
function wayOf(
  source: SourceRecord | undefined,
  row: QuarantineRow,
): { readonly lineage: Lineage; readonly isKnown: boolean } {
  if (source?.target.kind === 'foreign') return { lineage: fromServer(source), isKnown: true };
  return { lineage: row.lineage ?? unknownWay(row.party), isKnown: row.lineage !== undefined };
}

/** Throws refused objects away. The giver may send them again. */
export async function dropQuarantine(
  deps: Deps,
  input: { readonly ids: readonly string[] },
): Promise<Result<{ readonly dropped: number }, Fault[]>> {
  const chosen = await choose(deps, input.ids);
  if (!chosen.ok) return chosen;
  for (const row of chosen.value) deps.federation.deps.quarantine.remove(row.id);
  await deps.store.flush();
  return ok({ dropped: chosen.value.length });
}

async function choose(
  { federation }: Deps,
  ids: readonly string[] | undefined,
): Promise<Result<QuarantineRow[], Fault[]>> {
  const rows = await federation.deps.quarantine.rows();
  if (ids === undefined || ids.length === 0) return ok(rows);
  const byId = new Map(rows.map((r) => [r.id, r]));
  const absent = ids.filter((id) => !byId.has(id));
  if (absent.length > 0)
    return fail(
      ...absent.map((id) => ({
        at: 'id',
        problem: `no "${id}" in quarantine`,
        valid: 'an id of: proviso quarantine list',
      })),
    );
  return ok(ids.map((id) => byId.get(id)!));
}
