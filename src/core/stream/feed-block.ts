/**
 * How the entries of a feed are stored.
 *
 * A block is a sequence of runs, each five varints (LEB128, least significant group first, 7 bits a byte):
 * `count, zigzag(seq step), stamp step, as-of step, flags`. A run stands for `count` entries, each one step from the
 * entry before it; the first entry of a block steps from seq 0, stamp 0, as-of 0. Flags are the entry's own, not a step.
 * So a stretch of consecutive numbers committed together costs one run whatever its length.
 */

// The two lowest bits of the flags are the form released: 0 is raw, the only one until projections exist.

/** Written while a newer version of the same id had a living entry. */
export const underNewer = 4;
/** Counts in the view `last` only. */
export const lastOnly = 8;
/** Written while an older version of the same id had a living entry. */
export const overOlder = 16;
/** Counts in the view `first` only. */
export const firstOnly = 32;

export const blockEntriesMax = 2048;

/** Decoded entries; all arrays have the same length. */
export interface BlockEntries {
  readonly seq: Uint32Array;
  readonly stamp: Float64Array;
  /** Commit as of which the entry was written. */
  readonly asOf: Float64Array;
  readonly flags: Uint8Array;
}

class VarintWriter {
  readonly bytes: number[] = [];

  write(n: number): void {
    let rest = n;
    while (rest >= 128) {
      this.bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.bytes.push(rest);
  }
}

const zigzag = (n: number): number => (n < 0 ? -n * 2 - 1 : n * 2);
const unzigzag = (n: number): number => (n % 2 === 1 ? -(n + 1) / 2 : n / 2);

export function encodeBlock(entries: BlockEntries, count: number): Uint8Array {
  const out = new VarintWriter();
  let seq = 0;
  let stamp = 0;
  let asOf = 0;
  let i = 0;
  while (i < count) {
    const dSeq = entries.seq[i]! - seq;
    const dStamp = entries.stamp[i]! - stamp;
    const dAsOf = entries.asOf[i]! - asOf;
    const flags = entries.flags[i]!;
    let n = 0;
    while (
      i + n < count &&
      entries.seq[i + n]! - seq === dSeq &&
      entries.stamp[i + n]! - stamp === dStamp &&
      entries.asOf[i + n]! - asOf === dAsOf &&
      entries.flags[i + n] === flags
    ) {
      seq = entries.seq[i + n]!;
      stamp = entries.stamp[i + n]!;
      asOf = entries.asOf[i + n]!;
      n++;
    }
    out.write(n);
    out.write(zigzag(dSeq));
    out.write(dStamp);
    out.write(dAsOf);
    out.write(flags);
    i += n;
  }
  return Uint8Array.from(out.bytes);
}

export function decodeBlock(bytes: Uint8Array, count: number): BlockEntries {
  const entries = emptyBlock(count);
  let at = 0;
  const read = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  let seq = 0;
  let stamp = 0;
  let asOf = 0;
  let i = 0;
  while (i < count) {
    const n = read();
    const dSeq = unzigzag(read());
    const dStamp = read();
    const dAsOf = read();
    const flags = read();
    for (let k = 0; k < n; k++, i++) {
      entries.seq[i] = seq += dSeq;
      entries.stamp[i] = stamp += dStamp;
      entries.asOf[i] = asOf += dAsOf;
      entries.flags[i] = flags;
    }
  }
  return entries;
}

export const emptyBlock = (size: number): BlockEntries => ({
  seq: new Uint32Array(size),
  stamp: new Float64Array(size),
  asOf: new Float64Array(size),
  flags: new Uint8Array(size),
});
