import type { Micros } from '../time.ts';

/**
 * When something happened to this node: the clock's reading and the number of the commit. The reading alone may repeat
 * (it is never bumped for changes a partner cannot see), so the commit number breaks ties.
 */
export interface Moment {
  readonly at: Micros;
  readonly commit: number;
}

/** Before everything. */
export const dawn: Moment = { at: 0, commit: 0 };

/** Negative when `a` is earlier. */
export const compareMoments = (a: Moment, b: Moment): number => a.at - b.at || a.commit - b.commit;

export const laterMoment = (a: Moment, b: Moment): Moment => (compareMoments(a, b) >= 0 ? a : b);

/** A place in the order in which versions enter a feed: key first, then `seq`. */
export interface Mark extends Moment {
  readonly seq: number;
}

export const compareMarks = (a: Mark, b: Mark): number => a.at - b.at || a.commit - b.commit || a.seq - b.seq;
