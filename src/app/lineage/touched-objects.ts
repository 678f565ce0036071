import type { PartyId } from '../../core/ids.ts';
import { joinLineages, type Lineage, lineageKey } from '../../core/lineage/index.ts';
import type { FoundRow, Store } from '../../ports/store.ts';
import type { CollectionState } from '../release/collection-state.ts';
import type { ReleaseEngine } from '../release/engine.ts';
import type { Derivations } from './derivations.ts';
import type { Bringing, Find } from './lineage-keeper.ts';
import { stuckTo } from './stuck-to.ts';

export interface Touched {
  readonly row: FoundRow;
  /** All that sticks to it from now on. */
  readonly lineage: Lineage;
}

interface Parts {
  readonly store: Store;
  readonly engine: ReleaseEngine;
  readonly self: PartyId;
  readonly derivations: Derivations;
}

/** One search for stored objects of ours that what is about to be stored binds: what refers to it, or is derived from it. */
export class TouchedObjects {
  readonly #parts: Parts;
  readonly #found = new Map<string, Touched>();
  /** Ids found, with their collections: what refers to them is not dangling. */
  readonly #ids = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async search(bringing: Bringing, lineages: readonly (Lineage | null)[], find: Find): Promise<readonly Touched[]> {
    let wave: (readonly [string, Lineage])[] = [];
    bringing.objects.forEach((object, i) => {
      const lineage = lineages[i] ?? null;
      if (lineage !== null) wave.push([object.id, lineage]);
    });
    for (const [what, lineage] of await this.#newlyDerived(bringing, find))
      for (const row of await find([what])) this.#hold(row, lineage);
    for (const one of this.#found.values()) wave.push([one.row.id, one.lineage]);
    while (wave.length > 0) {
      const next: (readonly [string, Lineage])[] = [];
      for (const [id, lineage] of wave)
        for (const row of await this.#referring(id)) if (this.#hold(row, lineage)) next.push([row.id, lineage]);
      wave = next;
    }
    return [...this.#found.values()];
  }

  /** Stored objects of ours that are said to be derived only now. */
  async #newlyDerived(
    { objects, deliverer, rows }: Bringing,
    find: Find,
  ): Promise<readonly (readonly [string, Lineage])[]> {
    const { engine, self, derivations } = this.#parts;
    if (deliverer !== self) return [];
    const out: (readonly [string, Lineage])[] = [];
    for (const object of objects) {
      const stated = derivations.statedBy(object);
      const source =
        stated === null ? undefined : stuckTo(engine, rows.get(stated.from) ?? (await find([stated.from])));
      if (stated !== null && source !== undefined) out.push([stated.what, source]);
    }
    return out;
  }

  /** Versions of ours that refer to an id which was not here, or are derived from it. */
  async #referring(id: string): Promise<readonly FoundRow[]> {
    const { engine, store, derivations } = this.#parts;
    if (store.dirty) await store.flush();
    const out: FoundRow[] = [];
    for (const collection of engine.collections.values()) {
      if (!collection.dangling.has(id) && !this.#isFound(collection, id)) continue;
      const seqs = (await store.referrers(collection.record.no, id)).map((row) => row.seq);
      for (const row of await store.rows(collection.record.no, seqs))
        out.push({ ...row, collection: collection.record.no, classNo: collection.classes[row.seq]! });
    }
    const derived = derivations.derivedFrom(id);
    return derived.length === 0 ? out : [...out, ...(await store.find(derived))];
  }

  #isFound(collection: CollectionState, id: string): boolean {
    return this.#ids.has(`${collection.record.no}|${id}`);
  }

  #hold(row: FoundRow, lineage: Lineage): boolean {
    const { engine, self } = this.#parts;
    if (row.removed) return false;
    const facts = engine.factsOf(row);
    if (facts.deliverer !== self) return false;
    const name = `${row.collection}/${row.seq}`;
    const old = this.#found.get(name)?.lineage ?? facts.lineage;
    const now = joinLineages(old, lineage)!;
    if (lineageKey(now) === lineageKey(old)) return false;
    this.#found.set(name, { row, lineage: now });
    this.#ids.add(`${row.collection}|${row.id}`);
    return true;
  }
}
