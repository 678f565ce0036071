import type { Form, GateFacts, Leaf, LeafState, ObjectView, Parties } from '../conditions/index.ts';
import type { Tri } from '../decision/tri.ts';
import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import type { Action } from './actions.ts';
import type { Literal } from './expand.ts';
import type { TermsText } from './text.ts';
import type { LeafTree } from './tree.ts';

export interface GateResult {
  /** What counts: T for a permission pair, not F for a prohibition pair. */
  readonly holds: boolean;
  /** Kleene's value of the gate as a whole. */
  readonly value: Tri;
  /** Next moment at which time alone may change the result; null when none is known. */
  readonly nextChange: Micros | null;
}

/** States of conditions under one and the same facts: a condition stands in many pairs, and is read once. */
export type KnownStates = Map<Leaf, LeafState>;

/** The part of a pair that speaks of the parties and the time. */
export interface GateTest {
  /** Equal for gates that ask the same, within one text and between texts. */
  readonly key: string;
  /** `known` is filled, and is to be given again only with the very same facts. */
  evaluate(facts: GateFacts, known?: KnownStates): GateResult;
  /** `position:TOPIC:PARTY`, `agreement`, `time`, or operand keys: a change of no other fact changes the result. */
  factKeys(parties: Parties): readonly string[];
  readonly leaves: readonly Leaf[];
  /** What must hold together; empty for a gate that is always open. */
  readonly literals: readonly Literal[];
}

/** The part of a pair that speaks of the object. */
export interface FilterTest {
  /** Equal for filters that ask the same; empty for one that takes every object. */
  readonly key: string;
  /** Allocates next to nothing: runs over every class. */
  holds(view: ObjectView, form: Form): boolean;
  readonly leaves: readonly Leaf[];
}

/** Time since the giver added the version: at least `atLeast`, and below `below` where there is one. */
export interface AgeWindow {
  readonly atLeast: Micros;
  readonly below: Micros | null;
}

/**
 * A permission is T exactly when for some pair the gate holds, the filter holds and the age lies in the window. A
 * prohibition is not F (so it blocks) exactly when some of its pairs holds in the same way.
 */
export interface Pair {
  /** Index of the rule in the text. */
  readonly rule: number;
  readonly gate: GateTest;
  readonly filter: FilterTest;
  readonly age: AgeWindow;
}

/** One rule with its conditions made ready; for a permission the window `valid` is among them. */
export interface CompiledRule {
  readonly kind: 'allow' | 'deny';
  /** Index in `allow` or `deny`. */
  readonly index: number;
  readonly actions: readonly Action[];
  readonly tree: LeafTree;
}

export interface CompiledTerms {
  readonly text: TermsText;
  readonly giver: PartyId;
  /** Null: whoever accepts. */
  readonly receiver: PartyId | null;
  readonly rules: readonly CompiledRule[];
  /** Pairs that let out; rules with `use` are among those of every action. */
  permissions(action: Action): readonly Pair[];
  /** Pairs that block. */
  prohibitions(action: Action): readonly Pair[];
  /** Conditions on objects, each question once, in all rules: what classes of objects must tell apart. */
  readonly objectLeaves: readonly Leaf[];
  /** Keys of all facts that any gate depends on. */
  factKeys(parties: Parties): readonly string[];
}
