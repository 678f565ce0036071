import type { Micros } from '../time.ts';
import { contradictsGrade, gradeAtLeast } from './admiralty-grade.ts';
import type { Heard } from './heard.ts';
import type { NoPosition, PositionQuery } from './position-book.ts';
import type { Topic } from './topic.ts';

/** From `start` until the next segment: what the statements said so far amount to, patience and age aside. */
export type Segment =
  | {
      readonly start: Micros;
      readonly value: string;
      /** What carries it: the newest words of that value that pass every guard. */
      readonly by: Heard;
      /** The newest statement that carries the value. */
      readonly newest: Micros;
      /** Since when the value has stood without a gap, a contradiction or a lapse. */
      readonly stoodSince: Micros;
      /** From when patience runs, by the clock that the question names. */
      readonly patientFrom: Micros;
    }
  | {
      readonly start: Micros;
      readonly value: null;
      readonly why: NoPosition;
      /** What would carry a value, and what stands against it. */
      readonly between: readonly Heard[];
    };

/**
 * What one organ has said so far. Only the newest statement of each grade and value can ever matter, so that a record stays
 * small however much is said.
 */
interface OrganRecord {
  readonly said: Map<string, Heard>;
  /** The same, of what passes every guard. */
  readonly backed: Map<string, Heard>;
  /** The newest that passes every guard: several only when said at the same instant. */
  newest: Heard[];
  /** The newest that was graded down so that it passes no more. */
  fallen: Heard | null;
}

interface Sweep {
  readonly topic: Topic;
  readonly query: PositionQuery;
  readonly organs: Map<string, OrganRecord>;
  /** How far the best of what was heard has come through the guards. */
  furthest: number;
}

/** Guards in the order in which they are looked at. */
const guards: readonly (NoPosition | null)[] = [
  'grade-too-low',
  'joint-unconfirmed',
  'not-as-quoted',
  'awaits-second-person',
  'too-few-paths',
  'not-signed',
  null,
];
const stageOf = (h: Heard): number => guards.indexOf(h.lacks);

const isOnScale = (h: Heard, topic: Topic): boolean => topic.scale.values.includes(h.value);

interface Voices {
  readonly organs: readonly string[];
  /** Even a lighter contradiction among them counts (`all`, unanimous). */
  readonly unanimous: boolean;
  /** The organ whose turn it is has spoken, and its words were graded down since. */
  readonly fallen: Heard | null;
}

/** Which organs make the position now. */
function voices(sweep: Sweep): Voices {
  const everyone = [...sweep.organs.keys()];
  if (sweep.query.organ === 'all') return { organs: everyone, unanimous: true, fallen: null };
  if (sweep.query.organ !== undefined) return { organs: everyone, unanimous: false, fallen: null };
  if (sweep.topic.policy.kind === 'authoritative-organ-first') {
    const order = sweep.topic.policy.organs;
    const record = (organ: string): OrganRecord | undefined => sweep.organs.get(organ);
    // An organ does not fall silent by a worse grade: nobody below it speaks in its place (threat T-NEG-06).
    const speaks = order.findIndex((organ) => (record(organ)?.newest.length ?? 0) > 0 || record(organ)?.fallen);
    // Organs ranked above the one that speaks stay in view: what they said without passing the guards may contradict it.
    if (speaks !== -1) {
      const head = record(order[speaks]!)!;
      const fallen = head.newest.length === 0 ? head.fallen : null;
      return { organs: order.slice(0, speaks + 1), unanimous: false, fallen };
    }
  }
  return { organs: everyone, unanimous: true, fallen: null };
}

/**
 * The statement of `record` that contradicts `value`, if one still stands. A contradiction needs weight (`heavy`) but no
 * second path and no signature, since closing is safe; only words that pass every guard take it back.
 */
function contradiction(record: OrganRecord, value: string, heavy: (h: Heard) => boolean): Heard | null {
  let settledAt = Number.NEGATIVE_INFINITY;
  for (const h of record.backed.values()) if (h.value === value && heavy(h)) settledAt = Math.max(settledAt, h.said);
  let found: Heard | null = null;
  for (const h of record.said.values()) {
    if (h.value === value || h.yieldsTo.includes(value) || h.said < settledAt || !heavy(h)) continue;
    if (found === null || isLater(h, found)) found = h;
  }
  return found;
}

/** Newer; of one instant, the one that misses an earlier guard, so that the order of recording decides nothing. */
function isLater(h: Heard, other: Heard): boolean {
  if (h.said !== other.said) return h.said > other.said;
  if (h.lacks !== other.lacks) return stageOf(h) < stageOf(other);
  return h.id < other.id;
}

function whyAgainst(speaker: Heard, against: Heard): NoPosition {
  if (against.organ !== speaker.organ || against.said <= speaker.said) return 'contested';
  return against.lacks ?? 'contested';
}

/** The guard at which the best of what was heard failed. */
const nothingCounts = (sweep: Sweep): NoPosition => guards[sweep.furthest] ?? 'none-on-record';

type State =
  | { readonly value: string; readonly newest: Micros; readonly by: Heard }
  | { readonly value: null; readonly why: NoPosition; readonly between: readonly Heard[] };

