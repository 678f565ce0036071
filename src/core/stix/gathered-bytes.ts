/** Collects bytes across chunks: a view when they lie in one chunk, a copy otherwise; beyond its limit it keeps counting only. */
export class GatheredBytes {
  readonly #max: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  over = false;

  constructor(max: number) {
    this.#max = max;
  }

  add(bytes: Uint8Array, last: boolean): void {
    if (bytes.length === 0) return;
    // One byte more than the limit stays, so that whoever reads it sees that it is too long.
    const room = this.#max + 1 - this.#length;
    if (bytes.length > room) this.over = true;
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
    if (kept.length === 0) return;
    this.#parts.push(last && this.#parts.length === 0 ? kept : kept.slice());
    this.#length += kept.length;
  }

  take(): Uint8Array {
    const parts = this.#parts;
    const total = this.#length;
    this.#parts = [];
    this.#length = 0;
    this.over = false;
    if (parts.length === 1) return parts[0] as Uint8Array;
    const out = new Uint8Array(total);
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}
