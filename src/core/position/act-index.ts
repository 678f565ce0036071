import type { Micros } from '../time.ts';
import { byStatement } from './by-statement.ts';
import type { Confirmation, Retraction, StatementLog } from './statement-log.ts';
import { takesEffect, type Waits } from './takes-effect.ts';

/** Confirmations and retractions by statement: since when what was done to statements has counted. */
export class ActIndex {
  readonly #retractions: ReadonlyMap<string, readonly Retraction[]>;
  readonly #confirmations: ReadonlyMap<string, readonly Confirmation[]>;

  constructor(log: Pick<StatementLog, 'retractions' | 'confirmations'>) {
    this.#retractions = byStatement(log.retractions ?? []);
    this.#confirmations = byStatement(log.confirmations ?? []);
  }

  /** @param statements those that the act is about */
  takesEffect(act: Waits, ...statements: readonly string[]): Micros | null {
    if (act.awaits === null) return act.recorded;
    return takesEffect(
      act,
      statements.flatMap((id) => this.#confirmations.get(id) ?? []),
    );
  }

  retractedBy(statement: string, known: Micros): boolean {
    return (this.#retractions.get(statement) ?? []).some((r) => {
      const since = this.takesEffect(r, statement);
      return since !== null && since <= known;
    });
  }
}
