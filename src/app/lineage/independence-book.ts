import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';

/** Own staff say that we have an object of ours from elsewhere than those who gave the same content. Document kind `independence`. */
export interface Independence {
  /** STIX id. */
  readonly object: string;
  /** Where it is from, in words. */
  readonly basis: string;
  readonly by: string;
  readonly at: Micros;
  /** Objects that it may open: it waits for a second person; null where it does not. */
  readonly awaits: number | null;
  readonly confirmedBy: string | null;
  readonly withdrawn: { readonly by: string; readonly at: Micros; readonly why: string | null } | null;
}

const kind = 'independence';

/** Declarations of independent origin, in memory with every change queued to the store. The last one of an object counts. */
export class IndependenceBook {
  readonly #store: Store;
  readonly #byObject = new Map<string, readonly Independence[]>();

  constructor(store: Store) {
    this.#store = store;
    for (const { id, value } of store.documents(kind)) this.#byObject.set(id, value as readonly Independence[]);
  }

  /** Everything that was ever said of an object, oldest first. */
  of(object: string): readonly Independence[] {
    return this.#byObject.get(object) ?? [];
  }

  /** The declaration that holds; null where there is none, or while it waits. */
  standing(object: string): Independence | null {
    const last = this.of(object).at(-1);
    return last === undefined || last.withdrawn !== null || last.awaits !== null ? null : last;
  }

  /** Inside `engine.change`. */
  add(one: Independence): void {
    this.#put(one.object, [...this.of(one.object), one]);
  }

  /** In the place of the last one of its object. Inside `engine.change`. */
  amend(one: Independence): void {
    this.#put(one.object, [...this.of(one.object).slice(0, -1), one]);
  }

  #put(object: string, list: readonly Independence[]): void {
    this.#byObject.set(object, list);
    this.#store.write.putDocument(kind, object, list);
  }
}
