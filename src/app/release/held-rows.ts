import type { FoundRow, Store } from '../../ports/store.ts';
import type { ReleaseEngine } from './engine.ts';

export const noRows: readonly FoundRow[] = [];

/** Rows as they stand now, whatever of them is on the disk already. */
export class HeldRows {
  readonly #engine: ReleaseEngine;
  readonly #store: Store;
  /** Rows queued and not yet readable from the store, by commit and id. */
  readonly #pending = new Set<ReadonlyMap<string, readonly FoundRow[]>>();

  constructor(engine: ReleaseEngine, store: Store) {
    this.#engine = engine;
    this.#store = store;
  }

  /** Rows under these ids, those still on their way to the disk included. */
  async find(ids: readonly string[]): Promise<FoundRow[]> {
    const pending: FoundRow[] = [];
    for (const rows of this.#pending) for (const id of ids) pending.push(...(rows.get(id) ?? noRows));
    const stored = (await this.#store.find(ids)).map((row) => this.#asItStands(row));
    if (pending.length === 0) return stored;
    const fresh = new Set(pending.map((r) => `${r.collection}/${r.seq}`));
    return [...stored.filter((r) => !fresh.has(`${r.collection}/${r.seq}`)), ...pending];
  }

  /** A row on the disk may not know yet that its version is gone. */
  #asItStands(row: FoundRow): FoundRow {
    const isGone = !row.removed && this.#engine.collections.get(row.collection)?.classes[row.seq] === 0;
    return isGone ? { ...row, removed: true } : row;
  }

  /** Null where the version is no longer stored. */
  async body(row: FoundRow): Promise<Uint8Array | null> {
    if (this.#pending.size > 0) await this.#store.flush();
    return this.#store.body(row.collection, row.seq);
  }

  /** These are found from now on, from the disk once they are there. */
  awaitRows(rows: ReadonlyMap<string, readonly FoundRow[]>): void {
    this.#pending.add(rows);
    const forget = (): void => {
      this.#pending.delete(rows);
    };
    this.#store.flush().then(forget, forget);
  }
}

export function byId(rows: readonly FoundRow[]): Map<string, readonly FoundRow[]> {
  const map = new Map<string, FoundRow[]>();
  for (const r of rows) push(map, r.id, r);
  return map;
}

export function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
