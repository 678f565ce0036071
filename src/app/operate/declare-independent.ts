import { joinLineages, type Lineage, lineageKey } from '../../core/lineage/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { Independence } from '../lineage/independence-book.ts';
import type { ByContent } from '../lineage/lineage-keeper.ts';
import type { NodeState } from '../node-state.ts';
import type { StoredFacts } from '../release/class-book.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf' | 'intake' | 'settings' | 'independence' | 'lineageKeeper'>;

interface IndependentInput {
  readonly object: string;
  readonly by?: string;
}

/** One of three acts: a declaration with its basis, its confirmation, or its withdrawal. */
export async function independentOrigin(
  deps: Deps,
  input: IndependentInput & {
    readonly basis?: string;
    readonly confirm?: boolean;
    readonly withdraw?: boolean;
    readonly why?: string;
  },
): Promise<Result<Independence, Fault[]>> {
  const { object, basis, confirm = false, withdraw = false, why } = input;
  const who = { object, ...(input.by === undefined ? {} : { by: input.by }) };
  if ([basis !== undefined, confirm, withdraw].filter(Boolean).length !== 1)
    return fail({ at: 'basis', problem: 'one act at a time', valid: '--basis TEXT, --confirm or --withdraw' });
  if (basis !== undefined) return declareIndependent(deps, { ...who, basis });
  return confirm
    ? confirmIndependent(deps, who)
    : withdrawIndependent(deps, { ...who, ...(why === undefined ? {} : { why }) });
}

/**
 * Own staff put on record that we have an object of ours from elsewhere (I5): what sticks to it because others gave the same
 * content sticks no more. What it refers to and is derived from still binds it. One that may open more objects than one
 * person may open waits.
 */
async function declareIndependent(
  deps: Deps,
  input: IndependentInput & { readonly basis: string },
): Promise<Result<Independence, Fault[]>> {
  const basis = input.basis.trim().slice(0, basisMax);
  const by = input.by?.trim() ?? '';
  const faults: Fault[] = [];
  if (basis === '') faults.push({ at: 'basis', problem: 'says nothing', valid: 'where we have it from' });
  if (by === '') faults.push(nobody);
  if (faults.length > 0) return fail(...faults);
  return deps.engine.exclusive(async () => {
    if (deps.independence.standing(input.object) !== null)
      return fail({ at: 'object', problem: 'is declared independent already', valid: 'one that is not' });
    const rows = await boundRows(deps, input.object);
    if (!rows.ok) return rows;
    const freed = await relined(deps, rows.value, 'skipped');
    if (freed.every(({ row, lineage }) => lineageKey(lineage) === lineageKey(deps.engine.factsOf(row).lineage)))
      return fail({
        at: 'object',
        problem: 'what sticks to it comes from what it refers to or is derived from, not from its content',
        valid: 'those objects, if they are ours and have another origin',
      });
    const limit = deps.settings.secondPersonAbove;
    const opens = limit === null ? 0 : await mayOpen(deps, input.object, limit);
    const frame = { object: input.object, basis, by, confirmedBy: null, withdrawn: null };
    const awaits = limit !== null && opens > limit ? opens : null;
    if (awaits === null) await apply(deps, freed, (at) => deps.independence.add({ ...frame, at, awaits }));
    else deps.engine.change(({ at }) => deps.independence.add({ ...frame, at, awaits }));
    await deps.store.flush();
    return ok(deps.independence.of(input.object).at(-1)!);
  });
}

/** The second person. */
async function confirmIndependent(deps: Deps, input: IndependentInput): Promise<Result<Independence, Fault[]>> {
  const by = input.by?.trim() ?? '';
  if (by === '') return fail(nobody);
  return deps.engine.exclusive(async () => {
    const last = deps.independence.of(input.object).at(-1);
    if (last === undefined || last.awaits === null || last.withdrawn !== null)
      return fail({ at: 'object', problem: 'nothing about it waits', valid: 'an object whose declaration waits' });
    if (last.by.toLowerCase() === by.toLowerCase())
      return fail({ at: 'by', problem: `${by} declared it`, valid: 'a second person' });
    const rows = await boundRows(deps, input.object);
    if (!rows.ok) return rows;
    const freed = await relined(deps, rows.value, 'skipped');
    await apply(deps, freed, () => deps.independence.amend({ ...last, awaits: null, confirmedBy: by }));
    await deps.store.flush();
    return ok(deps.independence.of(input.object).at(-1)!);
  });
}

