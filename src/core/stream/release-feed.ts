import type { Micros } from '../time.ts';
import type { CommitLog } from './commit-log.ts';
import { firstOnly, lastOnly, overOlder, underNewer } from './feed-block.ts';
import { type EntryView, FeedEntries, type StoredBlock } from './feed-entries.ts';
import { WaitingLine } from './lanes.ts';
import { compareMoments, dawn, type Mark, type Moment } from './moment.ts';
import { type GroupState, type Piece, pieceAt, type Restart, type Visibility, visibilityOf } from './pieces.ts';

/** Versions of one id ever held in a collection, removed ones too, by ascending version. Only for ids with several. */
export interface Lineage {
  readonly members: readonly { readonly seq: number; readonly versionKey: string }[];
}

/** What a feed has to know of the collection behind it. */
export interface StreamCollection {
  readonly log: CommitLog;
  /** Class number by seq; 0 = nothing stored. */
  readonly classes: Uint32Array;
  lineageOf(seq: number): Lineage | undefined;
  lineages(): Iterable<Lineage>;
}

export interface StreamView {
  readonly all: boolean;
  readonly first: boolean;
  readonly last: boolean;
}

export interface StreamAsk {
  readonly after: Micros;
  readonly limit: number;
  /** How versions of one id are chosen. */
  readonly view: StreamView;
  /** Versions chosen whatever the view; null when none are asked for by version. */
  readonly exactly: ((seq: number) => boolean) | null;
  /** The rest of the filter. */
  readonly accepts: (seq: number) => boolean;
  /** Versions that the filter takes, where it names some; each that is visible has its entry (`reach`). */
  readonly among?: readonly number[];
}

export interface StreamPage {
  readonly entries: readonly { readonly position: number; readonly seq: number; readonly stamp: Micros }[];
  readonly more: boolean;
  /** False when the clock cut the page short: the same ask may get more although nothing has changed. */
  readonly settled: boolean;
}

