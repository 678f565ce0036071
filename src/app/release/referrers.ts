import type { Micros } from '../../core/time.ts';
import type { FoundRow, Store } from '../../ports/store.ts';
import type { Intake } from '../intake.ts';
import type { CollectionState } from './collection-state.ts';
import type { ReleaseEngine } from './engine.ts';
import { byId, type HeldRows } from './held-rows.ts';
import type { Arrival } from './sort-arrivals.ts';

/** Reads what a class is made of out of a stored body. */
export type BodyReader = Pick<Intake, 'referencesOf' | 'timesOf'>;

/** A stored version that has to be settled anew. */
export interface Affected {
  readonly seq: number;
  readonly at: Micros;
  readonly id: string;
  readonly base: number;
  readonly refs: readonly string[];
  readonly customRefs: readonly string[];
}

/** Finds the stored versions that a change of others concerns, and what they refer to. */
export class Referrers {
  readonly #engine: ReleaseEngine;
  readonly #store: Store;
  readonly #held: HeldRows;
  readonly #read: Pick<BodyReader, 'referencesOf'>;

  constructor(engine: ReleaseEngine, store: Store, held: HeldRows, read: Pick<BodyReader, 'referencesOf'>) {
    this.#engine = engine;
    this.#store = store;
    this.#held = held;
    this.#read = read;
  }

  /** Versions stored here whose needs change because of what arrives. */
  async affected(
    collection: CollectionState,
    fresh: readonly Arrival[],
    rows: Map<string, readonly FoundRow[]>,
    claimed: readonly number[],
  ): Promise<Affected[]> {
    const here = (id: string): boolean => (rows.get(id) ?? []).some((r) => r.collection === collection.record.no);
    const arriving = new Set(fresh.map((a) => a.object.id).filter((id) => collection.dangling.has(id) || here(id)));
    return arriving.size === 0 ? [] : this.referring(collection, [...arriving], rows, claimed);
  }

  /** Everything that refers to these ids, directly or through others, and `own`; adds rows of what it refers to. */
  async referring(
    collection: CollectionState,
    ids: readonly string[],
    rows: Map<string, readonly FoundRow[]>,
    own: readonly number[] = [],
  ): Promise<Affected[]> {
    if (this.#store.dirty) await this.#store.flush();
    const out = new Map<number, Affected>();
    let wave = ids;
    for (let first = true; wave.length > 0; first = false) {
      const seqs = new Set<number>(first ? own : []);
      for (const id of wave)
        for (const r of await this.#store.referrers(collection.record.no, id))
          if (!out.has(r.seq) && (collection.classes[r.seq] ?? 0) !== 0) seqs.add(r.seq);
      const next = await this.#store.rows(collection.record.no, [...seqs]);
      for (const row of next) {
        const body = await this.#store.body(collection.record.no, row.seq);
        if (body === null) continue;
        const base = this.#engine.book.class(collection.classes[row.seq]!).base;
        const creator = this.#engine.book.base(base).creator;
        const { refs, customRefs } = this.#read.referencesOf(body);
        const at = collection.log.atOf(row.seq);
        out.set(row.seq, { seq: row.seq, at, id: row.id, base, refs: refs.filter((r) => r !== creator), customRefs });
      }
      wave = next.map((r) => r.id);
    }
    const missing = [...new Set([...out.values()].flatMap((a) => [a.id, ...a.refs, ...a.customRefs]))].filter(
      (id) => !rows.has(id),
    );
    for (const [id, list] of byId(await this.#held.find(missing))) rows.set(id, list);
    return [...out.values()];
  }
}