/** Taken back: the terms stick again from now on. What went out meanwhile is out. */
async function withdrawIndependent(
  deps: Deps,
  input: IndependentInput & { readonly why?: string },
): Promise<Result<Independence, Fault[]>> {
  const by = input.by?.trim() ?? '';
  if (by === '') return fail(nobody);
  return deps.engine.exclusive(async () => {
    const last = deps.independence.of(input.object).at(-1);
    if (last === undefined || last.withdrawn !== null)
      return fail({ at: 'object', problem: 'is not declared independent', valid: 'one that is' });
    const bound = await relined(deps, await ownRows(deps, input.object), 'looked-up');
    await apply(deps, bound, (at) =>
      deps.independence.amend({ ...last, withdrawn: { by, at, why: input.why?.slice(0, basisMax) ?? null } }),
    );
    await deps.store.flush();
    return ok(deps.independence.of(input.object).at(-1)!);
  });
}

const basisMax = 500;
const nobody: Fault = { at: 'by', problem: 'nobody is named', valid: 'the name of who decides: --by NAME' };

const ownRows = async ({ shelf, engine, settings }: Deps, object: string): Promise<readonly FoundRow[]> =>
  (await shelf.find([object])).filter((row) => !row.removed && engine.factsOf(row).deliverer === settings.party);

async function boundRows(deps: Deps, object: string): Promise<Result<readonly FoundRow[], Fault[]>> {
  const rows = await ownRows(deps, object);
  const bound = rows.filter((row) => deps.engine.factsOf(row).lineage !== undefined);
  if (bound.length > 0) return ok(bound);
  return fail({
    at: 'object',
    problem: rows.length === 0 ? 'no such object is held that own staff brought' : 'no terms of others stick to it',
    valid: 'an object of ours that carries terms of others, as: proviso object lineage ID',
  });
}

interface Relined {
  readonly row: FoundRow;
  readonly lineage: Lineage | undefined;
}

/** What sticks to versions of ours with their content looked up or not. */
async function relined(deps: Deps, rows: readonly FoundRow[], content: ByContent): Promise<readonly Relined[]> {
  const { store, intake, engine, settings, shelf, lineageKeeper } = deps;
  const out: Relined[] = [];
  if (store.dirty) await store.flush();
  for (const row of rows) {
    const body = await store.body(row.collection, row.seq);
    const read = body === null ? null : intake.prepare(body, settings.party, engine.now());
    if (read === null || !read.ok) continue;
    const objects = [read.value.prepared];
    const bringing = { objects, deliverer: settings.party, given: [null], rows: new Map() };
    const [lineage] = await lineageKeeper.lineages(bringing, (ids) => shelf.find(ids), content);
    out.push({ row, lineage: lineage ?? undefined });
  }
  return out;
}

/**
 * All versions in one change with the record. Versions to which the same stuck get what any of them keeps. Callers hold
 * the lock.
 */
async function apply(deps: Deps, relined: readonly Relined[], put: (at: number) => void): Promise<void> {
  const now = new Map<string, Lineage | undefined>();
  for (const { row, lineage } of relined) {
    const was = lineageKey(deps.engine.factsOf(row).lineage);
    now.set(was, joinLineages(now.get(was), lineage));
  }
  const facts = ({ lineage: old, ...rest }: StoredFacts): StoredFacts => {
    const lineage = now.get(lineageKey(old));
    return lineage === undefined ? rest : { ...rest, lineage };
  };
  await deps.shelf.regrade(
    relined.map(({ row }) => row),
    facts,
    ({ at }) => put(at),
  );
}

/** At most how many objects a declaration may open to one party: the object, and what refers to it directly or through others. */
async function mayOpen({ engine, store }: Deps, object: string, limit: number): Promise<number> {
  const found = new Set([object]);
  let wave = [object];
  while (wave.length > 0 && found.size <= limit) {
    const next: string[] = [];
    for (const collection of engine.collections.values())
      for (const id of wave) {
        const seqs = (await store.referrers(collection.record.no, id)).map(({ seq }) => seq);
        for (const row of await store.rows(collection.record.no, seqs))
          if (!found.has(row.id)) {
            found.add(row.id);
            next.push(row.id);
          }
      }
    wave = next;
  }
  return found.size;
}
