import type { PartyId } from '../ids.ts';
import type { NoPosition } from '../position/position-book.ts';
import type { Micros } from '../time.ts';
import type { OperandParams } from './condition.ts';
import type { Form, GateFacts, ObjectView } from './facts.ts';
import type { Fact, ValueDomain } from './value-domain.ts';

/** When an operand is computed: per pair of parties, per object, per request, by the clock (terms profile section 3). */
export type Scope = 'pair' | 'object' | 'request' | 'time';

/** Where it is looked up: with the gate, with the object's filter, or as a cut on the object's age. */
export type Side = 'gate' | 'filter' | 'age';

/** Who can change the fact. */
export type Mover =
  | 'counterpart'
  | 'us'
  | 'both'
  | 'coalition'
  | 'authority'
  | 'originator'
  | 'third-party'
  | 'requester'
  | 'assessor'
  | 'clock'
  | 'nobody';

/** Why a fact has no value, from a closed list; positions have words of their own. */
export type UnknownWhy = 'not-known' | NoPosition;

export interface Reading {
  /** Null when unknown; then `why` says so. */
  readonly fact: Fact | null;
  readonly why: UnknownWhy | null;
  /** Since when the fact has this value: `always` for what has no beginning, null when not known. */
  readonly since: Micros | 'always' | null;
  /** Next moment at which time alone may change the fact (clocks apart, whose crossings follow from the condition). */
  readonly nextChange: Micros | null;
  /** When an unknown fact becomes known if nothing else happens. */
  readonly until: Micros | null;
  /** Order of the values where a topic gives it. */
  readonly levels: readonly string[] | null;
  /**
   * Every value the fact has in the order of valid time, where all are known: a condition that looks at a part of the fact
   * then knows its own since and its own next change, whatever the rest does.
   */
  readonly course?: readonly { readonly from: Micros | 'always'; readonly fact: Fact }[];
}

export interface ParamRule {
  readonly name: string;
  readonly required: boolean;
  /** Null when the text may stand there; otherwise what a valid one looks like. */
  readonly invalid: (text: string) => string | null;
}

/** Everything the engine knows of one operand. Operands are plain values, listed in `index.ts`. */
export interface OperandDef {
  readonly name: string;
  readonly scope: Scope;
  readonly params: readonly ParamRule[];
  readonly movedBy: Mover;
  /** True where the fact itself runs with the clock, one to one, and never comes back. */
  readonly runs: boolean;
  readonly domain: (params: OperandParams) => ValueDomain;
  readonly side: (params: OperandParams) => Side;
  /** Absent: the gate's `other` answers. */
  readonly readGate?: (facts: GateFacts, params: OperandParams, key: string) => Reading;
  /** Absent: the object's `other` answers. */
  readonly readObject?: (view: ObjectView, form: Form) => Fact | null;
  /** For what depends on the version alone, object or not. */
  readonly readForm?: (form: Form) => Fact;
  /** Keys of the facts a gate depends on; absent: the operand key. */
  readonly factKeys?: (params: OperandParams, parties: Parties) => readonly string[];
}

export interface Parties {
  readonly giver: PartyId;
  readonly receiver: PartyId;
}

export const unknownReading = (
  why: UnknownWhy,
  until: Micros | null = null,
  nextChange: Micros | null = null,
): Reading => ({
  fact: null,
  why,
  since: null,
  nextChange,
  until,
  levels: null,
});

export const always = (fact: Fact): Reading => ({
  fact,
  why: null,
  since: 'always',
  nextChange: null,
  until: null,
  levels: null,
});

export const gateSide = (): Side => 'gate';
export const filterSide = (): Side => 'filter';
