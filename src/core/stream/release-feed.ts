import type { Micros } from '../time.ts';
import type { CommitLog } from './commit-log.ts';
import { type EntryView, FeedEntries, type StoredBlock } from './feed-entries.ts';
import { WaitingLine } from './lanes.ts';
import { compareMoments, dawn, type Mark, type Moment } from './moment.ts';
import { type GroupState, type Piece, pieceAt, type Restart, type Visibility, visibilityOf } from './pieces.ts';
import { type Lineage, type Side, VersionViews } from './version-views.ts';
import type { WorkBudget } from './work-budget.ts';

/** What a feed has to know of the collection behind it. */
export interface StreamCollection {
  readonly log: CommitLog;
  /** Class number by seq; 0 = nothing stored. */
  readonly classes: Uint32Array;
  lineageOf(seq: number): Lineage | undefined;
  lineages(): Iterable<Lineage>;
}

/** Why an extension ended; `budget`: what was wanted is not there yet, and more may be. */
export type Stop = 'drained' | 'enough' | 'clock' | 'budget';

/** How far ahead of what was asked a feed is written, in entries appended: fewer writes for one who reads on. */
const aheadMax = 1000;

const endOfMark = 0x1_0000_0000;

/**
 * What one partner sees of one collection, in order: an append-only feed, written when it is read (release stream).
 * Pure: the caller brings the horizon (the clock's reading and the newest commit) and stores what changed.
 */
export class ReleaseFeed {
  readonly collection: StreamCollection;
  readonly entries: FeedEntries;
  /** By group number; the keys stay valid for the life of the feed. */
  readonly groups: Map<number, GroupState>;
  /** Group number by class number; a class beyond the end is not assigned yet. */
  groupOfClass: Int32Array = new Int32Array(1);
  readonly restarts: Map<number, Restart>;
  mark: Mark;
  /** Grows with every change that could change an answer. */
  epoch = 0;
  readonly views = new VersionViews(this);
  /** Calls of `changed`. Adding uncovers nothing, so only they make the lineages worth another look. */
  changes = 0;
  /** The `changes` as of which nothing is left to be uncovered. */
  readonly uncoveredAt: Record<Side, number> = { last: -1, first: -1 };

  constructor(
    collection: StreamCollection,
    stored: {
      readonly blocks?: readonly StoredBlock[];
      readonly groups?: Map<number, GroupState>;
      readonly restarts?: Map<number, Restart>;
      readonly mark?: Mark;
    } = {},
  ) {
    this.collection = collection;
    this.entries = new FeedEntries(stored.blocks);
    this.groups = stored.groups ?? new Map();
    this.restarts = stored.restarts ?? new Map();
    this.mark = stored.mark ?? { ...dawn, seq: 0 };
  }

  /** To be called after modes, restarts or the class of a version changed, or a version was removed. */
  changed(): void {
    this.epoch++;
    this.changes++;
  }

  /** To be called after versions were added. */
  grew(): void {
    this.epoch++;
  }

  visibility(seq: number, horizon: Micros): Visibility | null {
    const group = this.groups.get(this.groupOfClass[this.collection.classes[seq]!]!);
    if (group === undefined || group.mode.length === 0) return null;
    return visibilityOf(group, this.restarts.get(seq), seq, this.collection.log.momentOf(seq), horizon);
  }

  /** The moment its group (or its own restart) dates from, ages apart. */
  sinceOf(seq: number): Moment {
    const group = this.groups.get(this.groupOfClass[this.collection.classes[seq]!]!);
    if (group === undefined) return dawn;
    const { since } = pieceAt(group.pieces, seq);
    const restart = this.restarts.get(seq);
    return restart !== undefined && restart.commit >= since.commit ? restart.since : since;
  }

  /** Whether the answer to one ask may change although nothing is written: some mode looks at ages. */
  get timeDependent(): boolean {
    for (const g of this.groups.values())
      if (g.mode.length > 1 || (g.mode[0] !== undefined && (g.mode[0].from > 0 || g.mode[0].until !== null)))
        return true;
    return false;
  }

