import type { Micros } from '../time.ts';
import type { CommitLog } from './commit-log.ts';
import { compareMoments, type Mark, type Moment } from './moment.ts';
import type { GroupState } from './pieces.ts';

/**
 * Versions waiting to enter a feed, found without looking at them one by one.
 *
 * Inside one stretch of `seq` whose groups share a piece, the key `max((commit moment + lo, commit), since)` never falls
 * with `seq`: a lane walks such a stretch upward through the class column, and the lanes are merged by key.
 */
interface Stretch {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly lo: Micros;
  readonly since: Moment;
}

export interface LaneSource {
  readonly log: CommitLog;
  /** Class number by seq; 0 = nothing stored. May be longer than what is in use. */
  readonly classes: Uint32Array;
  /** Group number by class number. */
  readonly groupOfClass: Int32Array;
  readonly groups: ReadonlyMap<number, GroupState>;
  /** Versions with a restart of their own, with their keys; the lanes leave them out. */
  readonly apart: ReadonlyMap<number, Moment>;
}

class Lane {
  readonly stretch: Stretch;
  readonly #source: LaneSource;
  /** 1 for each class of the lane. */
  readonly #member: Uint8Array;
  readonly #constantUntil: number;
  seq: number;
  key: Moment;

  constructor(stretch: Stretch, member: Uint8Array, source: LaneSource, mark: Mark) {
    this.stretch = stretch;
    this.#member = member;
    this.#source = source;
    const { since, lo } = stretch;
    this.#constantUntil = source.log.firstBehind(lo, { ...since, seq: Number.POSITIVE_INFINITY });
    const order = compareMoments(since, mark);
    let start = stretch.from;
    if (order === 0) start = Math.max(start, Math.min(mark.seq + 1, this.#constantUntil));
    else if (order < 0) start = Math.max(start, source.log.firstBehind(lo, mark));
    this.key = since;
    this.seq = 0;
    this.#moveTo(start);
  }

  get done(): boolean {
    return this.seq >= this.stretch.to;
  }

  next(): void {
    this.#moveTo(this.seq + 1);
  }

  #moveTo(start: number): void {
    const { classes, apart } = this.#source;
    const member = this.#member;
    const to = this.stretch.to;
    let s = start;
    for (;;) {
      while (s < to && member[classes[s]!] !== 1) s++;
      if (s >= to || apart.size === 0 || !apart.has(s)) break;
      s++;
    }
    this.seq = s;
    if (s >= to || s < this.#constantUntil) return;
    const committed = this.#source.log.momentOf(s);
    this.key = { at: committed.at + this.stretch.lo, commit: committed.commit };
  }
}

/** The waiting versions in the order of (key, seq), from behind the mark. */
export class WaitingLine {
  readonly #lanes: Lane[];
  readonly #apart: { readonly seq: number; readonly key: Moment }[];
  #nextApart = 0;

  constructor(source: LaneSource, mark: Mark, horizon: Micros) {
    this.#lanes = lanes(source, mark, horizon).filter((lane) => !lane.done);
    this.#apart = [...source.apart]
      .map(([seq, key]) => ({ seq, key }))
      .filter((x) => compareMoments(x.key, mark) > 0 || (compareMoments(x.key, mark) === 0 && x.seq > mark.seq))
      .sort((a, b) => compareMoments(a.key, b.key) || a.seq - b.seq);
  }

  /** The next one, left in the line; null when none waits. */
  peek(): { readonly seq: number; readonly key: Moment } | null {
    let best: Lane | null = null;
    for (const lane of this.#lanes) if (best === null || before(lane, best)) best = lane;
    const apart = this.#apart[this.#nextApart];
    if (apart !== undefined && (best === null || before(apart, best))) return apart;
    return best;
  }

  /** Takes what `peek` showed. */
  take(): void {
    const first = this.peek();
    if (first instanceof Lane) {
      first.next();
      if (first.done) this.#lanes.splice(this.#lanes.indexOf(first), 1);
    } else this.#nextApart++;
  }
}

function before(
  a: { readonly seq: number; readonly key: Moment },
  b: { readonly seq: number; readonly key: Moment },
): boolean {
  const order = compareMoments(a.key, b.key);
  return order < 0 || (order === 0 && a.seq < b.seq);
}

function lanes(source: LaneSource, mark: Mark, horizon: Micros): Lane[] {
  const stretches = new Map<string, { stretch: Stretch; groups: Set<number> }>();
  for (const [number, group] of source.groups)
    for (const stretch of stretchesOf(group, source.log, horizon)) {
      const name = `${stretch.from}:${stretch.to}:${stretch.lo}:${stretch.since.at}:${stretch.since.commit}`;
      const known = stretches.get(name);
      if (known === undefined) stretches.set(name, { stretch, groups: new Set([number]) });
      else known.groups.add(number);
    }
  return [...stretches.values()].map(
    ({ stretch, groups }) => new Lane(stretch, members(source.groupOfClass, groups), source, mark),
  );
}

function members(groupOfClass: Int32Array, groups: ReadonlySet<number>): Uint8Array {
  const member = new Uint8Array(groupOfClass.length);
  for (let c = 1; c < groupOfClass.length; c++) if (groups.has(groupOfClass[c]!)) member[c] = 1;
  return member;
}

function stretchesOf(group: GroupState, log: CommitLog, horizon: Micros): Stretch[] {
  const out: Stretch[] = [];
  const add = (from: number, to: number, lo: Micros, since: Moment): void => {
    if (from < to) out.push({ from, to, lo, since });
  };
  for (const age of group.mode) {
    const start = age.until === null ? 1 : log.firstAfter(horizon - age.until);
    const stop = log.firstAfter(horizon - age.from);
    group.pieces.forEach((piece, i) => {
      const from = Math.max(start, piece.from);
      const to = Math.min(stop, group.pieces[i + 1]?.from ?? Number.POSITIVE_INFINITY);
      const border = Math.min(Math.max(from, log.firstAfter(piece.keptAt - age.from)), Math.max(from, to));
      add(from, border, piece.lo, piece.since);
      add(border, to, age.from, piece.since);
    });
  }
  return out;
}
