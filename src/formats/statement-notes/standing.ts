import { type AdmiraltyGrade, type Statement, takesEffect } from '../../core/position/index.ts';
import type { Micros } from '../../core/time.ts';
import type { LaterRows } from './later-rows.ts';

/** How a statement stands after everything that was done to it: what a reader must be told. */
export interface Standing {
  readonly grade: AdmiraltyGrade;
  /** When it was taken back, for what reason; null while it holds. */
  readonly retracted: { readonly at: Micros; readonly why: string | null } | null;
  /** It has no effect here before a second person confirms it. */
  readonly waits: boolean;
}

type Act = Parameters<typeof takesEffect>[0];

const effectOf = (act: Act, later: LaterRows): Micros | null => takesEffect(act, later.confirmations);

export function standingOf(s: Statement, later: LaterRows): Standing {
  const grades = later.grades
    .map((row) => ({ grade: row.grade, since: effectOf(row, later) }))
    .filter((row): row is { grade: AdmiraltyGrade; since: Micros } => row.since !== null)
    // Of one instant the worse grade counts.
    .sort((a, b) => a.since - b.since || (a.grade < b.grade ? -1 : 1));
  const retracted = later.retractions
    .map((row) => ({ why: row.why, at: effectOf(row, later) }))
    .filter((row): row is { why: string | null; at: Micros } => row.at !== null)
    .sort((a, b) => a.at - b.at);
  return {
    grade: grades.at(-1)?.grade ?? s.grade,
    retracted: retracted[0] ?? null,
    waits: effectOf(s, later) === null,
  };
}

/** Without what waits for a second person. */
export const inEffect = (later: LaterRows): LaterRows => ({
  grades: later.grades.filter((row) => effectOf(row, later) !== null),
  retractions: later.retractions.filter((row) => effectOf(row, later) !== null),
  confirmations: later.confirmations,
});

/** What was on record about it by then. */
export const untilThen = (later: LaterRows, then: Micros): LaterRows => ({
  grades: later.grades.filter((row) => row.recorded <= then),
  retractions: later.retractions.filter((row) => row.recorded <= then),
  confirmations: later.confirmations.filter((row) => row.recorded <= then),
});
