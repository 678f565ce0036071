import { limits } from '../../core/limits.ts';

/**
 * Sizes of the bodies of one collection that are larger than most, by number: what a page comes to is known, near enough,
 * before a body is read. A body that is not listed is taken for as large as an unlisted one may be.
 */
export class LargeBodies {
  /** Ascending; numbers are given in order and never again. */
  #seqs = new Uint32Array(16);
  #sizes = new Uint32Array(16);
  #count = 0;

  /** Each version once, in the order of their numbers. */
  note(seq: number, bytes: number): void {
    if (bytes <= limits.smallBodyBytesMax) return;
    if (this.#count === this.#seqs.length) {
      this.#seqs = grown(this.#seqs);
      this.#sizes = grown(this.#sizes);
    }
    this.#seqs[this.#count] = seq;
    this.#sizes[this.#count++] = bytes;
  }

  /** Bytes that a body has at most. */
  atMost(seq: number): number {
    let lo = 0;
    let hi = this.#count;
    while (lo < hi) {
      const mid = (lo + hi) >>> 1;
      if (this.#seqs[mid]! < seq) lo = mid + 1;
      else hi = mid;
    }
    return lo < this.#count && this.#seqs[lo] === seq ? this.#sizes[lo]! : limits.smallBodyBytesMax;
  }

  /** How many of these, from the first on, come to no more than `bytesMax` with the commas between; one at least. */
  fitting(seqs: readonly number[], bytesMax: number): number {
    let sum = 0;
    for (let i = 0; i < seqs.length; i++) {
      sum += this.atMost(seqs[i]!) + 1;
      if (sum > bytesMax + 1 && i > 0) return i;
    }
    return seqs.length;
  }
}

function grown(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(values.length * 2);
  out.set(values);
  return out;
}
