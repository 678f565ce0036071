import type { Micros } from '../time.ts';
import type { AdmiraltyGrade } from './admiralty-grade.ts';
import { byStatement } from './by-statement.ts';
import type { RecordLife, Regraded } from './known-record.ts';
import type { Statement } from './statement.ts';
import type { Confirmation, GradeRow, Relation, Retraction } from './statement-log.ts';
import { takesEffect } from './takes-effect.ts';

/** A relation that joins two records to one event, and since when it has. */
export interface Join {
  readonly relation: Relation;
  readonly since: Micros;
}

/**
 * Records of one dossier that relations ever join, now or later, over whichever other records. What they weigh follows from
 * the family alone: nothing recorded about another can change it.
 */
export interface RecordFamily {
  /** In the order of the log. */
  readonly lives: readonly RecordLife[];
  /** Oldest first. */
  readonly joins: readonly Join[];
  /** Instants of our clock at which something about it took effect, oldest first, each once. */
  readonly turns: readonly Micros[];
}

/** A statement at its place in the list of the log. */
export interface Placed {
  readonly statement: Statement;
  readonly place: number;
  /** Of its dossier; null when it can be nobody's position. */
  readonly dossier: string | null;
}

/** Records that hang together by what relations ever join, of whichever dossiers, with all that was done to them. */
export interface Kindred {
  /** In the order of the log. */
  readonly records: readonly Placed[];
  readonly relations: readonly Relation[];
  readonly grades: readonly GradeRow[];
  readonly retractions: readonly Retraction[];
  readonly confirmations: readonly Confirmation[];
}

/** One family for each dossier that has records among them. */
export function familiesOf(kindred: Kindred): ReadonlyMap<string, RecordFamily> {
  const confirmations = byStatement(kindred.confirmations);
  const about = (id: string): readonly Confirmation[] => confirmations.get(id) ?? [];
  const joins: Join[] = [];
  for (const relation of kindred.relations) {
    const since = takesEffect(relation, [...about(relation.from), ...about(relation.to)]);
    if (since !== null) joins.push({ relation, since });
  }
  joins.sort((a, b) => a.since - b.since);
  const [grades, retractions] = [byStatement(kindred.grades), byStatement(kindred.retractions)];
  const lives = new Map<string, RecordLife[]>();
  for (const { statement, place, dossier } of kindred.records) {
    if (dossier === null) continue;
    const { id } = statement;
    const life = {
      statement,
      place,
      free: takesEffect(statement, about(id)),
      regraded: regradings(grades.get(id) ?? [], about(id)),
      retracted: retraction(retractions.get(id) ?? [], about(id)),
    };
    const list = lives.get(dossier);
    if (list === undefined) lives.set(dossier, [life]);
    else list.push(life);
  }
  return new Map([...lives].map(([dossier, list]) => [dossier, { lives: list, joins, turns: turnsOf(list, joins) }]));
}

function regradings(rows: readonly GradeRow[], confirmations: readonly Confirmation[]): readonly Regraded[] {
  const found: { grade: AdmiraltyGrade; since: Micros; id: string }[] = [];
  for (const row of rows) {
    const since = takesEffect(row, confirmations);
    if (since !== null) found.push({ grade: row.grade, since, id: row.id });
  }
  // Of one instant the worse grade is the later one: it closes whatever the order of the list.
  return found.sort((a, b) => a.since - b.since || worseLast(a.grade, b.grade) || (a.id < b.id ? -1 : 1));
}

const worseLast = (a: string, b: string): number =>
  a[0] !== b[0] ? a.charCodeAt(0) - b.charCodeAt(0) : a.charCodeAt(1) - b.charCodeAt(1);

function retraction(rows: readonly Retraction[], confirmations: readonly Confirmation[]): Micros | null {
  let first: Micros | null = null;
  for (const row of rows) {
    const since = takesEffect(row, confirmations);
    if (since !== null && (first === null || since < first)) first = since;
  }
  return first;
}

function turnsOf(lives: readonly RecordLife[], joins: readonly Join[]): readonly Micros[] {
  const turns = new Set<Micros>();
  for (const { statement, free, regraded, retracted } of lives) {
    turns.add(statement.recorded);
    if (free !== null) turns.add(free);
    for (const { since } of regraded) turns.add(since);
    if (retracted !== null) turns.add(retracted);
  }
  for (const { since } of joins) turns.add(since);
  return [...turns].sort((a, b) => a - b);
}
