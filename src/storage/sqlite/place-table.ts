const firstCapacity = 512;
const none: readonly number[] = [];

/**
 * Places by hash, many for one hash if need be, in plain arrays: nothing for the garbage collector to walk. Hashes are
 * those of id-hash.ts, whose bits are mixed already. What shares a hash is chained, so a target that everything refers to
 * costs no more than others. Nothing is ever taken out.
 */
export class PlaceTable {
  /** Newest entry of a hash, plus one; 0 where the slot is free. Twice as many as there may be entries. */
  #slots = new Int32Array(firstCapacity * 2);
  #hashes = new Float64Array(firstCapacity);
  #places = new Float64Array(firstCapacity);
  /** The entry before it of the same hash, plus one; 0 for the oldest. */
  #before = new Int32Array(firstCapacity);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(hash: number, place: number): void {
    if (this.#size === this.#hashes.length) this.#grow();
    const entry = this.#size++;
    this.#hashes[entry] = hash;
    this.#places[entry] = place;
    this.#link(hash, entry);
  }

  /** Every place of a hash, the newest first. */
  collect(hash: number): readonly number[] {
    let entry = this.#slots[this.#slotOf(hash)]!;
    if (entry === 0) return none;
    const out: number[] = [];
    for (; entry !== 0; entry = this.#before[entry - 1]!) out.push(this.#places[entry - 1]!);
    return out;
  }

  /** Every hash, as often as it has places, in ascending order. */
  sortedHashes(): Float64Array {
    return this.#hashes.slice(0, this.#size).sort();
  }

  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = ((hash / 0x10_0000) >>> 0) & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#hashes[entry - 1] === hash) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #link(hash: number, entry: number): void {
    const slot = this.#slotOf(hash);
    this.#before[entry] = this.#slots[slot]!;
    this.#slots[slot] = entry + 1;
  }

  #grow(): void {
    const [hashes, places] = [this.#hashes, this.#places];
    this.#hashes = new Float64Array(this.#size * 2);
    this.#hashes.set(hashes);
    this.#places = new Float64Array(this.#size * 2);
    this.#places.set(places);
    this.#before = new Int32Array(this.#size * 2);
    this.#slots = new Int32Array(this.#size * 4);
    for (let entry = 0; entry < this.#size; entry++) this.#link(this.#hashes[entry]!, entry);
  }
}
