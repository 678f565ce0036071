import type { Micros } from '../time.ts';
import { type BlockEntries, blockEntriesMax, decodeBlock, emptyBlock, encodeBlock } from './feed-block.ts';

interface Block {
  readonly no: number;
  readonly firstPosition: number;
  count: number;
  lastStamp: Micros;
  asOfMax: number;
  seqMin: number;
  seqMax: number;
  bytes: Uint8Array;
  served: Uint8Array | null;
}

/** One entry as a visitor sees it. */
export interface EntryView {
  readonly position: number;
  readonly seq: number;
  readonly stamp: Micros;
  readonly asOf: number;
  readonly flags: number;
}

export interface StoredBlock {
  readonly no: number;
  readonly firstPosition: number;
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly served: Uint8Array | null;
}

const decodedMax = 32;

/**
 * The entries of one feed: append-only, in blocks kept encoded, with a few decoded ones at hand. Nothing is renumbered,
 * moved or restamped.
 */
export class FeedEntries {
  readonly #blocks: Block[] = [];
  readonly #decoded = new Map<number, BlockEntries>();
  #tail: BlockEntries = emptyBlock(blockEntriesMax);
  /** The block whose entries `#tail` holds; -1 when none. */
  #tailNo = -1;
  readonly #changed = new Set<number>();
  readonly #servedChanged = new Set<number>();

