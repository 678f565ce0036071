import type { Tri } from '../decision/tri.ts';
import type { Micros } from '../time.ts';
import type { Comparator } from './comparator.ts';
import { type Condition, valuesOf } from './condition.ts';
import type { Form, GateFacts, ObjectView, StatedFact } from './facts.ts';
import { type OperandDef, type Parties, type Reading, type Side, unknownReading } from './operand.ts';
import { operandKey } from './operand-key.ts';
import { operandNamed } from './operand-list.ts';
import { readStated } from './stated.ts';
import type { Fact, FactTest, ValueDomain } from './value-domain.ts';

/** A condition made ready: its operand found, its constants parsed. */
export interface Leaf {
  readonly condition: Condition;
  readonly key: string;
  readonly operand: OperandDef;
  readonly domain: ValueDomain;
  readonly side: Side;
  readonly test: FactTest;
}

/** Facts put in place of the recorded ones, by operand key; null makes one unknown. For simulation and explanation. */
export type Supposed = ReadonlyMap<string, StatedFact>;

/** Everything a condition may look at when one object is decided. */
export interface LeafContext {
  readonly gate: GateFacts;
  readonly view: ObjectView | null;
  readonly form: Form;
  /** Time since the giver added the version; null when unknown. */
  readonly age: Micros | null;
  readonly supposed: Supposed | null;
}

export interface LeafState {
  readonly value: Tri;
  readonly reading: Reading;
  /** Since when the condition has been true; null when not true or not known. */
  readonly since: Micros | 'always' | null;
  readonly nextChange: Micros | null;
}

/** Null when the operand is not one of ours: such a text is unsupported as a whole, never skipped. */
export function makeLeaf(condition: Condition): Leaf | null {
  const operand = operandNamed(condition.operand);
  if (operand === null) return null;
  const domain = operand.domain(condition.params);
  return {
    condition,
    key: operandKey(condition.operand, condition.params),
    operand,
    domain,
    side: operand.side(condition.params),
    test: domain.test(condition.comparator, valuesOf(condition)),
  };
}

/** The fact of an object that a filter looks at. */
export function readObjectFact(leaf: Leaf, view: ObjectView | null, form: Form): Fact | null {
  if (leaf.operand.readForm !== undefined) return leaf.operand.readForm(form);
  if (view === null) return null;
  if (leaf.operand.readObject !== undefined) return leaf.operand.readObject(view, form);
  return view.other === undefined ? null : leaf.domain.read(view.other(leaf.key), null);
}

/** A filter condition on one object (or class): the evaluation that runs in bulk. */
export function testObject(leaf: Leaf, view: ObjectView, form: Form): Tri {
  const fact = readObjectFact(leaf, view, form);
  return fact === null ? 'U' : leaf.test(fact, null);
}

const known = (fact: Fact | null): Reading =>
  fact === null
    ? unknownReading('not-known')
    : { fact, why: null, since: null, nextChange: null, until: null, levels: null };

/** What is known of a gate operand now. */
function readGateFact(leaf: Leaf, facts: GateFacts): Reading {
  const { readGate } = leaf.operand;
  return readGate === undefined
    ? readStated(facts, leaf.domain, leaf.key)
    : readGate(facts, leaf.condition.params, leaf.key);
}

function readAny(leaf: Leaf, context: LeafContext): Reading {
  const stated = context.supposed?.get(leaf.key);
  if (stated !== undefined) {
    return {
      ...known(leaf.domain.read(stated, context.gate.at)),
      since: 'always',
      levels: levelsFor(leaf, context.gate),
    };
  }
  if (leaf.side === 'gate') return readGateFact(leaf, context.gate);
  if (leaf.side === 'age') return known(context.age);
  return known(readObjectFact(leaf, context.view, context.form));
}

/** The order that the topic of a condition gives its values; null for conditions without a topic or order. */
export function levelsFor(leaf: Leaf, facts: GateFacts): readonly string[] | null {
  const topic = leaf.condition.params['topic'];
  const scale = topic === undefined ? null : facts.positions.scale(topic);
  return scale?.ordered === true ? scale.values : null;
}

/** The value of a running fact at which the comparison turns; whole microseconds. */
export function turningPoint(comparator: Comparator, bound: number): number {
  return comparator === 'at-least' || comparator === 'less-than' ? bound : bound + 1;
}

/** The state of a condition for a fact as read at a moment. */
export function stateOf(leaf: Leaf, reading: Reading, at: Micros): LeafState {
  const { fact } = reading;
  if (fact === null) return { value: 'U', reading, since: null, nextChange: reading.nextChange };
  const value = leaf.test(fact, reading.levels);
  if (reading.course !== undefined) return { value, reading, ...alongCourse(leaf, reading.course, value, at) };
  if (!leaf.operand.runs || typeof fact !== 'number')
    return { value, reading, since: value === 'T' ? reading.since : null, nextChange: reading.nextChange };
  const bound = leaf.domain.read(valuesOf(leaf.condition)[0] ?? null, null);
  const turn = turningPoint(leaf.condition.comparator, typeof bound === 'number' ? bound : 0);
  const turnsAt = at + (turn - fact);
  const risen = leaf.condition.comparator === 'at-least' || leaf.condition.comparator === 'more-than';
  const since = value !== 'T' ? null : risen ? turnsAt : leaf.domain.kind === 'instant' ? 'always' : at - fact;
  return { value, reading, since, nextChange: earliest(reading.nextChange, turn > fact ? turnsAt : null) };
}

/** Since when a condition has been true, and when it will next have another value, along everything its fact is to be. */
function alongCourse(
  leaf: Leaf,
  course: NonNullable<Reading['course']>,
  value: Tri,
  at: Micros,
): Pick<LeafState, 'since' | 'nextChange'> {
  let since: Micros | 'always' | null = null;
  for (const { from, fact } of course) {
    const then = leaf.test(fact, null);
    if (from !== 'always' && from > at) {
      if (then !== value) return { since: value === 'T' ? since : null, nextChange: from };
    } else if (then !== value) since = null;
    else since ??= from;
  }
  return { since: value === 'T' ? since : null, nextChange: null };
}

/** A gate condition: its value, why, since when, and when time alone may change it. */
export const gateState = (leaf: Leaf, facts: GateFacts): LeafState =>
  stateOf(leaf, readGateFact(leaf, facts), facts.at);

/** Any condition in the context of one decision, with supposed facts in place of recorded ones. */
export const leafState = (leaf: Leaf, context: LeafContext): LeafState =>
  stateOf(leaf, readAny(leaf, context), context.gate.at);

/** The earlier of two moments, where null is never. */
export const earliest = (a: Micros | null, b: Micros | null): Micros | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** Keys of the facts a gate condition rests on. */
export const leafFactKeys = (leaf: Leaf, parties: Parties): readonly string[] =>
  leaf.operand.factKeys?.(leaf.condition.params, parties) ?? (leaf.operand.runs ? [leaf.key, 'time'] : [leaf.key]);
