import type { PartyId } from '../../core/ids.ts';
import type { Lineage } from '../../core/lineage/index.ts';
import type { PreparedObject } from '../../core/stix/object-facts.ts';
import { instantKey } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { StoredFacts } from './class-book.ts';
import type { CollectionState } from './collection-state.ts';
import type { ReleaseEngine } from './engine.ts';
import { type HeldRows, noRows } from './held-rows.ts';

/** What became of one object that was to be added. */
export type Placement =
  | { readonly kind: 'added'; readonly seq: number }
  | { readonly kind: 'held'; readonly seq: number }
  /** Same id and version with other content: the first stays, in whichever collection it is; seq 0 is in this envelope. */
  | { readonly kind: 'conflict'; readonly seq: number; readonly collection: number }
  /** A version of an id that another party brought: only the originator changes its objects. */
  | { readonly kind: 'foreign' }
  /** The same, where the bringer may not know of the other's: stored for its own eyes, as if there were no other. */
  | { readonly kind: 'kept'; readonly seq: number };

/** A new version as it will be stored. */
export interface Arrival {
  readonly object: PreparedObject;
  readonly facts: StoredFacts;
}

/** Tells what is new from what is held, is another's, or contradicts what is held. */
export class ArrivalSorter {
  readonly #engine: ReleaseEngine;
  readonly #self: PartyId;
  readonly #held: HeldRows;

  constructor(engine: ReleaseEngine, self: PartyId, held: HeldRows) {
    this.#engine = engine;
    this.#self = self;
    this.#held = held;
  }

  /**
   * What is to become of each object. Every origin has versions of its own: what one party brought is no answer to what
   * another brings, or a partner could lock our material by sending it first (I5). A partner learns of others' versions
   * only where it sees them; where it does not, everything goes for it as if they were not there (I2).
   */
  async sort(
    collection: CollectionState,
    objects: readonly PreparedObject[],
    deliverer: PartyId,
    rows: ReadonlyMap<string, readonly FoundRow[]>,
    lineages: readonly (Lineage | null)[],
  ): Promise<(Placement | { readonly arrival: Arrival })[]> {
    const { at } = this.#engine.horizon();
    const out: (Placement | { readonly arrival: Arrival })[] = [];
    const inEnvelope = new Map<string, PreparedObject>();
    const ids = new Set<string>();
    const repeated = new Set<string>();
    for (const { id } of objects) (ids.has(id) ? repeated : ids).add(id);
    for (const [i, object] of objects.entries()) {
      const lineage = lineages[i] ?? null;
      const plain: StoredFacts = lineage === null ? object.facts : { ...object.facts, lineage };
      const came = this.#isApart(object.id, rows) ? { ...plain, apart: object.id } : plain;
      // Most of a large import is new in every way.
      if (!rows.has(object.id) && !repeated.has(object.id)) {
        out.push({ arrival: { object, facts: came } });
        continue;
      }
      const instant = instantKey(object.version);
      const held = (rows.get(object.id) ?? []).filter((r) => !r.removed);
      const isOwn = (r: FoundRow): boolean => this.#engine.book.factsOf(r.classNo).deliverer === deliverer;
      const others = deliverer === this.#self ? [] : held.filter((r) => !isOwn(r));
      const seen = others.filter(
        (r) => this.#engine.feed(deliverer, r.collection)?.stream.visibility(r.seq, at) != null,
      );
      const facts: StoredFacts = others.length > 0 ? { ...came, keptFor: deliverer } : came;
      const twin = inEnvelope.get(`${object.id}|${instant}`);
      const same = [...held.filter(isOwn), ...seen].filter((r) => instantKey(r.version) === instant);
      const here = same.find((r) => r.collection === collection.record.no) ?? same[0];
      if (twin !== undefined)
        out.push({
          kind: sameBytes(twin.body, object.body) ? 'held' : 'conflict',
          seq: 0,
          collection: collection.record.no,
        });
      else if (here !== undefined)
        out.push((await this.#compare(collection, object, here)) ?? { arrival: { object, facts } });
      else if (seen.length > 0) out.push({ kind: 'foreign' });
      else out.push({ arrival: { object, facts } });
      if (seen.length === 0 || here !== undefined) inEnvelope.set(`${object.id}|${instant}`, twin ?? object);
    }
    return out;
  }

  /** What was asked of an object by its id holds for its later versions too, also when it went meanwhile and comes again. */
  #isApart(id: string, rows: ReadonlyMap<string, readonly FoundRow[]>): boolean {
    if (this.#engine.sticking?.answers.isAskedAbout(id) === true) return true;
    return (rows.get(id) ?? noRows).some((r) => !r.removed && this.#engine.factsOf(r).apart !== undefined);
  }

  /** Versions that partners brought here under ids that we now bring ourselves. */
  claimed(
    collection: CollectionState,
    fresh: readonly Arrival[],
    rows: ReadonlyMap<string, readonly FoundRow[]>,
  ): Set<number> {
    const out = new Set<number>();
    for (const { object } of fresh)
      for (const r of rows.get(object.id) ?? []) {
        if (r.removed || r.collection !== collection.record.no) continue;
        const { deliverer, keptFor } = this.#engine.book.factsOf(collection.classes[r.seq]!);
        if (deliverer !== this.#self && keptFor === undefined) out.add(r.seq);
      }
    return out;
  }

  /** Null where the same content is held in another collection only, and so may be added to this one. */
  async #compare(collection: CollectionState, object: PreparedObject, row: FoundRow): Promise<Placement | null> {
    const body = await this.#held.body(row);
    const same = body !== null && sameBytes(body, object.body);
    if (!same) return { kind: 'conflict', seq: row.seq, collection: row.collection };
    return row.collection === collection.record.no ? { kind: 'held', seq: row.seq } : null;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