  /** Extends until every one of these versions that is visible has its entry. */
  reach(seqs: readonly number[], horizon: Moment, budget: WorkBudget): Stop {
    const missing = new Set(
      seqs.filter(
        (seq) => this.visibility(seq, horizon.at) !== null && this.views.livingEntries(seq, horizon.at).length === 0,
      ),
    );
    if (missing.size === 0) return 'enough';
    const stop = this.extend(horizon, (e) => missing.delete(e.seq), missing.size, budget);
    return missing.size === 0 ? 'enough' : stop;
  }

  /** Number of versions visible now. */
  count(horizon: Micros, countOfClass: (classNo: number) => number): number {
    if (this.timeDependent) {
      let n = 0;
      for (let s = 1; s < this.collection.log.nextSeq; s++) if (this.visibility(s, horizon) !== null) n++;
      return n;
    }
    let n = 0;
    for (let c = 1; c < this.groupOfClass.length; c++) {
      const mode = this.groups.get(this.groupOfClass[c]!)?.mode;
      if (mode !== undefined && mode.length > 0) n += countOfClass(c);
    }
    return n;
  }

  isLiving(entry: EntryView, horizon: Micros): boolean {
    const group = this.groups.get(this.groupOfClass[this.collection.classes[entry.seq]!]!);
    if (group === undefined || group.mode.length === 0) return false;
    const piece = plainPiece(group);
    if (piece !== null && !this.restarts.has(entry.seq)) {
      // What `visibility` says of a group whose versions are visible for as long as they exist, without making objects of it.
      const committed = this.collection.log.atOf(entry.seq);
      return (
        committed <= horizon &&
        entry.asOf >= piece.since.commit &&
        entry.stamp >= committed &&
        entry.stamp >= piece.since.at
      );
    }
    const v = this.visibility(entry.seq, horizon);
    return v !== null && entry.asOf >= v.sinceCommit && entry.stamp >= v.key.at;
  }

  /** Blocks written before this commit hold no living entry. */
  earliestSince(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const g of this.groups.values())
      if (g.mode.length > 0) for (const p of g.pieces) least = Math.min(least, p.since.commit);
    for (const r of this.restarts.values()) least = Math.min(least, r.since.commit);
    return least;
  }

  /** Appends what waits, in order, until `want` of it was wanted and some more for one who reads on. */
  extend(horizon: Moment, wanted: (entry: EntryView) => boolean, want: number, budget: WorkBudget): Stop {
    const line = this.waiting(horizon.at);
    let left = want;
    let ahead = aheadMax;
    for (let first = line.peek(); first !== null; first = line.peek()) {
      const stamp = Math.max(this.entries.lastStamp + 1, first.key.at);
      if (stamp > horizon.at) return 'clock';
      // How far a feed is written shows in later stamps, so it must not depend on what was hidden: only what is appended is
      // counted, and what is written ahead is written whole.
      if (left > 0 && budget.spent) return 'budget';
      budget.spend();
      const flags = this.views.flags(first.seq, horizon.at);
      const entry = this.append({ seq: first.seq, stamp, asOf: horizon.commit, flags });
      this.mark = { ...first.key, seq: first.seq };
      line.take();
      if (left > 0) {
        if (wanted(entry)) left--;
      } else if (--ahead === 0) return 'enough';
    }
    if (compareMoments(this.mark, horizon) <= 0) this.mark = { ...horizon, seq: endOfMark };
    return 'drained';
  }

  append(entry: Omit<EntryView, 'position'>): EntryView {
    const position = this.entries.length;
    this.entries.append(entry.seq, entry.stamp, entry.asOf, entry.flags);
    this.epoch++;
    return { position, ...entry };
  }

  /** Versions that have no entry yet, in the order in which they will get one. */
  waiting(horizon: Micros): WaitingLine {
    const apart = new Map<number, Moment>();
    for (const seq of this.restarts.keys()) {
      const v = this.visibility(seq, horizon);
      if (v !== null) apart.set(seq, v.key);
    }
    const { log, classes } = this.collection;
    return new WaitingLine(
      { log, classes, groupOfClass: this.groupOfClass, groups: this.groups, apart },
      this.mark,
      horizon,
    );
  }
}

/** The piece of a group that has been open, whatever the age, in one stretch; null for every other. */
function plainPiece({ mode, pieces }: GroupState): Piece | null {
  const [age, more] = mode;
  if (age === undefined || more !== undefined || age.from !== 0 || age.until !== null) return null;
  const piece = pieces[0]!;
  return pieces.length === 1 && piece.lo === 0 ? piece : null;
}
