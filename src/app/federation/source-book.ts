import type { Store } from '../../ports/store.ts';
import { freshState, type SourceRecord, type SourceState } from './source-record.ts';

/** Sources and where each stands, in memory with every change queued to the store. */
export class SourceBook {
  readonly #store: Store;
  readonly #records = new Map<string, SourceRecord>();
  readonly #states = new Map<string, SourceState>();
  /** Local collection by party that delivers. */
  readonly #into = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
    for (const { id, value } of store.documents('source')) this.#records.set(id, value as SourceRecord);
    for (const { id, value } of store.documents('delivery-into')) this.#into.set(id, value as number);
    for (const { id, value } of store.documents('source-state')) this.#states.set(id, value as SourceState);
  }

  list(): SourceRecord[] {
    return [...this.#records.values()].sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1));
  }

  get(id: string): SourceRecord | undefined {
    return this.#records.get(id);
  }

  put(record: SourceRecord): void {
    this.#records.set(record.id, record);
    this.#store.write.putDocument('source', record.id, record);
  }

  /** Where own staff want what this party delivers; undefined when they did not say. */
  intoOf(party: string): number | undefined {
    return this.#into.get(party);
  }

  putInto(party: string, collection: number): void {
    this.#into.set(party, collection);
    this.#store.write.putDocument('delivery-into', party, collection);
  }

  state(id: string): SourceState {
    return this.#states.get(id) ?? freshState;
  }

  putState(id: string, state: SourceState): void {
    this.#states.set(id, state);
    this.#store.write.putDocument('source-state', id, state);
  }
}
