import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import type { AdmiraltyGrade } from './admiralty-grade.ts';
import type { Statement } from './statement.ts';

/** Something done to statements after they were recorded. Never changed, never removed. */
interface Act {
  readonly id: string;
  readonly recorded: Micros;
  readonly by: string | null;
  /** Objects that it would have opened at once to one partner: without effect until a second person confirms. */
  readonly awaits: number | null;
}

/** The newest grade that was recorded by the time asked about counts; a worse one closes. */
export interface GradeRow extends Act {
  readonly statement: string;
  readonly grade: AdmiraltyGrade;
}

export const relationKinds = ['paraphrase-of', 'same-event', 'responds-to', 'contradicts', 'drift-from'] as const;
export type RelationKind = (typeof relationKinds)[number];

/** In what two records of one utterance differ (fidelity). */
export const fidelityAspects = ['act', 'value', 'condition', 'scope', 'wording'] as const;
export type FidelityAspect = (typeof fidelityAspects)[number];

/** Kinds that must not run in a circle: each has an earlier side. */
export const directedKinds: readonly RelationKind[] = ['paraphrase-of', 'responds-to', 'drift-from'];

export interface Relation extends Act {
  readonly from: string;
  readonly to: string;
  readonly kind: RelationKind;
  /** How `from` differs from `to`. */
  readonly differs: readonly FidelityAspect[];
}

/** The statement is known not to hold (fabricated, misattributed, withdrawn by who recorded it). */
export interface Retraction extends Act {
  readonly statement: string;
  readonly why: string | null;
}

/** A second person stands by what was recorded about a statement and waits. */
export interface Confirmation {
  readonly id: string;
  readonly statement: string;
  readonly by: string;
  readonly recorded: Micros;
}

/** What is known of relays: other names for one actor, and who stands behind it. Keys are in lower case. */
export interface ActorTable {
  readonly names: ReadonlyMap<string, string>;
  readonly affiliations: ReadonlyMap<string, PartyId>;
}

/** Everything positions follow from. Order has no meaning in any list. */
export interface StatementLog {
  readonly statements: readonly Statement[];
  readonly grades?: readonly GradeRow[];
  readonly relations?: readonly Relation[];
  readonly retractions?: readonly Retraction[];
  readonly confirmations?: readonly Confirmation[];
  readonly actors?: ActorTable;
}
