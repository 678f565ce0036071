import type { Micros } from '../time.ts';
import { noActors } from './actor-table.ts';
import { LogIndex } from './known-record.ts';
import { basisOf } from './position-basis.ts';
import type { PositionAnswer, PositionBook, PositionQuery, Stretch } from './position-book.ts';
import { positionTimeline, type Segment } from './position-timeline.ts';
import type { StatementLog } from './statement-log.ts';
import type { Topic } from './topic.ts';
import { type Weighed, weighStatements } from './weigh-statements.ts';

/** Timelines kept per book; they are worked out again when dropped. */
const timelinesKeptMax = 512;

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

interface Drawn {
  readonly weighed: Weighed;
  readonly segments: readonly Segment[];
}
const blank: Drawn = { weighed: { records: [], groups: [], heard: [] }, segments: [] };

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
export function buildPositionBook(topics: readonly Topic[], log: StatementLog): PositionBook {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const index = new LogIndex(log);
  const actors = log.actors ?? noActors;
  const kept = new Map<string, Drawn>();

  const draw = (topic: Topic, query: PositionQuery, known: Micros): Drawn => {
    const dossier = index.dossier(query.of, query.topic, query.by ?? null);
    if (dossier === null) return blank;
    let turn = dossier.turns.length;
    while (turn > 0 && dossier.turns[turn - 1]! > known) turn--;
    const { of, by, grade, organ, paths, signed, maxAge, clock } = query;
    const key = JSON.stringify([of, query.topic, by, grade, organ, paths, signed, maxAge, clock, turn]);
    const found = kept.get(key);
    if (found !== undefined) return found;
    const weighed = weighStatements(query, dossier, index, actors, known);
    const made = { weighed, segments: positionTimeline(topic, query, weighed.heard) };
    if (kept.size >= timelinesKeptMax) kept.clear();
    kept.set(key, made);
    return made;
  };

  const answer = (query: PositionQuery, at: Micros, known: Micros): PositionAnswer => {
    const topic = byId.get(query.topic);
    if (topic === undefined) return { known: false, why: 'unknown-topic', until: null, nextChange: null };
    const { segments } = draw(topic, query, known);
    const now = bareAnswer(segments[segmentAt(segments, at)], query, at);
    return { ...now, nextChange: nextChange(segments, query, at, now) };
  };

  return {
    scale: (topic) => byId.get(topic)?.scale ?? null,
    answer,
    basis: (query, at, known) => {
      const topic = byId.get(query.topic);
      const { weighed, segments } = topic === undefined ? blank : draw(topic, query, known);
      return basisOf(query, weighed, segments[segmentAt(segments, at)], at);
    },
    history: (query, known, until) => {
      const topic = byId.get(query.topic);
      const first = topic === undefined ? undefined : draw(topic, query, known).segments[0];
      const stretches: Stretch[] = [];
      for (let from = first?.start ?? null; from !== null && from <= until; ) {
        const here = answer(query, from, known);
        stretches.push({ from, answer: here });
        from = here.nextChange;
      }
      return stretches;
    },
  };
}
