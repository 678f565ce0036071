import type { Micros } from '../time.ts';
import { type AgeSet, intervalAt, never, sameAges } from './age-set.ts';
import type { CommitLog } from './commit-log.ts';
import { laterMoment, type Moment } from './moment.ts';

/**
 * Since when a group's versions have been visible, per stretch of `seq` (release stream, "Pieces").
 *
 * A piece reaches up to the `from` of the next. `keptAt` is the last change of mode that left it alone, -1 if none:
 * for a version whose present age interval began before that, the beginning was `commit moment + lo`, as it stood then.
 */
export interface Piece {
  readonly from: number;
  readonly since: Moment;
  readonly lo: Micros;
  readonly keptAt: Micros;
}

/** Classes covered alike by the texts of one partner: one mode now, and the pieces it came by. */
export interface GroupState {
  readonly mode: AgeSet;
  /** Sorted by `from`, the first from 0. */
  readonly pieces: readonly Piece[];
}

/** A group whose mode has held for as long as its versions exist. */
export const unbroken = (mode: AgeSet, since: Moment): GroupState => ({
  mode,
  pieces: [{ from: 0, since, lo: 0, keptAt: -1 }],
});

export function pieceAt(pieces: readonly Piece[], seq: number): Piece {
  let lo = 0;
  let hi = pieces.length;
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if (pieces[mid]!.from <= seq) lo = mid + 1;
    else hi = mid;
  }
  return pieces[lo - 1]!;
}

/**
 * The group after its mode changes at `moment`: what is visible before and after keeps its beginning, all else begins
 * (or will begin) anew. Opening and closing outright keep nothing. The cost depends on pieces, never on versions.
 *
 * `before` is the last reading at which the old mode was in force: that of `moment` itself, or the one just before when
 * time alone brought the change, as then nobody can have looked at `moment` under the old mode.
 */
export function changeMode(
  group: GroupState,
  mode: AgeSet,
  moment: Moment,
  log: CommitLog,
  before: Micros = moment.at,
): GroupState {
  if (sameAges(group.mode, mode)) return group;
  const fresh: Piece = { from: 0, since: moment, lo: 0, keptAt: -1 };
  if (mode.length === 0) return { mode: never, pieces: [fresh] };
  const kept: { from: number; to: number; piece: Piece }[] = [];
  for (const was of group.mode)
    for (const is of mode) {
      const start = Math.max(youngerThan(was.until, before, log), youngerThan(is.until, moment.at, log));
      const stop = Math.min(log.firstAfter(before - was.from), log.firstAfter(moment.at - is.from));
      keepStretch(group.pieces, start, stop, was.from, moment.at, log, kept);
    }
  kept.sort((a, b) => a.from - b.from);
  const pieces: Piece[] = [];
  let next = 0;
  for (const k of kept) {
    if (k.from > next) push(pieces, { ...fresh, from: next });
    push(pieces, { ...k.piece, from: k.from });
    next = k.to;
  }
  push(pieces, { ...fresh, from: next });
  return { mode, pieces };
}

/** The first number that at `at` has not reached an age; 1 when there is no such age. */
const youngerThan = (age: Micros | null, at: Micros, log: CommitLog): number =>
  age === null ? 1 : log.firstAfter(at - age);

function keepStretch(
  pieces: readonly Piece[],
  start: number,
  stop: number,
  lo: Micros,
  at: Micros,
  log: CommitLog,
  out: { from: number; to: number; piece: Piece }[],
): void {
  pieces.forEach((piece, i) => {
    const from = Math.max(start, piece.from);
    const to = Math.min(stop, pieces[i + 1]?.from ?? Number.POSITIVE_INFINITY);
    if (from >= to) return;
    // Behind this border the interval the version is in began after the last change that kept it.
    const border = Math.min(to, Math.max(from, log.firstAfter(piece.keptAt - lo)));
    if (from < border) out.push({ from, to: border, piece: { ...piece, keptAt: at } });
    if (border < to) out.push({ from: border, to, piece: { ...piece, lo, keptAt: at } });
  });
}

function push(pieces: Piece[], next: Piece): void {
  const last = pieces[pieces.length - 1];
  const same =
    last !== undefined &&
    last.since.at === next.since.at &&
    last.since.commit === next.since.commit &&
    last.lo === next.lo &&
    last.keptAt === next.keptAt;
  if (!same) pieces.push(next);
}

/** A version moved to another group without a new version: its visibility dates from `since`, as written at `commit`. */
export interface Restart {
  readonly since: Moment;
  readonly commit: number;
  /** Set when the move broke nothing: visible at `at`, unbroken since `key`. */
  readonly kept?: { readonly at: Micros; readonly key: Moment };
}

export interface Visibility {
  /** The moment the present, unbroken visibility began: the key of the version. */
  readonly key: Moment;
  /** Entries written before this commit belong to an earlier visibility. */
  readonly sinceCommit: number;
}

/** Null when the version is not visible at `horizon`. */
export function visibilityOf(
  group: GroupState,
  restart: Restart | undefined,
  seq: number,
  committed: Moment,
  horizon: Micros,
): Visibility | null {
  const now = intervalAt(group.mode, horizon - committed.at);
  if (now === null) return null;
  const piece = pieceAt(group.pieces, seq);
  const lo = committed.at + now.from > piece.keptAt ? now.from : piece.lo;
  const began = { at: committed.at + lo, commit: committed.commit };
  if (restart === undefined || restart.commit < piece.since.commit)
    return { key: laterMoment(began, piece.since), sinceCommit: piece.since.commit };
  const { since, kept } = restart;
  if (kept !== undefined && began.at <= kept.at) return { key: kept.key, sinceCommit: since.commit };
  return { key: laterMoment(began, since), sinceCommit: since.commit };
}
