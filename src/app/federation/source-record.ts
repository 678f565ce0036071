import type { PartyId, TextId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import type { FeedPlace, RemoteTarget, WalkStop } from '../../ports/remote-feed.ts';

/** A collection of another server that this node pulls from, and where what comes goes. Document kind `source`. */
export interface SourceRecord {
  readonly id: string;
  readonly target: RemoteTarget;
  /** Path of the API root and id of the collection there; the root of a peer is empty until it was first asked. */
  readonly root: string;
  readonly collection: string;
  readonly title: string;
  /** Who counts as the one that delivers (decisions/0007). */
  readonly party: PartyId;
  /** Number of the local collection. */
  readonly into: number;
  /**
   * The received leg that this source serves; null for servers that are no nodes. Legs of one peer over one collection
   * share a source, since they share a feed: an amendment goes on where the text before it stood.
   */
  readonly leg: ServedLeg | null;
  /** The text by which own staff treat what comes from a server that is no node as given; absent: none. */
  readonly terms?: TextId;
  readonly addedAt: Micros;
  /** Removed by staff, or its leg is not in force: kept, since what it brought stays. */
  readonly endedAt: Micros | null;
}

export interface ServedLeg {
  readonly accord: string;
  readonly leg: number;
  /** `push`: the peer sends by itself. */
  readonly delivery: 'pull' | 'push';
  /** Nothing is asked for while it is. */
  readonly suspended: boolean;
}

/** What came, counted since the source was added. Each object of a page counts in exactly one of these. */
export interface SourceCounts {
  /** New here. */
  readonly added: number;
  /** Held already: brought before by the same party. */
  readonly held: number;
  /** Our own, come back. */
  readonly echoes: number;
  /** Versions of ids that others brought, and other contents of versions held: set aside or kept for the bringer's eyes. */
  readonly foreign: number;
  readonly conflicts: number;
  /** Refused, kept in quarantine. */
  readonly quarantined: number;
}

export interface SourceState extends SourceCounts {
  readonly place: FeedPlace;
  readonly pages: number;
  readonly bytes: number;
  readonly runs: number;
  readonly lastRunAt: Micros | null;
  /** When a run last reached the end of the collection. */
  readonly lastCompleteAt: Micros | null;
  /** Of the last run; null before the first. */
  readonly ended: 'complete' | WalkStop | 'quarantine-full' | 'quota' | null;
  readonly why: string | null;
  /** Runs in a row that did not reach the end. */
  readonly failures: number;
  /** What is known to be missing or may be, in words. */
  readonly gaps: readonly string[];
}

export const zeroCounts: SourceCounts = { added: 0, held: 0, echoes: 0, foreign: 0, conflicts: 0, quarantined: 0 };

export const freshState: SourceState = {
  ...zeroCounts,
  place: { addedAfter: null },
  pages: 0,
  bytes: 0,
  runs: 0,
  lastRunAt: null,
  lastCompleteAt: null,
  ended: null,
  why: null,
  failures: 0,
  gaps: [],
};

export const sumCounts = (a: SourceCounts, b: SourceCounts): SourceCounts => ({
  added: a.added + b.added,
  held: a.held + b.held,
  echoes: a.echoes + b.echoes,
  foreign: a.foreign + b.foreign,
  conflicts: a.conflicts + b.conflicts,
  quarantined: a.quarantined + b.quarantined,
});
