import type { Micros } from '../time.ts';
import { contradictsGrade, gradeAtLeast } from './admiralty-grade.ts';
import type { NoPosition, PositionQuery } from './position-book.ts';
import type { Statement } from './statement.ts';
import type { Topic } from './topic.ts';

/** From `start` until the next segment: what the statements said so far amount to, patience and age aside. */
export type Segment =
  | {
      readonly start: Micros;
      readonly value: string;
      /** The newest statement that carries the value. */
      readonly newest: Micros;
      /** Since when the value has stood without a gap, a contradiction or a lapse. */
      readonly stoodSince: Micros;
    }
  | { readonly start: Micros; readonly value: null; readonly why: NoPosition };

/**
 * What one organ has said so far. Only the newest statement of each grade and value can ever matter, so that a record stays
 * small however much is said.
 */
interface OrganRecord {
  readonly said: Map<string, Statement>;
  /** The same, of statements that pass every guard. */
  readonly backed: Map<string, Statement>;
  /** The newest statements that pass every guard: several only when said at the same instant. */
  newest: Statement[];
}

interface Sweep {
  readonly topic: Topic;
  readonly query: PositionQuery;
  readonly organs: Map<string, OrganRecord>;
  anyGraded: boolean;
  anyPaths: boolean;
}

const gradePasses = (s: Statement, q: PositionQuery): boolean =>
  q.grade === undefined || gradeAtLeast(s.grade, q.grade);
const pathsPass = (s: Statement, q: PositionQuery): boolean => s.paths >= (q.paths ?? 1);
const signaturePasses = (s: Statement, q: PositionQuery): boolean => q.signed !== true || s.signed;

function passesGuards(s: Statement, sweep: Sweep): boolean {
  const q = sweep.query;
  return gradePasses(s, q) && pathsPass(s, q) && signaturePasses(s, q) && sweep.topic.scale.values.includes(s.value);
}

/** Which organs make the position now, and whether even a lighter contradiction among them counts (`all`, unanimous). */
function voices(sweep: Sweep): { readonly organs: readonly string[]; readonly unanimous: boolean } {
  const everyone = [...sweep.organs.keys()];
  if (sweep.query.organ === 'all') return { organs: everyone, unanimous: true };
  if (sweep.query.organ !== undefined) return { organs: everyone, unanimous: false };
  if (sweep.topic.policy.kind === 'authoritative-organ-first') {
    const order = sweep.topic.policy.organs;
    const speaks = order.findIndex((organ) => (sweep.organs.get(organ)?.newest.length ?? 0) > 0);
    // Organs ranked above the one that speaks stay in view: what they said without passing the guards may contradict it.
    if (speaks !== -1) return { organs: order.slice(0, speaks + 1), unanimous: false };
  }
  return { organs: everyone, unanimous: true };
}

/**
 * The statement of `record` that contradicts `value`, if one still stands. A contradiction needs weight (`heavy`) but no
 * second path and no signature, since closing is safe; only a statement that passes every guard takes it back.
 */
function contradiction(record: OrganRecord, value: string, heavy: (s: Statement) => boolean): Statement | null {
  let settledAt = Number.NEGATIVE_INFINITY;
  for (const s of record.backed.values()) if (s.value === value && heavy(s)) settledAt = Math.max(settledAt, s.said);
  let found: Statement | null = null;
  for (const s of record.said.values()) {
    if (s.value === value || s.said < settledAt || !heavy(s)) continue;
    if (found === null || isLater(s, found)) found = s;
  }
  return found;
}

/** Newer; of one instant, the one that misses more guards, so that the order of recording decides nothing. */
function isLater(s: Statement, other: Statement): boolean {
  if (s.said !== other.said) return s.said > other.said;
  if (s.paths !== other.paths) return s.paths < other.paths;
  return !s.signed && other.signed;
}

function whyAgainst(speaker: Statement, against: Statement, sweep: Sweep): NoPosition {
  if (against.organ !== speaker.organ || against.said <= speaker.said) return 'contested';
  if (!pathsPass(against, sweep.query)) return 'too-few-paths';
  return signaturePasses(against, sweep.query) ? 'contested' : 'not-signed';
}

