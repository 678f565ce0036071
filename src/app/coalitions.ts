import type { Store } from '../ports/store.ts';

/** A named set of parties whose membership changes over time. */
export interface Coalition {
  /** Slug, without `coalition:`. */
  readonly id: string;
  readonly name: string;
}

/** Coalitions, in memory with every change queued to the store. */
export class Coalitions {
  readonly #coalitions = new Map<string, Coalition>();

  constructor(store: Store) {
    for (const { id, value } of store.documents('coalition')) this.#coalitions.set(id, value as Coalition);
  }

  ids(): ReadonlySet<string> {
    return new Set(this.#coalitions.keys());
  }
}
