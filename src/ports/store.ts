import type { Micros } from '../core/time.ts';

/**
 * What the app needs of a store.
 *
 * Reads see what was flushed. Writes are queued by `write` in order and become durable together: `flush` resolves when
 * everything queued before the call is on disk (group commit), all of it or none. Nothing is acknowledged before its
 * flush. After a failed flush the store refuses every further write until it is opened again.
 */
export interface Store {
  readonly write: StoreWriter;
  /** Something is queued that no finished flush covers. */
  readonly dirty: boolean;
  /** A write failed: nothing is written any more. */
  readonly failed: boolean;
  flush(): Promise<void>;
  close(): Promise<void>;
  /** Null when sound; otherwise what is wrong. Reads everything. */
  check(): string | null;

  /** Small records by kind, in no order. */
  documents(kind: string): readonly { readonly id: string; readonly value: unknown }[];
  document(kind: string, id: string): unknown | null;

  /** What was noted under a name of content, oldest first: each time it was noted. */
  contents(name: string): readonly unknown[];

  /** Class numbers by seq, index 0 unused, 0 = nothing stored there. */
  classColumn(collection: number): Uint32Array;
  /** Sizes of the bodies larger than limits.smallBodyBytesMax, by number. */
  largeBodies(collection: number): readonly { readonly seq: number; readonly bytes: number }[];
  commits(collection: number): readonly CommitRow[];
  /** Every version, removed ones included, of ids that have had more than one version in this collection. */
  lineages(collection: number): readonly VersionRow[];
  /** All versions held under these ids, in every collection, removed ones included. */
  find(ids: readonly string[]): Promise<readonly FoundRow[]>;
  /** Rows in the order asked; removed ones are left out unless `removed`. */
  rows(collection: number, seqs: readonly number[], removed?: boolean): Promise<readonly VersionRow[]>;
  /** Bodies in the order asked, joined by commas; null when one of them is no longer stored. */
  joinedBodies(collection: number, seqs: readonly number[]): Promise<Uint8Array | null>;
  body(collection: number, seq: number): Promise<Uint8Array | null>;
  /** Of the versions numbered `from` up to below `to`, those whose instant (core/time.ts `instantKey`) is one of these. Reads each. */
  versionsAt(collection: number, instantKeys: readonly string[], from: number, to: number): Promise<readonly number[]>;
  /** Rows of a collection after `seq`, in order, at most `limit`. */
  scan(collection: number, after: number, limit: number): Promise<readonly VersionRow[]>;
  /** Numbers of versions that refer to this id in a property that STIX defines, creators apart (`custom`: in any). */
  referrers(collection: number, target: string): Promise<readonly { readonly seq: number; readonly custom: boolean }[]>;

  feedBlocks(feed: number): readonly FeedBlockRow[];
  /** Release rows of a feed that may cover a position, newest last. */
  releases(feed: number, position: number): Promise<readonly ReleaseRow[]>;
  status(id: string): Promise<{ readonly party: string; readonly value: unknown } | null>;
}

export interface StoreWriter {
  putDocument(kind: string, id: string, value: unknown): void;
  removeDocument(kind: string, id: string): void;
  /** Notes are never changed and never removed. Names are hashes or as random as those. */
  addContents(notes: readonly ContentNote[]): void;
  addVersions(collection: number, first: number, commit: CommitRow, versions: readonly NewVersion[]): void;
  setClass(collection: number, seq: number, classNo: number): void;
  /** Body and row go; what was released stays answerable. */
  removeVersion(collection: number, seq: number): void;
  /** One full segment of the class column (65,536 numbers), so that a start need not read rows. */
  putClassSegment(collection: number, segment: number, classes: Uint32Array): void;
  dropClassSegment(collection: number, segment: number): void;
  putFeedBlock(feed: number, block: FeedBlockRow): void;
  putServed(feed: number, block: number, bits: Uint8Array): void;
  addRelease(row: ReleaseRow): void;
  putStatus(id: string, party: string, at: Micros, value: unknown): void;
  purgeStatuses(before: Micros): void;
}

export interface ContentNote {
  readonly name: string;
  readonly value: unknown;
}

export interface CommitRow {
  readonly firstSeq: number;
  readonly count: number;
  readonly at: Micros;
  readonly commit: number;
}

export interface NewVersion {
  readonly id: string;
  readonly version: string;
  readonly classNo: number;
  /** Number of an earlier row of this id in the collection exists. */
  readonly several: boolean;
  readonly body: Uint8Array;
  readonly refs: readonly string[];
  readonly customRefs: readonly string[];
}

export interface VersionRow {
  readonly seq: number;
  readonly id: string;
  readonly version: string;
  readonly removed: boolean;
}

export interface FoundRow extends VersionRow {
  readonly collection: number;
  readonly classNo: number;
}

export interface FeedBlockRow {
  readonly no: number;
  readonly firstPosition: number;
  readonly count: number;
  readonly bytes: Uint8Array;
  /** One bit per entry: it has gone out. Null when none has. */
  readonly served: Uint8Array | null;
}

export interface ReleaseRow {
  readonly feed: number;
  readonly at: Micros;
  readonly firstPosition: number;
  readonly lastPosition: number;
  /** What went out, by position ranges and texts, and the number of the decision inputs (JSON). */
  readonly value: unknown;
}

/** Thrown by `flush` and by every write after a failed one. */
export class StoreFailedError extends Error {
  override readonly name = 'StoreFailedError';
  readonly code = 'store-failed';
}
