import type { Micros } from '../time.ts';
import { noActors } from './actor-table.ts';
import { Drawings } from './drawings.ts';
import { basisOf } from './position-basis.ts';
import type { PositionAnswer, PositionBook, PositionQuery, Stretch } from './position-book.ts';
import type { Segment } from './position-timeline.ts';
import { StatementIndex } from './statement-index.ts';
import type { StatementLog } from './statement-log.ts';
import type { Topic } from './topic.ts';

/** An answer before its `nextChange` is known. */
type Bare =
  | { readonly known: true; readonly value: string; readonly since: Micros }
  | {
      readonly known: false;
      readonly why: Extract<PositionAnswer, { known: false }>['why'];
      readonly until: Micros | null;
    };

function segmentAt(segments: readonly Segment[], at: Micros): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (segments[middle]!.start <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

type Standing = Extract<Segment, { readonly value: string }>;

/** When patience ends: never before the value stood at all. */
function ripeAt(segment: Standing, query: PositionQuery): Micros {
  if (query.stable === undefined) return segment.stoodSince;
  return Math.max(segment.stoodSince, segment.patientFrom + query.stable);
}

function bareAnswer(segment: Segment | undefined, query: PositionQuery, at: Micros): Bare {
  if (segment === undefined) return { known: false, why: 'none-on-record', until: null };
  if (segment.value === null) return { known: false, why: segment.why, until: null };
  const lapses = query.maxAge === undefined ? Number.POSITIVE_INFINITY : segment.newest + query.maxAge;
  if (at > lapses) return { known: false, why: 'too-old', until: null };
  const ripe = ripeAt(segment, query);
  if (at < ripe) return { known: false, why: 'too-fresh', until: ripe <= lapses ? ripe : null };
  return { known: true, value: segment.value, since: ripe };
}

function same(a: Bare, b: Bare): boolean {
  if (a.known) return b.known && a.value === b.value && a.since === b.since;
  return !b.known && a.why === b.why && a.until === b.until;
}

/** The next instant after `at` at which the answer is another one while no statement is added or taken back. */
function nextChange(segments: readonly Segment[], query: PositionQuery, at: Micros, now: Bare): Micros | null {
  let index = segmentAt(segments, at);
  let t = at;
  for (;;) {
    const segment = segments[index];
    const following = segments[index + 1];
    const moments = following === undefined ? [] : [following.start];
    if (segment !== undefined && segment.value !== null) {
      moments.push(ripeAt(segment, query));
      if (query.maxAge !== undefined) moments.push(segment.newest + query.maxAge + 1);
    }
    const next = Math.min(...moments.filter((m) => m > t));
    if (next === Number.POSITIVE_INFINITY) return null;
    t = next;
    if (following !== undefined && t >= following.start) index++;
    if (!same(bareAnswer(segments[index], query, t), now)) return t;
  }
}

/** A book that makes the next one when topics or records change. */
export interface GrowingBook extends PositionBook {
  readonly basis: NonNullable<PositionBook['basis']>;
  readonly history: NonNullable<PositionBook['history']>;
  /**
   * The book of other topics and another log: the same as one built from them alone, but what they have in common with this
   * book's is not worked out again. The gain comes when every list of `log` begins with the very records of this book's.
   */
  next(topics: readonly Topic[], log: StatementLog): GrowingBook;
}

/**
 * Derives positions from statements (terms profile section 3, Position and Assessment). Pure: the same topics, records,
 * query and times give the same answer whatever was asked before and in whatever order records are given.
 *
 * Rules: what was recorded after `known`, taken back by then, or said after `at` does not count. Records of one event are
 * merged, and paths that share nothing are counted. The newest words that pass the query's guards decide; other organs, and
 * later words that miss a guard other than the grade, may contradict them. A value counts once it has stood `stable` long
 * and while its newest statement is no older than `maxAge`. `nextChange` is exact for a moving `at` while the records stand
 * still.
 */
export function buildPositionBook(topics: readonly Topic[], log: StatementLog): GrowingBook {
  return bookOf(topics, new Drawings(StatementIndex.of(log), log.actors ?? noActors, null));
}

function bookOf(topics: readonly Topic[], drawings: Drawings): GrowingBook {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));

  const answer = (query: PositionQuery, at: Micros, known: Micros): PositionAnswer => {
    const topic = byId.get(query.topic);
    if (topic === undefined) return { known: false, why: 'unknown-topic', until: null, nextChange: null };
    const { segments } = drawings.of(topic, query, known).timeline;
    const now = bareAnswer(segments[segmentAt(segments, at)], query, at);
    return { ...now, nextChange: nextChange(segments, query, at, now) };
  };

  return {
    scale: (topic) => byId.get(topic)?.scale ?? null,
    answer,
    basis: (query, at, known) => {
      const topic = byId.get(query.topic);
      if (topic === undefined) return basisOf(query, [], undefined, at);
      const { weighing, timeline } = drawings.of(topic, query, known);
      const events = weighing.flatMap((family) => family.events);
      return basisOf(query, events, timeline.segments[segmentAt(timeline.segments, at)], at);
    },
    history: (query, known, until) => {
      const topic = byId.get(query.topic);
      const first = topic === undefined ? undefined : drawings.of(topic, query, known).timeline.segments[0];
      const stretches: Stretch[] = [];
      for (let from = first?.start ?? null; from !== null && from <= until; ) {
        const here = answer(query, from, known);
        stretches.push({ from, answer: here });
        from = here.nextChange;
      }
      return stretches;
    },
    next: (others, log) => bookOf(others, drawings.next(log)),
  };
}
