import type { Micros } from '../time.ts';
import type { PositionAnswer, PositionBook, PositionQuery } from './position-book.ts';
import { positionTimeline, type Segment } from './position-timeline.ts';
import type { Statement } from './statement.ts';
import type { Topic } from './topic.ts';

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

function bareAnswer(segment: Segment | undefined, query: PositionQuery, at: Micros): Bare {
  if (segment === undefined) return { known: false, why: 'none-on-record', until: null };
  if (segment.value === null) return { known: false, why: segment.why, until: null };
  const lapses = query.maxAge === undefined ? Number.POSITIVE_INFINITY : segment.newest + query.maxAge;
  if (at > lapses) return { known: false, why: 'too-old', until: null };
  const ripe = segment.stoodSince + (query.stable ?? 0);
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
      moments.push(segment.stoodSince + (query.stable ?? 0));
      if (query.maxAge !== undefined) moments.push(segment.newest + query.maxAge + 1);
    }
    const next = Math.min(...moments.filter((m) => m > t));
    if (next === Number.POSITIVE_INFINITY) return null;
    t = next;
    if (following !== undefined && t >= following.start) index++;
    if (!same(bareAnswer(segments[index], query, t), now)) return t;
  }
}

/** The statements of one party on one topic, and the instants of our clock at which the set of those that count changes. */
interface Dossier {
  readonly statements: Statement[];
  readonly turns: Micros[];
}

const isKnown = (s: Statement, known: Micros): boolean =>
  s.recorded <= known && (s.retractedAt === null || s.retractedAt > known);

function dossiersOf(statements: readonly Statement[]): Map<string, Dossier> {
  const dossiers = new Map<string, Dossier>();
  for (const s of statements) {
    const key = JSON.stringify([s.party, s.topic]);
    const dossier = dossiers.get(key) ?? { statements: [], turns: [] };
    dossiers.set(key, dossier);
    dossier.statements.push(s);
    dossier.turns.push(s.recorded);
    if (s.retractedAt !== null) dossier.turns.push(s.retractedAt);
  }
  for (const dossier of dossiers.values()) dossier.turns.sort((a, b) => a - b);
  return dossiers;
}

/**
 * Derives positions from statements (terms profile section 3, Position). Pure: the same topics, statements, query and
 * times give the same answer whatever was asked before and in whatever order statements are given.
 *
 * Rules: what was recorded after `known`, taken back by then, or said after `at` does not count. The newest statement that
 * passes the query's guards decides; other organs, and later words that miss only a path or a signature, may contradict
 * it. A value counts once it has stood `stable` long and while its newest statement is no older than `maxAge`.
 * `nextChange` is exact for a moving `at` while the statements stand still.
 */
export function buildPositionBook(topics: readonly Topic[], statements: readonly Statement[]): PositionBook {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const dossiers = dossiersOf(statements);
  const kept = new Map<string, readonly Segment[]>();

  const timeline = (topic: Topic, query: PositionQuery, known: Micros): readonly Segment[] => {
    const dossier = dossiers.get(JSON.stringify([query.of, query.topic]));
    if (dossier === undefined) return [];
    let turn = dossier.turns.length;
    while (turn > 0 && dossier.turns[turn - 1]! > known) turn--;
    const { grade, organ, paths, signed, maxAge } = query;
    const key = JSON.stringify([query.of, query.topic, grade, organ, paths, signed, maxAge, turn]);
    const found = kept.get(key);
    if (found !== undefined) return found;
    const made = positionTimeline(
      topic,
      query,
      dossier.statements.filter((s) => isKnown(s, known)),
    );
    if (kept.size >= timelinesKeptMax) kept.clear();
    kept.set(key, made);
    return made;
  };

  return {
    scale: (topic) => byId.get(topic)?.scale ?? null,
    answer(query, at, known): PositionAnswer {
      const topic = byId.get(query.topic);
      if (topic === undefined) return { known: false, why: 'unknown-topic', until: null, nextChange: null };
      const segments = timeline(topic, query, known);
      const now = bareAnswer(segments[segmentAt(segments, at)], query, at);
      return { ...now, nextChange: nextChange(segments, query, at, now) };
    },
  };
}
