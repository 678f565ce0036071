import type { Store } from '../ports/store.ts';

/** Documents as they were last put, by kind and id. Reads of the store see what was flushed; what is queued stands beside it. */
export class FreshDocuments<T> {
  readonly #store: Store;
  readonly #queued = new Map<string, Map<string, T>>();

  constructor(store: Store) {
    this.#store = store;
  }

  get(kind: string, id: string): T | null {
    return this.#fresh(kind)?.get(id) ?? (this.#store.document(kind, id) as T | null);
  }

  all(kind: string): T[] {
    const rows = new Map(this.#store.documents(kind).map(({ id, value }) => [id, value as T]));
    for (const [id, row] of this.#fresh(kind) ?? []) rows.set(id, row);
    return [...rows.values()];
  }

  put(kind: string, id: string, row: T): void {
    const rows = this.#fresh(kind) ?? new Map<string, T>();
    this.#queued.set(kind, rows.set(id, row));
    this.#store.write.putDocument(kind, id, row);
  }

  #fresh(kind: string): Map<string, T> | undefined {
    if (!this.#store.dirty) this.#queued.clear();
    return this.#queued.get(kind);
  }
}
