import type { PartyId } from '../../core/ids.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { StoredFacts } from './class-book.ts';
import { noRows } from './held-rows.ts';
import type { Arrival, Placement } from './sort-arrivals.ts';

/** What the shelf has to know of recalls when something comes. */
export interface KnownRecalls {
  /**
   * Parties that were asked for a version and have not answered: one that comes again is kept from them. `rows`: all of
   * its id, those of what is gone as well.
   */
  awaited(rows: readonly FoundRow[], version: string): readonly PartyId[];
  /** A version was recalled from this node by a party, which has no answer yet. */
  isOpen(by: PartyId, id: string, version: string): boolean;
}

export const noRecalls: KnownRecalls = { awaited: () => [], isOpen: () => false };

type RowsById = ReadonlyMap<string, readonly FoundRow[]>;

export function heeding(recalls: KnownRecalls, { object, facts }: Arrival, rows: RowsById): Arrival {
  const known = rows.get(object.id);
  const awaited = known === undefined ? [] : recalls.awaited(known, object.version);
  return { object, facts: awaited.length === 0 ? facts : { ...facts, awaited } };
}

interface Came {
  readonly collection: number;
  readonly deliverer: PartyId;
  readonly objects: readonly { readonly id: string; readonly version: string }[];
  readonly sorted: readonly (Placement | { readonly arrival: Arrival })[];
  readonly rows: RowsById;
}

/** Copies that were kept after their giver recalled them, and that it gives again, with their facts from now on. */
export function givenBack(
  recalls: KnownRecalls,
  { collection, deliverer, objects, sorted, rows }: Came,
  factsOf: (row: FoundRow) => StoredFacts,
): readonly { readonly rows: readonly FoundRow[]; readonly facts: (old: StoredFacts) => StoredFacts }[] {
  const groups = new Map<string, { readonly awaited: readonly PartyId[]; readonly rows: FoundRow[] }>();
  for (const [i, s] of sorted.entries()) {
    if (!('kind' in s) || s.kind !== 'held') continue;
    const { id, version } = objects[i]!;
    const known = rows.get(id) ?? noRows;
    const row = known.find((r) => r.seq === s.seq && r.collection === collection);
    const facts = row === undefined ? undefined : factsOf(row);
    if (row === undefined || facts?.recalledFrom !== 'everybody' || facts.deliverer !== deliverer) continue;
    if (recalls.isOpen(deliverer, id, version)) continue;
    const awaited = recalls.awaited(known, version);
    const group = groups.get(awaited.join()) ?? { awaited, rows: [] };
    groups.set(awaited.join(), group);
    group.rows.push(row);
  }
  return [...groups.values()].map((group) => ({
    rows: group.rows,
    facts: ({ recalledFrom: _, ...facts }) =>
      group.awaited.length === 0 ? facts : { ...facts, awaited: group.awaited },
  }));
}