function stateNow(sweep: Sweep): State {
  const { organs, unanimous, fallen } = voices(sweep);
  if (fallen !== null) return { value: null, why: 'grade-too-low', between: [fallen] };
  const records = organs.map((organ) => sweep.organs.get(organ)).filter((r) => r !== undefined);
  let newest = Number.NEGATIVE_INFINITY;
  for (const r of records) for (const h of r.newest) newest = Math.max(newest, h.said);
  const speakers = records.flatMap((r) => r.newest.filter((h) => h.said === newest));
  const first = speakers[0];
  if (first === undefined) return { value: null, why: nothingCounts(sweep), between: [] };
  // Several statements of one instant have no order; they decide only if each of them would decide alike.
  const other = speakers.find((h) => h.value !== first.value);
  if (other !== undefined) return { value: null, why: 'contested', between: [first, other] };
  for (const speaker of speakers) {
    const heavy = unanimous
      ? (h: Heard): boolean => sweep.query.grade === undefined || gradeAtLeast(h.grade, sweep.query.grade)
      : (h: Heard): boolean => contradictsGrade(h.grade, speaker.grade);
    for (const r of records) {
      const against = contradiction(r, speaker.value, heavy);
      if (against !== null) return { value: null, why: whyAgainst(speaker, against), between: [speaker, against] };
    }
  }
  return { value: first.value, newest, by: first };
}

function keepLatest(kept: Map<string, Heard>, h: Heard, sweep: Sweep): void {
  // Values off the scale are no position; all of them contradict alike.
  const value = isOnScale(h, sweep.topic) ? ` ${h.value}` : '';
  const key = `${h.grade}${value} ${h.yieldsTo.join(' ')}`;
  const before = kept.get(key);
  if (before === undefined || isLater(h, before)) kept.set(key, h);
}

function hear(h: Heard, sweep: Sweep): void {
  const record = sweep.organs.get(h.organ) ?? { said: new Map(), backed: new Map(), newest: [], fallen: null };
  sweep.organs.set(h.organ, record);
  if (!h.backs) {
    sweep.furthest = Math.max(sweep.furthest, stageOf(h));
    if (h.fell && (record.fallen === null || isLater(h, record.fallen))) record.fallen = h;
    keepLatest(record.said, h, sweep);
    return;
  }
  if (!isOnScale(h, sweep.topic)) return;
  keepLatest(record.backed, h, sweep);
  record.newest = record.newest.filter((other) => other.said === h.said);
  record.newest.push(h);
}

/** Whether a value that stood in `before` still stood in the instant before `start`. */
function continues(before: Segment | undefined, value: string, start: Micros, maxAge: Micros | undefined): boolean {
  if (before === undefined || before.value !== value) return false;
  return maxAge === undefined || start - 1 - before.newest <= maxAge;
}

/** From when the words of one instant let patience run, by the clock that the question names (threat T-NEG-07). */
function patience(words: readonly Heard[], value: string, query: PositionQuery, start: Micros): Micros {
  const clock = query.clock ?? 'later';
  const carrying = words.filter((h) => h.backs && h.value === value);
  // Words that carry nothing may neither begin patience nor shorten it (a contradiction too light, another organ's relay).
  if (carrying.length === 0) return Number.POSITIVE_INFINITY;
  if (clock === 'said') return start;
  const known = Math.min(...carrying.map((h) => h.knownSince));
  return clock === 'recorded' ? known : Math.max(start, known);
}

/** A position as a function of valid time. */
export interface Timeline {
  /** Everything heard, in the order of being said. */
  readonly heard: readonly Heard[];
  /** One per instant at which something was said. */
  readonly segments: readonly Segment[];
}

const noTimeline: Timeline = { heard: [], segments: [] };

/**
 * @param words those of the asked party and topic that stand as known, in any order; `organ: NAME` looks at that organ alone
 * @param earlier the timeline of other words for the same topic and question: up to where the words differ it is taken over
 */
export function positionTimeline(
  topic: Topic,
  query: PositionQuery,
  words: readonly Heard[],
  earlier: Timeline = noTimeline,
): Timeline {
  const named = query.organ !== undefined && query.organ !== 'any' && query.organ !== 'all' ? query.organ : null;
  const heard = words
    .filter((h) => named === null || h.organ === named)
    .sort((a, b) => a.said - b.said || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const sweep: Sweep = { topic, query, organs: new Map(), furthest: -1 };
  const alikeBefore = firstDifference(heard, earlier.heard);
  const segments: Segment[] = [];
  for (let i = 0; i < heard.length; ) {
    const start = heard[i]!.said;
    const from = i;
    for (; i < heard.length && heard[i]!.said === start; i++) hear(heard[i]!, sweep);
    segments.push(
      start < alikeBefore
        ? earlier.segments[segments.length]!
        : segmentAt(start, heard.slice(from, i), sweep, segments.at(-1)),
    );
  }
  return { heard, segments };
}

/** The instant before which both lists say the same. */
function firstDifference(words: readonly Heard[], others: readonly Heard[]): Micros {
  let i = 0;
  while (i < words.length && words[i] === others[i]) i++;
  return Math.min(words[i]?.said ?? Number.POSITIVE_INFINITY, others[i]?.said ?? Number.POSITIVE_INFINITY);
}

function segmentAt(start: Micros, words: readonly Heard[], sweep: Sweep, before: Segment | undefined): Segment {
  const state = stateNow(sweep);
  if (state.value === null) return { start, ...state };
  const { query } = sweep;
  const patient = patience(words, state.value, query, start);
  if (before === undefined || before.value === null || !continues(before, state.value, start, query.maxAge))
    return { start, ...state, stoodSince: start, patientFrom: patient };
  return { start, ...state, stoodSince: before.stoodSince, patientFrom: Math.min(before.patientFrom, patient) };
}
