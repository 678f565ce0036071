import type { Form, GateFacts, ObjectView, StatedFact, Supposed } from '../conditions/index.ts';
import type { Action, CompiledTerms } from '../terms/index.ts';
import type { Micros } from '../time.ts';

/** One text between two parties, and what its gates see. */
export interface TextInQuestion {
  readonly terms: CompiledTerms;
  readonly inForce: boolean;
  readonly gate: GateFacts;
  /** Facts of the object that this text sees in its own way (`hops`, `consent`), by operand key; undefined: as any other. */
  readonly objectFact?: (operandKey: string) => StatedFact | undefined;
}

/** A text that the object came under. */
export interface StickingText extends TextInQuestion {
  /** Its gate beside the text of ours under which the object would go: only then is known what the recipient accepts. */
  readonly facing?: (own: CompiledTerms) => GateFacts;
}

/** The object as it would be sent in one form; facts and markings are those of that form. */
export interface ObjectForm {
  readonly form: Form;
  /** Null when nothing is known of it (a question about a text alone): every object condition is unknown. */
  readonly view: ObjectView | null;
}

export interface Question {
  readonly action: Action;
  /** Valid and knowledge time; the gates of all texts carry the same. */
  readonly at: Micros;
  readonly known: Micros;
  /** Every text that may speak for the asking party on this collection. */
  readonly texts: readonly TextInQuestion[];
  /** Forms that can be sent, tried in the order raw, redacted, tearline, statistical. */
  readonly forms: readonly ObjectForm[];
  /** Time since the giver added this version; null when unknown. */
  readonly age: Micros | null;
  /**
   * Terms under which the giver received the object, one for each party in the chain that reserved passing it on. They
   * stick to it: each must allow `relay` by itself.
   */
  readonly receivedUnder?: readonly StickingText[];
  /** Facts put in place of the recorded ones. */
  readonly supposed?: Supposed;
}
