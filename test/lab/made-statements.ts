import { type PartyId, parsePartyId } from '../../src/core/ids.ts';
import type {
  AdmiraltyGrade,
  Confirmation,
  GradeRow,
  Hop,
  Relation,
  RelationKind,
  Retraction,
  Statement,
  StatementLog,
} from '../../src/core/position/index.ts';
import type { Micros } from '../../src/core/time.ts';

function partyOf(text: string): PartyId {
  const parsed = parsePartyId(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** A statement of which nothing is known but who, what and when; said and recorded at `at`. */
export const plainStatement = (id: string, party: string, value: string | null, at: Micros): Statement => ({
  id,
  kind: 'statement',
  party: partyOf(party),
  organ: 'mfa',
  speaker: null,
  role: null,
  addressee: null,
  assessor: null,
  act: null,
  mode: null,
  topic: 't',
  value,
  condition: null,
  said: at,
  saidFrom: null,
  saidCertainty: null,
  recorded: at,
  by: null,
  language: null,
  inferred: [],
  spans: null,
  chain: [],
  copy: null,
  joint: null,
  signed: false,
  grade: 'B2',
  drift: null,
  source: { text: null, url: null },
  note: null,
  awaits: null,
});

export const hop = (actor: string, more: Partial<Hop> = {}): Hop => ({
  actor,
  relation: 'relayed',
  certainty: null,
  evidence: null,
  time: null,
  affiliation: null,
  ...more,
});

/** A chain of relays, first hop first. */
export const via = (...actors: string[]): readonly Hop[] => actors.map((actor) => hop(actor));

type More<T> = Partial<Omit<T, 'id'>>;

export const relate = (
  from: Statement,
  to: Statement,
  kind: RelationKind,
  recorded: Micros,
  more: More<Relation> = {},
): Relation => ({
  id: `relation ${from.id} ${kind} ${to.id} ${recorded}`,
  from: from.id,
  to: to.id,
  kind,
  differs: [],
  recorded,
  by: null,
  awaits: null,
  ...more,
});

export const regrade = (
  of: Statement,
  grade: AdmiraltyGrade,
  recorded: Micros,
  more: More<GradeRow> = {},
): GradeRow => ({
  id: `grade ${of.id} ${grade} ${recorded}`,
  statement: of.id,
  grade,
  recorded,
  by: null,
  awaits: null,
  ...more,
});

export const retract = (of: Statement, recorded: Micros, more: More<Retraction> = {}): Retraction => ({
  id: `retraction ${of.id} ${recorded}`,
  statement: of.id,
  why: null,
  recorded,
  by: null,
  awaits: null,
  ...more,
});

export const confirm = (of: Statement, by: string, recorded: Micros): Confirmation => ({
  id: `confirmation ${of.id} ${by} ${recorded}`,
  statement: of.id,
  by,
  recorded,
});

/** Several logs as one. */
export function logOf(...parts: readonly (Statement | Partial<StatementLog>)[]): StatementLog {
  const logs = parts.map((part): Partial<StatementLog> => ('party' in part ? { statements: [part] } : part));
  const actors = logs.find((log) => log.actors !== undefined)?.actors;
  return {
    statements: logs.flatMap((log) => log.statements ?? []),
    grades: logs.flatMap((log) => log.grades ?? []),
    relations: logs.flatMap((log) => log.relations ?? []),
    retractions: logs.flatMap((log) => log.retractions ?? []),
    confirmations: logs.flatMap((log) => log.confirmations ?? []),
    ...(actors === undefined ? {} : { actors }),
  };
}

/** What one statement says, as it came by two chains that share nothing. */
export function byTwoPaths(first: Statement): Partial<StatementLog> {
  const a = { ...first, chain: via(`${first.id} agency`) };
  const b = { ...first, id: `${first.id}-again`, chain: via(`${first.id} rival`) };
  return { statements: [a, b], relations: [relate(b, a, 'same-event', first.recorded)] };
}
