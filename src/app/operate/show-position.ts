import type { PartyId } from '../../core/ids.ts';
import { ActIndex, type PositionAnswer, type Statement, type Topic } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import type { OperatorApi } from '../operator-api.ts';
import { findParty } from './find-party.ts';
import { readTime } from './record-statement.ts';

type Deps = Pick<NodeState, 'engine' | 'parties' | 'positions'>;
type Input = Parameters<OperatorApi['position']>[0];

interface Asked {
  readonly party: PartyId;
  readonly topic: Topic;
  readonly at: Micros;
  readonly known: Micros;
}

/** The position of a party by the topic's own policy, what it rests on, and every statement known by then. */
export function showPosition(deps: Deps, input: Input): Result<unknown, Fault[]> {
  const asked = read(deps, input);
  if (!asked.ok) return asked;
  const { party, topic, at, known } = asked.value;
  const { book } = deps.positions;
  const query = { topic: topic.id, of: party };
  const basis = book.basis?.(query, at, known);
  const index = new ActIndex(deps.positions.logWith());
  const weighed = new Map(basis?.statements.map((s) => [s.id, s]));
  const statements = statementsOf(deps, asked.value).map((s) => {
    const { paths = null, lacks = null, grade = s.grade } = weighed.get(s.id) ?? {};
    return { ...s, grade, paths, lacks, retracted: index.retractedBy(s.id, known) };
  });
  return ok({
    party,
    topic: topic.id,
    asOf: { valid: at, known },
    ...book.answer(query, at, known),
    by: basis?.by ?? null,
    notes: basis?.notes ?? [],
    scale: topic.scale.values,
    statements,
  });
}

/** Every answer over valid time up to `at`, as known at `known`. */
export function positionHistory(deps: Deps, input: Input): Result<unknown, Fault[]> {
  const asked = read(deps, input);
  if (!asked.ok) return asked;
  const { party, topic, at, known } = asked.value;
  const stretches = deps.positions.book.history?.({ topic: topic.id, of: party }, known, at) ?? [];
  return ok({
    party,
    topic: topic.id,
    asOf: { valid: at, known },
    scale: topic.scale.values,
    history: stretches.map(({ from, answer }, i) => ({ from, to: stretches[i + 1]?.from ?? null, ...brief(answer) })),
  });
}

const brief = (answer: PositionAnswer): { readonly value: string | null; readonly why: string | null } =>
  answer.known ? { value: answer.value, why: null } : { value: null, why: answer.why };

interface Move {
  readonly at: Micros;
  /** The organ whose words moved, or null where the party as a whole is meant. */
  readonly organ: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Steps on the topic's scale, towards its end; null where it has no order or a narrator tells of it. */
  readonly steps: number | null;
  readonly drift: 'softened' | 'hardened' | null;
  /** `computed` from consecutive values, or a `narrator`'s word; both are kept. */
  readonly told: 'computed' | 'narrator';
  readonly statement: string | null;
  /** The other kind of source says the opposite about the same time. */
  readonly disagrees: boolean;
}

/** How far a party and its organs have moved: what the values say, and what narrators say. Neither satisfies a condition. */
export function positionDrift(deps: Deps, input: Input): Result<unknown, Fault[]> {
  const asked = read(deps, input);
  if (!asked.ok) return asked;
  const { party, topic, at, known } = asked.value;
  const organs = [...new Set(statementsOf(deps, asked.value).map((s) => s.organ))].filter((o) => o !== null).sort();
  const moves = [null, ...organs].flatMap((organ) => computed(deps, asked.value, organ));
  const all = [...moves, ...narrated(deps, asked.value)].sort((a, b) => a.at - b.at);
  return ok({
    party,
    topic: topic.id,
    asOf: { valid: at, known },
    scale: topic.scale.values,
    drift: all.map((move) => ({ ...move, disagrees: all.some((other) => disagree(move, other)) })),
  });
}

function computed(deps: Deps, { party, topic, at, known }: Asked, organ: string | null): Move[] {
  const query = { topic: topic.id, of: party, ...(organ === null ? {} : { organ }) };
  const values = (deps.positions.book.history?.(query, known, at) ?? []).flatMap(({ from, answer }) =>
    answer.known ? [{ at: from, value: answer.value }] : [],
  );
  return values.flatMap(({ at: moment, value }, i): Move[] => {
    const before = values[i - 1]?.value;
    if (before === undefined || before === value) return [];
    const { scale } = topic;
    const steps = scale.ordered ? scale.values.indexOf(value) - scale.values.indexOf(before) : null;
    const towardsHard = steps === null ? null : topic.hardest === 'first' ? -steps : steps;
    const drift = towardsHard === null ? null : towardsHard > 0 ? 'hardened' : 'softened';
    return [
      { at: moment, organ, from: before, to: value, steps, drift, told: 'computed', statement: null, disagrees: false },
    ];
  });
}

const narrated = (deps: Deps, asked: Asked): Move[] =>
  statementsOf(deps, asked)
    .filter((s) => s.drift !== null)
    .map(({ said, organ, value, drift, id }) => ({
      ...{ at: said, organ, from: null, to: value, steps: null, drift },
      ...{ told: 'narrator' as const, statement: id, disagrees: false },
    }));

/** About the same party, told by the other kind of source, within a quarter of a year, the other way. */
const quarterMicros = 91 * 86_400_000_000;
const disagree = (a: Move, b: Move): boolean =>
  a.told !== b.told &&
  a.drift !== null &&
  b.drift !== null &&
  a.drift !== b.drift &&
  (a.organ === b.organ || a.organ === null || b.organ === null) &&
  Math.abs(a.at - b.at) <= quarterMicros;

/** Newest first. */
const statementsOf = ({ positions }: Deps, { party, topic, at, known }: Asked): Statement[] =>
  [...positions.statements.values()]
    .filter((s) => s.party === party && s.topic === topic.id && s.said <= at && s.recorded <= known)
    .sort((a, b) => b.said - a.said);

function read(deps: Deps, input: Input): Result<Asked, Fault[]> {
  const party = findParty(deps.parties, input.party);
  const topic = deps.positions.topics.get(input.topic);
  const faults: Fault[] = [];
  if (topic === undefined)
    faults.push({
      at: 'topic',
      problem: `no topic "${input.topic}"`,
      valid: [...deps.positions.topics.keys()].join(', ') || 'add one first: proviso topic add',
    });
  if (!party.ok) faults.push(...party.error);
  const now = deps.engine.now();
  const at = readTime(input.at, 'at', now, faults);
  const known = readTime(input.known, 'known', now, faults);
  return topic === undefined || !party.ok || faults.length > 0
    ? fail(...faults)
    : ok({ party: party.value.id, topic, at, known });
}
