/** Least recently used values by text key, bounded by their size in bytes. */
export class PageCache<T> {
  readonly #bytesMax: number;
  readonly #kept = new Map<string, { readonly value: T; readonly bytes: number }>();
  #bytes = 0;
  /** The one used last stands last already. */
  #last = '';

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get(key: string): T | undefined {
    const hit = this.#kept.get(key);
    if (hit === undefined || key === this.#last) return hit?.value;
    this.#kept.delete(key);
    this.#kept.set(key, hit);
    this.#last = key;
    return hit.value;
  }

  set(key: string, value: T, bytes: number): void {
    if (bytes > this.#bytesMax) return;
    this.delete(key);
    this.#kept.set(key, { value, bytes });
    this.#last = key;
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#bytesMax) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const hit = this.#kept.get(key);
    if (hit === undefined) return;
    this.#bytes -= hit.bytes;
    this.#kept.delete(key);
  }
}