export type Stop = 'drained' | 'enough' | 'clock';

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
  /** Adding uncovers nothing, so only what `changed` reports makes the lineages worth another look. */
  #changes = 0;
  readonly #uncoveredAt = { last: -1, first: -1 };

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
    this.#changes++;
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

  page(ask: StreamAsk, horizon: Moment): StreamPage {
    // Where every one has its entry and none has to be shown again, nothing but these entries can be found. What is asked
    // here must not depend on hidden versions: the long way writes to the feed, and so would tell of them.
    if (ask.among !== undefined && !this.#isUncovered(ask.among, ask.view, horizon.at))
      return this.#pageAmong(ask.among, ask, horizon.at);
    let found: EntryView[] = [];
    let position = this.entries.firstAfter(ask.after);
    const alive = this.#earliestSince();
    const collect = (): void => {
      // What was appended meanwhile may cover what was found before.
      found = found.filter((entry) => this.#chosen(entry, ask, horizon.at));
      this.entries.scan(position, alive, (at, seq, stamp, asOf, flags) => {
        const entry = { position: at, seq, stamp, asOf, flags };
        position = at + 1;
        // What an extension appends may be older than what was asked for.
        if (stamp > ask.after && this.#chosen(entry, ask, horizon.at)) found.push(entry);
        return found.length <= ask.limit;
      });
    };
    collect();
    let stop: Stop = 'enough';
    while (found.length <= ask.limit && stop === 'enough') {
      stop = this.#extend(
        horizon,
        (e) => e.stamp > ask.after && this.#chosen(e, ask, horizon.at),
        ask.limit + 1 - found.length,
      );
      collect();
    }
    for (const view of ['last', 'first'] as const)
      if (stop === 'drained' && ask.view[view] && found.length <= ask.limit) {
        stop = this.#uncover(view, horizon);
        collect();
      }
    const full = found.length > ask.limit;
    const entries = found.slice(0, ask.limit).map(({ position, seq, stamp }) => ({ position, seq, stamp }));
    return {
      entries,
      more: full || (stop === 'clock' && this.#waits(ask, horizon)),
      settled: full || stop !== 'clock',
    };
  }

  #pageAmong(seqs: readonly number[], ask: StreamAsk, horizon: Micros): StreamPage {
    const entries = seqs
      .flatMap((seq) => this.entries.of(seq))
      .filter((entry) => entry.stamp > ask.after && this.#chosen(entry, ask, horizon))
      .sort((a, b) => a.position - b.position)
      .map(({ position, seq, stamp }) => ({ position, seq, stamp }));
    return { entries: entries.slice(0, ask.limit), more: entries.length > ask.limit, settled: true };
  }

  /** Extends until every one of these versions that is visible has its entry. */
  reach(seqs: readonly number[], view: StreamView, horizon: Moment): Stop {
    const missing = new Set(
      seqs.filter(
        (seq) => this.visibility(seq, horizon.at) !== null && this.#livingEntries(seq, horizon.at).length === 0,
      ),
    );
    let stop: Stop = 'drained';
    if (missing.size > 0) stop = this.#extend(horizon, (e) => missing.delete(e.seq), missing.size);
    const lineage = seqs.map((s) => this.collection.lineageOf(s)).find((l) => l !== undefined);
    if (lineage !== undefined && missing.size === 0)
      for (const side of ['last', 'first'] as const)
        if (view[side] && this.#uncoveredOf(lineage, side, horizon.at) !== null) {
          stop = this.#extend(horizon, () => false, Number.POSITIVE_INFINITY);
          if (stop === 'drained') stop = this.#uncover(side, horizon);
        }
    return stop === 'clock' && missing.size === 0 ? 'enough' : stop;
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
  #earliestSince(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const g of this.groups.values())
      if (g.mode.length > 0) for (const p of g.pieces) least = Math.min(least, p.since.commit);
    for (const r of this.restarts.values()) least = Math.min(least, r.since.commit);
    return least;
  }

  #extend(horizon: Moment, wanted: (entry: EntryView) => boolean, want: number): Stop {
    const line = this.#line(horizon.at);
    let left = want;
    let ahead = aheadMax;
    for (let first = line.peek(); first !== null; first = line.peek()) {
      const stamp = Math.max(this.entries.lastStamp + 1, first.key.at);
      if (stamp > horizon.at) return 'clock';
      const entry = {
        position: this.entries.length,
        seq: first.seq,
        stamp,
        asOf: horizon.commit,
        flags: this.#flags(first.seq, horizon.at),
      };
      this.entries.append(entry.seq, stamp, entry.asOf, entry.flags);
      this.mark = { ...first.key, seq: first.seq };
      this.epoch++;
      line.take();
      if (left > 0) {
        if (wanted(entry)) left--;
      } else if (--ahead === 0) return 'enough';
    }
    if (compareMoments(this.mark, horizon) <= 0) this.mark = { ...horizon, seq: endOfMark };
    return 'drained';
  }

  #line(horizon: Micros): WaitingLine {
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

  /** Whether something that fits waits for the clock. */
  #waits(ask: StreamAsk, horizon: Moment): boolean {
    const line = this.#line(horizon.at);
    for (let first = line.peek(); first !== null; first = line.peek()) {
      const entry = {
        position: this.entries.length,
        seq: first.seq,
        stamp: horizon.at,
        asOf: horizon.commit,
        flags: this.#flags(first.seq, horizon.at),
      };
      if (this.#fits(entry, ask)) return true;
      line.take();
    }
    return (['last', 'first'] as const).some(
      (side) => ask.view[side] && this.#allUncovered(side, horizon.at).some((seq) => ask.accepts(seq)),
    );
  }

  /** `#chosen` for an entry that is only about to be written. */
  #fits(entry: EntryView, ask: StreamAsk): boolean {
    if (!ask.accepts(entry.seq)) return false;
    if (ask.view.all || ask.exactly?.(entry.seq) === true) return true;
    return (ask.view.last && (entry.flags & underNewer) === 0) || (ask.view.first && (entry.flags & overOlder) === 0);
  }

  #chosen(entry: EntryView, ask: StreamAsk, horizon: Micros): boolean {
    if (!ask.accepts(entry.seq) || !this.isLiving(entry, horizon)) return false;
    const { view } = ask;
    const onlyBits = entry.flags & (lastOnly | firstOnly);
    if (view.last !== view.first && onlyBits === 0 && this.collection.lineageOf(entry.seq) === undefined) return true;
    // Chosen whatever its siblings do, a version needs no entry that tells of them.
    if (view.all || ask.exactly?.(entry.seq) === true) return (entry.flags & (lastOnly | firstOnly)) === 0;
    const counts = (e: EntryView): boolean =>
      (view.last && this.#countsIn('last', e, horizon)) || (view.first && this.#countsIn('first', e, horizon));
    if (!counts(entry)) return false;
    if (!view.last || !view.first) return true;
    // An entry that counts has counted since it was written, so of two the earlier one has been chosen all along.
    return !this.#livingEntries(entry.seq, horizon).some((e) => e.position < entry.position && counts(e));
  }

  /** The views `last` and `first`; the entry is living. */
  #countsIn(side: 'last' | 'first', entry: EntryView, horizon: Micros): boolean {
    const [own, other, covered] =
      side === 'last' ? [lastOnly, firstOnly, underNewer] : [firstOnly, lastOnly, overOlder];
    if ((entry.flags & other) !== 0) return false;
    const lineage = this.collection.lineageOf(entry.seq);
    if (lineage === undefined) return true;
    if ((entry.flags & own) === 0 && (entry.flags & covered) !== 0) return false;
    const newest = this.#livingEntries(entry.seq, horizon)
      .filter((e) => (e.flags & other) === 0)
      .pop();
    if (newest?.position !== entry.position) return false;
    return beyond(lineage, entry.seq, side).every((seq) =>
      this.entries.of(seq).every((e) => (e.flags & other) !== 0 || e.position < entry.position),
    );
  }

  #flags(seq: number, horizon: Micros): number {
    const lineage = this.collection.lineageOf(seq);
    if (lineage === undefined) return 0;
    const anyLiving = (side: 'last' | 'first', other: number): boolean =>
      beyond(lineage, seq, side).some((s) => this.#livingEntries(s, horizon).some((e) => (e.flags & other) === 0));
    return (anyLiving('last', firstOnly) ? underNewer : 0) | (anyLiving('first', lastOnly) ? overOlder : 0);
  }

  #livingEntries(seq: number, horizon: Micros): EntryView[] {
    return this.entries.of(seq).filter((e) => this.isLiving(e, horizon));
  }

  #isUncovered(seqs: readonly number[], view: StreamView, horizon: Micros): boolean {
    const lineages = new Set(seqs.map((seq) => this.collection.lineageOf(seq)));
    for (const lineage of lineages)
      for (const side of ['last', 'first'] as const)
        if (lineage !== undefined && view[side] && this.#uncoveredOf(lineage, side, horizon) !== null) return true;
    return false;
  }

  /** The version of a lineage that must be shown again in a view because what covered it went; null when none. */
  #uncoveredOf(lineage: Lineage, side: 'last' | 'first', horizon: Micros): number | null {
    const visible = lineage.members.filter((m) => this.visibility(m.seq, horizon) !== null);
    const top = side === 'last' ? visible[visible.length - 1] : visible[0];
    if (top === undefined) return null;
    return this.#livingEntries(top.seq, horizon).some((e) => this.#countsIn(side, e, horizon)) ? null : top.seq;
  }

  #allUncovered(side: 'last' | 'first', horizon: Micros): number[] {
    const out: number[] = [];
    for (const lineage of this.collection.lineages()) {
      const seq = this.#uncoveredOf(lineage, side, horizon);
      if (seq !== null) out.push(seq);
    }
    return out.sort((a, b) => a - b);
  }

  /** Only when the feed is drained. The stamps are the last microseconds before the horizon, in the order of `seq`. */
  #uncover(side: 'last' | 'first', horizon: Moment): Stop {
    if (this.#uncoveredAt[side] === this.#changes && !this.timeDependent) return 'drained';
    const seqs = this.#allUncovered(side, horizon.at);
    for (const [i, seq] of seqs.entries()) {
      const stamp = Math.max(this.entries.lastStamp + 1, horizon.at - seqs.length + i + 1);
      if (stamp > horizon.at) return 'clock';
      this.entries.append(seq, stamp, horizon.commit, side === 'last' ? lastOnly : firstOnly);
      this.epoch++;
    }
    this.#uncoveredAt[side] = this.#changes;
    return 'drained';
  }
}

/** The piece of a group that has been open, whatever the age, in one stretch; null for every other. */
function plainPiece({ mode, pieces }: GroupState): Piece | null {
  const [age, more] = mode;
  if (age === undefined || more !== undefined || age.from !== 0 || age.until !== null) return null;
  const piece = pieces[0]!;
  return pieces.length === 1 && piece.lo === 0 ? piece : null;
}

/** Members newer (`last`) or older (`first`) than one of them. */
function beyond(lineage: Lineage, seq: number, side: 'last' | 'first'): number[] {
  const i = lineage.members.findIndex((m) => m.seq === seq);
  const rest = side === 'last' ? lineage.members.slice(i + 1) : lineage.members.slice(0, i);
  return rest.map((m) => m.seq);
}