function nothingCounts(sweep: Sweep): NoPosition {
  if (!sweep.anyGraded) return 'grade-too-low';
  if (!sweep.anyPaths) return 'too-few-paths';
  return sweep.query.signed === true ? 'not-signed' : 'none-on-record';
}

type State = { readonly value: string; readonly newest: Micros } | { readonly value: null; readonly why: NoPosition };

function stateNow(sweep: Sweep): State {
  const { organs, unanimous } = voices(sweep);
  const records = organs.map((organ) => sweep.organs.get(organ)).filter((r) => r !== undefined);
  let newest = Number.NEGATIVE_INFINITY;
  for (const r of records) for (const s of r.newest) newest = Math.max(newest, s.said);
  const speakers = records.flatMap((r) => r.newest.filter((s) => s.said === newest));
  const first = speakers[0];
  if (first === undefined) return { value: null, why: nothingCounts(sweep) };
  // Several statements of one instant have no order; they decide only if each of them would decide alike.
  if (speakers.some((s) => s.value !== first.value)) return { value: null, why: 'contested' };
  for (const speaker of speakers) {
    const heavy = unanimous
      ? (s: Statement): boolean => gradePasses(s, sweep.query)
      : (s: Statement): boolean => contradictsGrade(s.grade, speaker.grade);
    for (const r of records) {
      const against = contradiction(r, speaker.value, heavy);
      if (against !== null) return { value: null, why: whyAgainst(speaker, against, sweep) };
    }
  }
  return { value: first.value, newest };
}

function keepLatest(kept: Map<string, Statement>, s: Statement, sweep: Sweep): void {
  // Values off the scale are no position; all of them contradict alike.
  const key = sweep.topic.scale.values.includes(s.value) ? `${s.grade} ${s.value}` : s.grade;
  const before = kept.get(key);
  if (before === undefined || isLater(s, before)) kept.set(key, s);
}

function hear(s: Statement, sweep: Sweep): void {
  const record = sweep.organs.get(s.organ) ?? { said: new Map(), backed: new Map(), newest: [] };
  sweep.organs.set(s.organ, record);
  keepLatest(record.said, s, sweep);
  if (gradePasses(s, sweep.query)) {
    sweep.anyGraded = true;
    if (pathsPass(s, sweep.query)) sweep.anyPaths = true;
  }
  if (!passesGuards(s, sweep)) return;
  keepLatest(record.backed, s, sweep);
  record.newest = record.newest.filter((other) => other.said === s.said);
  record.newest.push(s);
}

/** Whether a value that stood in `before` still stood in the instant before `start`. */
function continues(before: Segment | undefined, value: string, start: Micros, maxAge: Micros | undefined): boolean {
  if (before === undefined || before.value !== value) return false;
  return maxAge === undefined || start - 1 - before.newest <= maxAge;
}

/**
 * The position as a function of valid time: one segment per instant at which something was said. `statements` are those of
 * the asked party and topic that count as known, in any order. `organ: NAME` looks at that organ alone.
 */
export function positionTimeline(
  topic: Topic,
  query: PositionQuery,
  statements: readonly Statement[],
): readonly Segment[] {
  const named = query.organ !== undefined && query.organ !== 'any' && query.organ !== 'all' ? query.organ : null;
  const heard = statements.filter((s) => named === null || s.organ === named).sort((a, b) => a.said - b.said);
  const sweep: Sweep = { topic, query, organs: new Map(), anyGraded: false, anyPaths: false };
  const segments: Segment[] = [];
  for (let i = 0; i < heard.length; ) {
    const start = heard[i]!.said;
    for (; i < heard.length && heard[i]!.said === start; i++) hear(heard[i]!, sweep);
    const state = stateNow(sweep);
    if (state.value === null) {
      segments.push({ start, ...state });
      continue;
    }
    const before = segments.at(-1);
    const stands = continues(before, state.value, start, query.maxAge);
    const stoodSince = stands && before !== undefined && before.value !== null ? before.stoodSince : start;
    segments.push({ start, ...state, stoodSince });
  }
  return segments;
}
