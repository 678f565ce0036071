/** Bodies of up to this many neighbouring rows are read together and kept together; a page that lies in one run is no copy. */
export const runRows = 512;
/** Runs whose bodies are larger in all are not kept. */
export const runBytesEachMax = 4 * 1024 * 1024;
/** Bytes kept; the run used longest ago goes first. */
const runBytesMax = 24 * 1024 * 1024;
const runsMax = 1_024;
/** Pages whose rows lie further apart than this, in the mean, are not worth the rows between. */
const stepMax = 3;

/** Neighbouring bodies joined by commas. `from` and `to` give the place of each by its number within the run; `to` is 0 where none is stored. */
export interface BodyRun {
  readonly bytes: Uint8Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

const comma = 0x2c;

/**
 * Bodies as pages want them: many neighbours at once. Bodies never change, so what is kept stays right until one is added
 * to its run or removed from it.
 */
export class BodyRuns {
  readonly #read: (first: number, last: number) => BodyRun | null;
  /** Null: larger than a run may be. */
  readonly #kept = new Map<number, BodyRun | null>();
  #bytes = 0;

  /** `read` answers null where the bodies come to more than `runBytesEachMax`. */
  constructor(read: (first: number, last: number) => BodyRun | null) {
    this.#read = read;
  }

  /** Whether these rows lie close enough together. */
  static fits(rids: readonly number[]): boolean {
    return Math.abs(rids[rids.length - 1]! - rids[0]!) < rids.length * stepMax;
  }

  /** The bodies in the order asked, joined by commas; null when one of them is not stored; `large` when they are not kept. */
  joined(rids: readonly number[]): Uint8Array | 'large' | null {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let i = 0; i < rids.length; ) {
      const number = Math.floor(rids[i]! / runRows);
      const run = this.#run(number);
      if (run === null) return 'large';
      const first = rids[i]! - number * runRows;
      let last = first;
      if (run.to[first] === 0) return null;
      // Neighbours in the run are neighbours in its bytes, commas included.
      while (++i < rids.length && rids[i]! - number * runRows === last + 1 && last + 1 < runRows) {
        last++;
        if (run.to[last] === 0) return null;
      }
      const part = run.bytes.subarray(run.from[first], run.to[last]);
      parts.push(part);
      length += part.length + 1;
    }
    return joinParts(parts, length - 1);
  }

  /** To be called when rows of this span are added or removed. */
  forget(first: number, last: number): void {
    if (this.#kept.size === 0) return;
    for (let number = Math.floor(first / runRows); number * runRows <= last; number++) this.#drop(number);
  }

  #run(number: number): BodyRun | null {
    const kept = this.#kept.get(number);
    if (kept !== undefined) {
      this.#kept.delete(number);
      this.#kept.set(number, kept);
      return kept;
    }
    const run = this.#read(number * runRows, number * runRows + runRows - 1);
    this.#kept.set(number, run);
    this.#bytes += run?.bytes.length ?? 0;
    for (const oldest of this.#kept.keys()) {
      if ((this.#bytes <= runBytesMax && this.#kept.size <= runsMax) || oldest === number) break;
      this.#drop(oldest);
    }
    return run;
  }

  #drop(number: number): void {
    this.#bytes -= this.#kept.get(number)?.bytes.length ?? 0;
    this.#kept.delete(number);
  }
}

function joinParts(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) {
    if (at > 0) whole[at++] = comma;
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
