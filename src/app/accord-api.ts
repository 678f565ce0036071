import type { PartyId } from '../core/ids.ts';
import type { Fault, Result } from '../core/result.ts';
import type { AnsweredFor, AnswerForInput } from './accord/answer-for.ts';
import type { HoldInput } from './accord/hold-accord.ts';
import type { MoveInput } from './accord/move-accord.ts';
import type { AccordSummary, AccordView } from './accord/show-accord.ts';
import type { CounterInput, TableInput } from './accord/table-accord.ts';

export type { AnsweredFor } from './accord/answer-for.ts';
export type { AccordSummary, AccordView } from './accord/show-accord.ts';

/** An accord after what was asked for, and what the linter would have people weigh. */
export interface AccordMoved {
  readonly accord: AccordSummary;
  readonly warnings: readonly Fault[];
}

export interface AccordsTabled {
  readonly accords: readonly AccordSummary[];
  /** Members of the coalition that are no peers of this node; empty for one party. */
  readonly leftOut: readonly PartyId[];
  readonly warnings: readonly Fault[];
}

/** Negotiating with other nodes. Moves that are not allowed are answered with those that are. */
export interface AccordApi {
  /** `value`: a text of terms, or `{legs: [...], topics?, openUntil?, id?}`; `to`: a peer, or `coalition:ID` for its members. */
  tableAccord(input: TableInput): Promise<Result<AccordsTabled, Fault[]>>;
  /** Newest first. */
  accords(): readonly AccordSummary[];
  /** With versions, messages and what each leg would let through; `id`, or the beginning of its UUID. */
  accord(id: string): Promise<Result<AccordView, Fault[]>>;
  /** accept, confirm, refuse, withdraw, reopen, suspend, resume, revoke. */
  moveAccord(input: MoveInput): Promise<Result<AccordMoved, Fault[]>>;
  counterAccord(input: CounterInput): Promise<Result<AccordMoved, Fault[]>>;
  holdAccord(input: HoldInput): Promise<Result<AccordMoved, Fault[]>>;
  /** A new text in place of one in force; it is an accord of its own, which the answer names. */
  amendAccord(input: CounterInput): Promise<Result<AccordMoved, Fault[]>>;
  /** What members answer that mandated this node: signed for each, and made by its own node where it counts there. */
  answerFor(input: AnswerForInput): Promise<Result<AnsweredFor, Fault[]>>;
}
