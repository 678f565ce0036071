import { limits } from '../core/limits.ts';
import type { Micros } from '../core/time.ts';
import type { Store } from '../ports/store.ts';

/** A request is inside its window for no longer than this after it came: signed up to one window ahead, for one window. */
const keptMicros: Micros = 2 * limits.signatureWindowMs * 1000 + 1_000_000;

/** Nonces of signed requests, each taken once, over restarts too (T-FED-11). */
export class NonceBook {
  readonly #store: Store;
  /** Until when each is kept; in the order in which they came, which is the order in which they go. */
  readonly #until: Map<string, Micros>;
  readonly #counts = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
    const stored = store.documents('nonce').map(({ id, value }): [string, Micros] => [id, value as Micros]);
    this.#until = new Map(stored.sort((a, b) => a[1] - b[1]));
    for (const id of this.#until.keys()) this.#count(id, 1);
  }

  get size(): number {
    return this.#until.size;
  }

  /** Queues the nonce; the caller flushes before it acts on the request. */
  take(keyId: string, nonce: string, now: Micros): 'fresh' | 'replayed' | 'full' {
    this.#purge(now);
    const id = `${keyId} ${nonce}`;
    if (this.#until.has(id)) return 'replayed';
    if ((this.#counts.get(keyId) ?? 0) >= limits.noncesPerKeyMax) return 'full';
    this.#until.set(id, now + keptMicros);
    this.#count(id, 1);
    this.#store.write.putDocument('nonce', id, now + keptMicros);
    return 'fresh';
  }

  #purge(now: Micros): void {
    for (const [id, until] of this.#until) {
      if (until > now) return;
      this.#until.delete(id);
      this.#count(id, -1);
      this.#store.write.removeDocument('nonce', id);
    }
  }

  #count(id: string, by: number): void {
    const key = id.slice(0, id.indexOf(' '));
    const count = (this.#counts.get(key) ?? 0) + by;
    if (count <= 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
  }
}
