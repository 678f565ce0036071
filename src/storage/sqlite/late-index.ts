import type { SqliteDatabase } from './driver.ts';
import { batches } from './insert-batches.ts';
import { PlaceTable } from './place-table.ts';

/** Entries that wait before they are merged; 16 bytes each on disk, 28 to 56 in memory. */
const waitingMax = 65_536;
/** Entries merged with each addition, besides twice as many as it adds: a merge ends before the next is due. */
const mergeStep = 1_024;

const none: readonly number[] = [];

interface Run {
  readonly no: number;
  readonly entries: Uint8Array;
}

interface Merge {
  readonly table: PlaceTable;
  readonly hashes: Float64Array;
  /** How many of `hashes` are merged. */
  at: number;
  /** Places of the hash it stands at, and where that hash began: one with many is merged in parts as well. */
  first: number;
  places: Float64Array;
  readonly lastRun: number;
}

/**
 * An index over random hashes that takes entries at the speed of a log. Put into a sorted table one by one, two thousand
 * of them touch nearly every page of it, and each page is then written twice. Here an addition is one row at the end of
 * `<name>_run`, and an entry in memory; once many wait, they go into `<name>_entry` in order, a stretch with each
 * addition, and then their runs go. Runs and entries are written in the transaction of what they point to, so a crash
 * at any point leaves runs to be merged again, and merging twice changes nothing. Entries are never removed.
 */
export class LateIndex {
  readonly #newestRun;
  readonly #nextOfRuns;
  readonly #addRun;
  readonly #dropRuns;
  readonly #lookUp;
  readonly #anyEntry;
  readonly #merge;
  #waiting = new PlaceTable();
  #merging: Merge | null = null;
  #nextRun = 1;
  #hasEntries = false;

  constructor(db: SqliteDatabase, name: 'id' | 'reference' | 'content') {
    this.#newestRun = db.prepare(`SELECT coalesce(max(no), 0) FROM ${name}_run`).pluck();
    this.#nextOfRuns = db.prepare(`SELECT no, entries FROM ${name}_run WHERE no > ? ORDER BY no LIMIT 1`);
    this.#addRun = db.prepare(`INSERT INTO ${name}_run VALUES (?, ?)`);
    this.#dropRuns = db.prepare(`DELETE FROM ${name}_run WHERE no <= ?`);
    this.#lookUp = db
      .prepare(`SELECT place FROM ${name}_entry WHERE hash = ? AND place BETWEEN ? AND ? ORDER BY place`)
      .pluck();
    this.#anyEntry = db.prepare(`SELECT EXISTS (SELECT 1 FROM ${name}_entry)`).pluck();
    this.#merge = batches(db, `INSERT OR IGNORE INTO ${name}_entry VALUES`, 2);
    this.reload();
  }

  get isEmpty(): boolean {
    return !this.#hasEntries && this.#waiting.size === 0 && this.#merging === null;
  }

  /** Takes everything from the disk again: at the start, and when a transaction was lost. */
  reload(): void {
    this.#waiting = new PlaceTable();
    this.#merging = null;
    this.#nextRun = (this.#newestRun.get() as number) + 1;
    this.#hasEntries = this.#anyEntry.get() === 1;
    const after = (no: number): Run | undefined => this.#nextOfRuns.get(no) as Run | undefined;
    for (let run = after(0); run !== undefined; run = after(run.no)) {
      const { buffer, byteOffset, byteLength } = run.entries;
      const pairs = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
      for (let i = 0; i < pairs.length; i += 2) this.#waiting.add(pairs[i]!, pairs[i + 1]!);
    }
  }

  /** Hash and place by turns. To be called within the transaction of what they point to. */
  add(pairs: readonly number[]): void {
    if (pairs.length === 0) return;
    this.#addRun.run(this.#nextRun++, Buffer.from(Float64Array.from(pairs).buffer));
    for (let i = 0; i < pairs.length; i += 2) this.#waiting.add(pairs[i]!, pairs[i + 1]!);
    if (this.#merging === null && this.#waiting.size >= waitingMax) this.#startMerge();
    if (this.#merging !== null) this.#goOn(this.#merging, mergeStep + pairs.length);
  }

  /** Places of a hash within a span, in ascending order, each once. */
  find(hash: number, low: number, high: number): readonly number[] {
    let waiting = this.#waiting.collect(hash);
    if (this.#merging !== null) waiting = waiting.concat(this.#merging.table.collect(hash));
    const found = this.#hasEntries ? (this.#lookUp.all(hash, low, high) as number[]) : none;
    if (waiting.length === 0) return found;
    const inside = waiting.filter((place) => place >= low && place <= high);
    return [...new Set([...found, ...inside])].sort((a, b) => a - b);
  }

  #startMerge(): void {
    const table = this.#waiting;
    this.#merging = {
      table,
      hashes: table.sortedHashes(),
      at: 0,
      first: 0,
      places: new Float64Array(0),
      lastRun: this.#nextRun - 1,
    };
    this.#waiting = new PlaceTable();
  }

  #goOn(merge: Merge, count: number): void {
    const { hashes, table } = merge;
    const until = Math.min(hashes.length, merge.at + count);
    const pairs: number[] = [];
    for (; merge.at < until; merge.at++) {
      const hash = hashes[merge.at]!;
      if (hash !== hashes[merge.at - 1]) {
        merge.first = merge.at;
        merge.places = Float64Array.from(table.collect(hash)).sort();
      }
      pairs.push(hash, merge.places[merge.at - merge.first]!);
    }
    this.#merge(pairs);
    this.#hasEntries = true;
    if (merge.at < hashes.length) return;
    this.#dropRuns.run(merge.lastRun);
    this.#merging = null;
  }
}
