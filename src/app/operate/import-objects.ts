import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { PreparedObject } from '../../core/stix/object-facts.ts';
import { instantKey } from '../../core/time.ts';
import { keepAside } from '../keep-aside.ts';
import type { NodeState } from '../node-state.ts';
import type { ImportRequest, ImportTotals } from '../operator-api.ts';
import type { CollectionState } from '../release/collection-state.ts';
import type { Placement } from '../release/sort-arrivals.ts';
import { findCollection } from './find-collection.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf' | 'intake' | 'markings' | 'settings' | 'slices'>;
type Totals = { -readonly [K in keyof ImportTotals]: ImportTotals[K] };

/** Objects stored together: one commit, one moment. */
const sliceObjects = 2_000;

/** Reads a file of any size in slices; each slice is stored whole before the next is read. */
export async function importObjects(deps: Deps, request: ImportRequest): Promise<Result<ImportTotals, Fault[]>> {
  const found = findCollection(deps.engine, request.collection);
  if (!found.ok) return found;
  const ended = deps.slices.begin(found.value.record.no);
  try {
    return await importInto(deps, request, found.value);
  } finally {
    ended();
  }
}

async function importInto(
  deps: Deps,
  request: ImportRequest,
  collection: CollectionState,
): Promise<Result<ImportTotals, Fault[]>> {
  const run = new ImportRun(deps, request, collection);
  const splitter = deps.intake.splitter();
  for await (const chunk of request.source) {
    const parts = splitter.push(chunk);
    if (!parts.ok) return run.broken(parts.error);
    for (const bytes of parts.value) await run.take(bytes);
    if (request.cancelled?.() === true) break;
  }
  if (request.cancelled?.() !== true) {
    const rest = splitter.end();
    if (!rest.ok) return run.broken(rest.error);
    for (const bytes of rest.value) await run.take(bytes);
  }
  return ok(await run.finish());
}

class ImportRun {
  readonly #deps: Deps;
  readonly #request: ImportRequest;
  readonly #collection: CollectionState;
  readonly #totals: Totals = { read: 0, added: 0, alreadyHeld: 0, conflicts: 0, refused: 0, warnings: 0 };
  #slice: PreparedObject[] = [];

  constructor(deps: Deps, request: ImportRequest, collection: CollectionState) {
    this.#deps = deps;
    this.#request = request;
    this.#collection = collection;
  }

  async take(bytes: Uint8Array): Promise<void> {
    const { intake, engine, settings } = this.#deps;
    const index = this.#totals.read++;
    const result = intake.prepare(bytes, settings.party, engine.now());
    if (!result.ok) {
      this.#totals.refused++;
      this.#request.reject?.({ index, id: intake.nameOf(bytes).id, faults: result.error, bytes });
      return;
    }
    this.#totals.warnings += result.value.warnings.length;
    this.#slice.push(result.value.prepared);
    if (this.#slice.length >= sliceObjects && this.#request.cancelled?.() !== true) await this.#store();
  }

  /** A file that cannot be read on: what came whole before the break is stored, and the caller is told. */
  async broken(faults: readonly Fault[]): Promise<Result<ImportTotals, Fault[]>> {
    const { added, alreadyHeld } = await this.finish();
    const stored = this.#request.dryRun
      ? 'nothing was stored'
      : `${added} objects before it are stored${alreadyHeld > 0 ? `, ${alreadyHeld} were held already` : ''}`;
    return fail(...faults, {
      at: 'import',
      problem: `stopped there; ${stored}`,
      valid: 'the mended file, imported again: nothing is stored twice',
    });
  }

  async finish(): Promise<ImportTotals> {
    if (this.#request.cancelled?.() !== true) await this.#store();
    return { ...this.#totals };
  }

  async #store(): Promise<void> {
    const slice = this.#slice;
    this.#slice = [];
    if (slice.length === 0) return;
    const placed = this.#request.dryRun ? await this.#foresee(slice) : await this.#add(slice);
    for (const kind of placed) {
      if (kind === 'added') this.#totals.added++;
      else if (kind === 'held') this.#totals.alreadyHeld++;
      else this.#totals.conflicts++;
    }
    this.#request.progress?.({ ...this.#totals });
  }

  async #add(slice: readonly PreparedObject[]): Promise<Placement['kind'][]> {
    const { engine, shelf, store, markings, settings } = this.#deps;
    await engine.exclusive(async () => markings.learn(slice));
    const placed = await shelf.add(this.#collection, slice, settings.party, (object, kind, moment) =>
      keepAside(store, kind, this.#collection, object, settings.party, moment.at),
    );
    await store.flush();
    return placed.map((p) => p.kind);
  }

  /** What a dry run can tell: what is here already. */
  async #foresee(slice: readonly PreparedObject[]): Promise<Placement['kind'][]> {
    const rows = await this.#deps.shelf.find(slice.map((o) => o.id));
    const held = new Set(
      rows
        .filter(
          (r) =>
            !r.removed &&
            r.collection === this.#collection.record.no &&
            this.#deps.engine.book.factsOf(r.classNo).deliverer === this.#deps.settings.party,
        )
        .map((r) => `${r.id}|${instantKey(r.version)}`),
    );
    return slice.map((o) => (held.has(`${o.id}|${instantKey(o.version)}`) ? 'held' : 'added'));
  }
}
