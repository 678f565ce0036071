import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { fromServer } from '../federation/came-how.ts';
import { bytesOf, type QuarantineRow } from '../federation/quarantine.ts';
import type { QuarantineView, RetryReport } from '../federation-api.ts';
import { keepAside } from '../keep-aside.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf' | 'intake' | 'markings' | 'federation'>;

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

/** Judges refused objects again, after a mend of terms, program or neighbours; what passes now is stored as if it had just come. */
export async function retryQuarantine(
  deps: Deps,
  input: { readonly ids?: readonly string[] },
): Promise<Result<RetryReport, Fault[]>> {
  const chosen = await choose(deps, input.ids);
  if (!chosen.ok) return chosen;
  const { engine, intake, store, federation } = deps;
  let released = 0;
  const still: QuarantineRow[] = [];
  for (const row of chosen.value) {
    const result = intake.prepare(bytesOf(row), row.party, engine.now());
    if (!result.ok) {
      const again: QuarantineRow = { ...row, faults: result.error, tries: row.tries + 1 };
      federation.deps.quarantine.replace(again);
      still.push(again);
      continue;
    }
    await release(deps, row, result.value.prepared);
    released++;
  }
  await store.flush();
  return ok({ released, still: still.map((r) => view(deps, r)) });
}

async function release(
  { engine, shelf, store, markings, federation }: Deps,
  row: QuarantineRow,
  prepared: Parameters<NodeState['shelf']['add']>[1][number],
): Promise<void> {
  const collection = engine.collections.get(row.collection)!;
  const source = federation.deps.sources.get(row.source);
  await engine.exclusive(async () => markings.learn([prepared]));
  await shelf.add(
    collection,
    [prepared],
    row.party,
    (object, kind, moment) => keepAside(store, kind, collection, object, row.party, moment.at),
    source?.target.kind === 'foreign' ? [fromServer(source)] : [],
    () => federation.deps.quarantine.remove(row.id),
  );
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