  constructor(stored: readonly StoredBlock[] = []) {
    for (const s of stored) {
      const entries = decodeBlock(s.bytes, s.count);
      this.#blocks.push({
        no: s.no,
        firstPosition: s.firstPosition,
        count: s.count,
        bytes: s.bytes,
        served: s.served === null ? null : Uint8Array.from(s.served),
        lastStamp: entries.stamp[s.count - 1]!,
        asOfMax: entries.asOf[s.count - 1]!,
        ...seqSpan(entries.seq),
      });
    }
    const last = this.#blocks[this.#blocks.length - 1];
    if (last !== undefined && last.count < blockEntriesMax) {
      copyInto(this.#tail, decodeBlock(last.bytes, last.count), last.count);
      this.#tailNo = last.no;
    }
  }

  get length(): number {
    const last = this.#blocks[this.#blocks.length - 1];
    return last === undefined ? 0 : last.firstPosition + last.count;
  }

  get lastStamp(): Micros {
    return this.#blocks[this.#blocks.length - 1]?.lastStamp ?? 0;
  }

  append(seq: number, stamp: Micros, asOf: number, flags: number): void {
    let block = this.#blocks[this.#blocks.length - 1];
    if (block === undefined || block.count === blockEntriesMax) {
      if (block !== undefined) this.#seal(block);
      this.#tailNo = this.#blocks.length;
      block = {
        no: this.#blocks.length,
        firstPosition: this.length,
        count: 0,
        bytes: new Uint8Array(0),
        served: null,
        lastStamp: 0,
        asOfMax: 0,
        seqMin: seq,
        seqMax: seq,
      };
      this.#blocks.push(block);
    }
    const i = block.count++;
    this.#tail.seq[i] = seq;
    this.#tail.stamp[i] = stamp;
    this.#tail.asOf[i] = asOf;
    this.#tail.flags[i] = flags;
    block.lastStamp = stamp;
    block.asOfMax = asOf;
    if (seq < block.seqMin) block.seqMin = seq;
    if (seq > block.seqMax) block.seqMax = seq;
    this.#changed.add(block.no);
  }

  /** Position of the first entry with a stamp after `stamp`; `length` when there is none. */
  firstAfter(stamp: Micros): number {
    let lo = 0;
    let hi = this.#blocks.length;
    while (lo < hi) {
      const mid = (lo + hi) >>> 1;
      if (this.#blocks[mid]!.lastStamp > stamp) hi = mid;
      else lo = mid + 1;
    }
    const block = this.#blocks[lo];
    if (block === undefined) return this.length;
    const stamps = this.#entries(block).stamp;
    let a = 0;
    let b = block.count;
    while (a < b) {
      const mid = (a + b) >>> 1;
      if (stamps[mid]! > stamp) b = mid;
      else a = mid + 1;
    }
    return block.firstPosition + a;
  }

  /** Calls `visit` for each entry from a position on, until it answers false; blocks written before commit `alive` are passed over. */
  scan(
    from: number,
    alive: number,
    visit: (position: number, seq: number, stamp: Micros, asOf: number, flags: number) => boolean,
  ): void {
    let no = Math.floor(from / blockEntriesMax);
    for (; no < this.#blocks.length; no++) {
      const block = this.#blocks[no]!;
      if (block.asOfMax < alive) continue;
      const e = this.#entries(block);
      for (let i = Math.max(0, from - block.firstPosition); i < block.count; i++)
        if (!visit(block.firstPosition + i, e.seq[i]!, e.stamp[i]!, e.asOf[i]!, e.flags[i]!)) return;
    }
  }

  /** Every entry ever written for a version, oldest first. */
  of(seq: number): EntryView[] {
    const out: EntryView[] = [];
    for (const block of this.#blocks) {
      if (seq < block.seqMin || seq > block.seqMax) continue;
      const e = this.#entries(block);
      for (let i = 0; i < block.count; i++)
        if (e.seq[i] === seq)
          out.push({
            position: block.firstPosition + i,
            seq,
            stamp: e.stamp[i]!,
            asOf: e.asOf[i]!,
            flags: e.flags[i]!,
          });
    }
    return out;
  }

  wasServed(position: number): boolean {
    const block = this.#blocks[Math.floor(position / blockEntriesMax)]!;
    const i = position - block.firstPosition;
    return block.served !== null && (block.served[i >>> 3]! & (1 << (i & 7))) !== 0;
  }

  markServed(position: number): void {
    const block = this.#blocks[Math.floor(position / blockEntriesMax)]!;
    const i = position - block.firstPosition;
    block.served ??= new Uint8Array(blockEntriesMax >>> 3);
    block.served[i >>> 3]! |= 1 << (i & 7);
    this.#servedChanged.add(block.no);
  }

  /** What has to be stored since the last call. */
  takeChanges(): {
    readonly blocks: readonly StoredBlock[];
    readonly served: readonly { readonly no: number; readonly bits: Uint8Array }[];
  } {
    const blocks = [...this.#changed].map((no) => {
      const block = this.#blocks[no]!;
      if (no === this.#tailNo) block.bytes = encodeBlock(this.#tail, block.count);
      return { no, firstPosition: block.firstPosition, count: block.count, bytes: block.bytes, served: null };
    });
    const served = [...this.#servedChanged].map((no) => ({ no, bits: this.#blocks[no]!.served! }));
    this.#changed.clear();
    this.#servedChanged.clear();
    return { blocks, served };
  }

  #seal(block: Block): void {
    if (block.no !== this.#tailNo) return;
    block.bytes = encodeBlock(this.#tail, block.count);
    this.#keep(block.no, this.#tail);
    this.#tail = emptyBlock(blockEntriesMax);
  }

  #entries(block: Block): BlockEntries {
    if (block.no === this.#tailNo) return this.#tail;
    const known = this.#decoded.get(block.no);
    if (known !== undefined) return known;
    return this.#keep(block.no, decodeBlock(block.bytes, block.count));
  }

  #keep(no: number, entries: BlockEntries): BlockEntries {
    if (this.#decoded.size >= decodedMax) this.#decoded.delete(this.#decoded.keys().next().value!);
    this.#decoded.set(no, entries);
    return entries;
  }
}

function copyInto(target: BlockEntries, source: BlockEntries, count: number): void {
  target.seq.set(source.seq.subarray(0, count));
  target.stamp.set(source.stamp.subarray(0, count));
  target.asOf.set(source.asOf.subarray(0, count));
  target.flags.set(source.flags.subarray(0, count));
}

function seqSpan(seq: Uint32Array): { seqMin: number; seqMax: number } {
  let seqMin = Number.POSITIVE_INFINITY;
  let seqMax = 0;
  for (const s of seq) {
    if (s < seqMin) seqMin = s;
    if (s > seqMax) seqMax = s;
  }
  return { seqMin, seqMax };
}
