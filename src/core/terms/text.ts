import type { ConditionTree } from '../conditions/index.ts';
import type { TextId } from '../ids.ts';
import type { Action, Duty } from './actions.ts';

/** What the counterpart is told of a refusal (terms profile section 5). */
export const discloseLevels = ['full', 'conditions', 'class', 'none'] as const;
export type DiscloseLevel = (typeof discloseLevels)[number];

/** What happens to references to what is not released (release and leaks section 7.1, rule 3). */
export const referenceRules = ['close', 'close-all', 'keep'] as const;
export type ReferenceRule = (typeof referenceRules)[number];

/** All conditions of `when` must hold; an empty list always holds. */
export interface Rule<Doing extends string = Action> {
  readonly do: readonly Doing[];
  readonly when: readonly ConditionTree[];
}

/** A window of time, both ends included; an absent end has no limit. RFC 3339 in UTC. */
export interface Window {
  readonly from?: string;
  readonly until?: string;
}

/**
 * One text of terms in its native form: what one giver lets a receiver do with one collection (terms profile section 1).
 * It is plain JSON; every value is text. Made only by `parseTerms`, so a value of this type has known operands, fitting
 * comparators and sizes within the limits.
 */
export interface TermsText {
  /** Absent until the node gives one. */
  readonly id?: TextId;
  /** `party:ID` of the giver. */
  readonly from: string;
  /** `party:ID` of the receiver; absent: whoever accepts. */
  readonly to?: string;
  /** The collection or saved filter, as written. */
  readonly over: string;
  readonly allow: readonly Rule[];
  readonly deny: readonly Rule[];
  readonly owe: readonly Rule<Duty>[];
  readonly valid?: Window;
  readonly disclose: DiscloseLevel;
  readonly references: ReferenceRule;
}
