import { buildCoalitionBook, type CoalitionBook, type Membership } from '../core/coalition/index.ts';
import type { PartyId } from '../core/ids.ts';
import type { Micros } from '../core/time.ts';
import type { Store } from '../ports/store.ts';

/** A named set of parties whose membership changes over time. */
export interface Coalition {
  /** Slug, without `coalition:`. */
  readonly id: string;
  readonly name: string;
  readonly addedAt: Micros;
  /** Whose signed statements of its members are followed here, by own staff's word. */
  readonly speakers?: readonly PartyId[];
}

/** Coalitions and who belongs to them, in memory with every change queued to the store. */
export class Coalitions {
  readonly #store: Store;
  readonly #coalitions = new Map<string, Coalition>();
  readonly #rows: Membership[];
  #book: CoalitionBook | null = null;

  constructor(store: Store) {
    this.#store = store;
    for (const { id, value } of store.documents('coalition')) this.#coalitions.set(id, value as Coalition);
    this.#rows = store.documents('membership').map(({ value }) => value as Membership);
    this.#rows.sort((a, b) => a.no - b.no);
  }

  ids(): ReadonlySet<string> {
    return new Set(this.#coalitions.keys());
  }

  get(id: string): Coalition | undefined {
    return this.#coalitions.get(id);
  }

  speaksFor(party: PartyId, coalition: string): boolean {
    return this.#coalitions.get(coalition)?.speakers?.includes(party) ?? false;
  }

  list(): readonly Coalition[] {
    return [...this.#coalitions.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Null while there is no coalition: then nothing is known of memberships. */
  get book(): CoalitionBook | null {
    if (this.#coalitions.size === 0) return null;
    this.#book ??= buildCoalitionBook(this.#rows);
    return this.#book;
  }

  add(coalition: Coalition): void {
    this.#coalitions.set(coalition.id, coalition);
    this.#store.write.putDocument('coalition', coalition.id, coalition);
  }

  record(row: Omit<Membership, 'no'>): void {
    const numbered = { ...row, no: (this.#rows.at(-1)?.no ?? 0) + 1 };
    this.#rows.push(numbered);
    this.#store.write.putDocument('membership', String(numbered.no), numbered);
    this.#book = null;
  }
}
