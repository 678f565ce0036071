import type { Micros } from '../time.ts';
import { type AdmiraltyGrade, gradeAtLeast } from './admiralty-grade.ts';
import type { Statement } from './statement.ts';

/** A grade given later, and since when it has counted. */
export interface Regraded {
  readonly grade: AdmiraltyGrade;
  readonly since: Micros;
}

/** A statement with everything that was ever done to it, each from the moment of our own clock at which it took effect. */
export interface RecordLife {
  readonly statement: Statement;
  /** Its place in the list of the log. */
  readonly place: number;
  /** Since when it may open; null while it waits for a second person. */
  readonly free: Micros | null;
  /** Oldest first. */
  readonly regraded: readonly Regraded[];
  /** Null while it holds. */
  readonly retracted: Micros | null;
}

/** A statement as it stands at a time of our own clock. */
export interface KnownRecord {
  readonly statement: Statement;
  readonly grade: AdmiraltyGrade;
  /** Rows that took effect by then, oldest first, the grade it was recorded with apart. */
  readonly regraded: readonly Regraded[];
  /** Since when it may open; null while it waits for a second person. */
  readonly since: Micros | null;
}

/** Null when it was not recorded by then, or had been taken back. */
export function knownAt(life: RecordLife, known: Micros): KnownRecord | null {
  const { statement, free, retracted } = life;
  if (statement.recorded > known || (retracted !== null && retracted <= known)) return null;
  const regraded = by(life.regraded, known);
  const since = free !== null && free <= known ? free : null;
  return { statement, grade: regraded.at(-1)?.grade ?? statement.grade, regraded, since };
}

/** What has counted by then, of a list that is ordered by when it began to. */
export function by<T extends { readonly since: Micros }>(list: readonly T[], known: Micros): readonly T[] {
  let n = list.length;
  while (n > 0 && list[n - 1]!.since > known) n--;
  return n === list.length ? list : list.slice(0, n);
}

/** Since when a record has passed the guard on its grade without a break; null when it does not now. */
export function passesGradeSince(record: KnownRecord, least: string | undefined): Micros | null {
  if (record.since === null) return null;
  if (least === undefined) return record.since;
  let since: Micros | null = gradeAtLeast(record.statement.grade, least) ? record.since : null;
  for (const [i, row] of record.regraded.entries()) {
    // Of one instant only the last row was ever the grade.
    if (record.regraded[i + 1]?.since === row.since) continue;
    if (!gradeAtLeast(row.grade, least)) since = null;
    else since ??= Math.max(row.since, record.since);
  }
  return since;
}

/** Whether a record that is free to open ever passed the guard on its grade, for any length of time. */
export function everPassedGrade(record: KnownRecord, least: string): boolean {
  const { since, regraded } = record;
  if (since === null) return false;
  const lasted = (next: Regraded | undefined): boolean => next === undefined || next.since > since;
  if (gradeAtLeast(record.statement.grade, least) && lasted(regraded[0])) return true;
  return regraded.some((row, i) => {
    const next = regraded[i + 1];
    return next?.since !== row.since && gradeAtLeast(row.grade, least) && lasted(next);
  });
}
