const firstCapacity = 1_024;
const free = -1;
const none: readonly number[] = [];

/**
 * Places by hash, many for one hash if need be, in two plain arrays: nothing for the garbage collector to walk. Hashes
 * are those of id-hash.ts, whose bits are mixed already; nothing is ever taken out.
 */
export class PlaceTable {
  #hashes = new Float64Array(firstCapacity).fill(free);
  #places = new Float64Array(firstCapacity);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(hash: number, place: number): void {
    if (this.#size * 2 >= this.#hashes.length) this.#grow();
    this.#size++;
    const mask = this.#hashes.length - 1;
    let slot = home(hash) & mask;
    while (this.#hashes[slot] !== free) slot = (slot + 1) & mask;
    this.#hashes[slot] = hash;
    this.#places[slot] = place;
  }

  /** Every place of a hash, in no order. */
  collect(hash: number): readonly number[] {
    const mask = this.#hashes.length - 1;
    let out: number[] | null = null;
    for (let slot = home(hash) & mask; this.#hashes[slot] !== free; slot = (slot + 1) & mask)
      if (this.#hashes[slot] === hash) {
        out ??= [];
        out.push(this.#places[slot]!);
      }
    return out ?? none;
  }

  /** Every hash, as often as it has places, in ascending order. */
  sortedHashes(): Float64Array {
    return this.#hashes.filter((hash) => hash !== free).sort();
  }

  #grow(): void {
    const hashes = this.#hashes;
    const places = this.#places;
    this.#hashes = new Float64Array(hashes.length * 2).fill(free);
    this.#places = new Float64Array(hashes.length * 2);
    this.#size = 0;
    for (let slot = 0; slot < hashes.length; slot++) if (hashes[slot] !== free) this.add(hashes[slot]!, places[slot]!);
  }
}

const home = (hash: number): number => (hash / 0x10_0000) >>> 0;
