import type { Form, Mover } from '../conditions/index.ts';
import type { PartyId, TextId } from '../ids.ts';
import type { Action } from '../terms/index.ts';
import type { Micros } from '../time.ts';
import type { Tri } from './tri.ts';

/** Why not, as a class (terms profile section 4): `pending` when only consents or approvals are missing. */
export type RefusalClass = 'not-in-force' | 'prohibited' | 'not-permitted' | 'unknown' | 'pending';

/** One thing that stood in the way (or, in a permit, was relied on). For own staff: it names facts and objects. */
export interface Reason {
  /** The operand, or `text`, `rule`, `marking`, `received-under` for what is not a condition. */
  readonly operand: string;
  readonly params: Readonly<Record<string, string>>;
  readonly value: Tri;
  /** From a closed list, for example `not-met`, `none-on-record`, `prohibited`, `unknown-marking`. */
  readonly why: string;
  /** The condition in the words of the text. */
  readonly needs: string;
  /** The fact as known; null when unknown. */
  readonly is: string | readonly string[] | null;
  /** Until when a fact stays unknown if nothing else happens. */
  readonly until: Micros | null;
  /** Whose text it is, where it is not ours: one that the object came under. */
  readonly under?: { readonly party: PartyId; readonly text: TextId | null };
}

export interface Change {
  readonly operand: string;
  readonly params: Readonly<Record<string, string>>;
  /** Null when unknown today. */
  readonly from: string | readonly string[] | null;
  readonly to: string | readonly string[];
  /** Other values that would do as well with the rest of the set unchanged. */
  readonly or: readonly (string | readonly string[])[];
  readonly by: Mover;
  /** The text it was received under, when the change is one for that text's giver; null for the text asked. */
  readonly under: TextId | null;
  /** Not before this moment; null when nothing but the mover decides. */
  readonly earliest: Micros | null;
  /** How far it is, where that can be measured: a number in the operand's unit, or a duration. */
  readonly gap: string | null;
}

/** A smallest set of changes that would permit; every part of it is needed. */
export interface Way {
  readonly text: TextId | null;
  readonly changes: readonly Change[];
}

interface AnswerFrame {
  readonly action: Action;
  readonly text: TextId | null;
  readonly asOf: { readonly valid: Micros; readonly known: Micros };
  /** When time alone may change this answer. */
  readonly nextCheck: Micros | null;
}

export interface Permit extends AnswerFrame {
  readonly decision: 'permit';
  readonly class: null;
  /** The version that may be sent. */
  readonly version: Form;
  readonly because: readonly Reason[];
  readonly ways: readonly [];
}

/** A refusal without a reason does not type-check. */
export interface Refusal extends AnswerFrame {
  readonly decision: 'refuse';
  readonly class: RefusalClass;
  readonly version: null;
  readonly because: readonly [Reason, ...Reason[]];
  readonly ways: readonly Way[];
}

export type Answer = Permit | Refusal;
