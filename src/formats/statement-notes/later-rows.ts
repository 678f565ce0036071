import { byStatement, type Confirmation, type GradeRow, type Retraction } from '../../core/position/index.ts';
import type { StatementRecords } from '../statement-context.ts';

/** What was done to one statement after it was recorded. */
export interface LaterRows {
  readonly grades: readonly GradeRow[];
  readonly retractions: readonly Retraction[];
  readonly confirmations: readonly Confirmation[];
}

/** The rows of each statement, in the order of the records. */
export function laterRows(records: StatementRecords): (statement: string) => LaterRows {
  const [grades, retractions, confirmations] = [
    byStatement(records.grades),
    byStatement(records.retractions),
    byStatement(records.confirmations),
  ];
  return (statement) => ({
    grades: grades.get(statement) ?? [],
    retractions: retractions.get(statement) ?? [],
    confirmations: confirmations.get(statement) ?? [],
  });
}
