import { onlyCoalitions } from '../coalition/index.ts';
import { type GateFacts, gateState, type Leaf, type LeafState, valuesOf } from '../conditions/index.ts';
import {
  type Action,
  type CompiledRule,
  type CompiledTerms,
  type DiscloseLevel,
  type Literal,
  leavesOf,
  type Pair,
  satisfies,
  treeState,
} from '../terms/index.ts';
import type { Micros } from '../time.ts';
import type { RefusalClass } from './answer.ts';
import { explain } from './explain.ts';
import type { TextInQuestion } from './question.ts';
import { wordsOf } from './reasons.ts';
import type { Tri } from './tri.ts';

/** The only things a counterpart is told of a condition: it is not met, or we do not know that it is. */
export type OutsideState = 'not-met' | 'not-established';

export interface OutsideCondition {
  readonly operand: string;
  readonly params: Readonly<Record<string, string>>;
  /** The condition in the words of the text, which both sides have. */
  readonly needs: string;
  readonly state: OutsideState;
  /** Level `full` only: the fact as we have it; null when unknown. */
  readonly is?: string | readonly string[] | null;
}

export interface OutsideChange {
  readonly operand: string;
  readonly params: Readonly<Record<string, string>>;
  readonly to: string | readonly string[];
  readonly or: readonly (string | readonly string[])[];
  readonly earliest: Micros | null;
  readonly gap: string | null;
}

/**
 * What a counterpart may hear of a gate (terms profile section 5). It is made from the text and the facts of its gates
 * alone: no object goes in, so none can show (threat model T-NEG-09).
 */
export interface GateNotice {
  readonly gate: 'open' | 'closed';
  readonly class?: RefusalClass;
  readonly conditions?: readonly OutsideCondition[];
  readonly ways?: readonly (readonly OutsideChange[])[];
}

interface GateView {
  readonly open: boolean;
  readonly class: RefusalClass;
  readonly unmet: readonly { readonly leaf: Leaf; readonly state: LeafState }[];
}

/** A pair that takes every object. */
const takesAll = (pair: Pair): boolean => pair.filter.key === '' && pair.age.atLeast === 0 && pair.age.below === null;

function unmetLeaves(literal: Literal, facts: GateFacts): readonly { leaf: Leaf; state: LeafState }[] {
  const { value } = treeState(literal.tree, (leaf) => gateState(leaf, facts));
  if (satisfies(value, literal.polarity)) return [];
  const right: Tri = literal.polarity === 'is-t' || literal.polarity === 'not-f' ? 'T' : 'F';
  return leavesOf(literal.tree)
    .map((leaf) => ({ leaf, state: gateState(leaf, facts) }))
    .filter(({ state }) => state.value !== right);
}

function viewGate(text: TextInQuestion, action: Action): GateView {
  const { terms, gate } = text;
  if (!text.inForce) return { open: false, class: 'not-in-force', unmet: [] };
  const blocking = terms.prohibitions(action).filter((pair) => takesAll(pair) && pair.gate.evaluate(gate).holds);
  const pairs = terms.permissions(action);
  const results = pairs.map((pair) => pair.gate.evaluate(gate));
  const open = blocking.length === 0 && results.some((result) => result.holds);
  if (open) return { open, class: 'unknown', unmet: [] };
  const unmet = results.some((result) => result.holds)
    ? []
    : pairs.flatMap((pair) => pair.gate.literals.flatMap((literal) => unmetLeaves(literal, gate)));
  const prohibited = blocking.some((pair) => pair.gate.evaluate(gate).value === 'T');
  const may = results.some((result) => result.value === 'U' || result.holds);
  return { open, class: prohibited ? 'prohibited' : may ? 'unknown' : 'not-permitted', unmet };
}

function outsideConditions(view: GateView, full: boolean): readonly OutsideCondition[] {
  const seen = new Map<string, OutsideCondition>();
  for (const { leaf, state } of view.unmet) {
    const { fact } = state.reading;
    const needs = wordsOf(leaf.condition);
    const key = `${leaf.key} ${needs}`;
    if (seen.has(key)) continue;
    seen.set(key, {
      operand: leaf.operand.name,
      params: leaf.condition.params,
      needs,
      state: state.value === 'F' ? 'not-met' : 'not-established',
      ...(full ? { is: fact === null ? null : leaf.domain.show(fact) } : {}),
    });
  }
  return [...seen.values()];
}

/** The gates of a text as rules of their own, without any condition on objects. */
function gatesOnly(terms: CompiledTerms, action: Action): CompiledTerms {
  const rule = (kind: 'allow' | 'deny', pair: Pair): CompiledRule => ({
    kind,
    index: pair.rule,
    actions: [action],
    tree: { join: 'all', parts: pair.gate.literals.map((literal) => literal.tree) },
  });
  const plain = (pair: Pair): boolean =>
    pair.gate.literals.every(({ polarity }) => polarity === 'is-t' || polarity === 'not-f');
  const allow = terms.permissions(action).filter(plain);
  const deny = terms.prohibitions(action).filter((pair) => takesAll(pair) && plain(pair));
  return { ...terms, rules: [...allow.map((pair) => rule('allow', pair)), ...deny.map((pair) => rule('deny', pair))] };
}

function outsideWays(text: TextInQuestion, action: Action): readonly (readonly OutsideChange[])[] {
  const question = {
    action,
    at: text.gate.at,
    known: text.gate.known,
    texts: [{ ...text, terms: gatesOnly(text.terms, action) }],
    forms: [{ form: 'raw' as const, view: null }],
    age: null,
  };
  return explain(question, { evaluationsMax: 5000 }).answer.ways.map((way) =>
    way.changes.map(({ operand, params, to, or, earliest, gap }) => ({ operand, params, to, or, earliest, gap })),
  );
}

/** Coalitions that the text itself names: of no other, nor of who is in it, may its counterpart hear (ticket CSP 22). */
function coalitionsNamed(terms: CompiledTerms): ReadonlySet<string> {
  const leaves = terms.rules.flatMap((rule) => leavesOf(rule.tree));
  return new Set(
    leaves
      .filter(({ operand }) => operand.name === 'member-of' || operand.name === 'member-age')
      .flatMap(({ condition }) => [...valuesOf(condition), ...Object.values(condition.params)]),
  );
}

function asTheTextSpeaks(text: TextInQuestion): TextInQuestion {
  const { coalitions = null } = text.gate;
  if (coalitions === null) return text;
  return { ...text, gate: { ...text.gate, coalitions: onlyCoalitions(coalitions, coalitionsNamed(text.terms)) } };
}

/** What the level of a text lets its counterpart hear of one action; `level` may be set lower or higher by the node. */
export function toCounterpart(
  asked: TextInQuestion,
  action: Action,
  level: DiscloseLevel = asked.terms.text.disclose,
): GateNotice {
  const text = asTheTextSpeaks(asked);
  const view = viewGate(text, action);
  if (view.open) return { gate: 'open' };
  switch (level) {
    case 'none':
      return { gate: 'closed' };
    case 'class':
      return { gate: 'closed', class: view.class };
    case 'conditions':
      return { gate: 'closed', class: view.class, conditions: outsideConditions(view, false) };
    case 'full':
      return {
        gate: 'closed',
        class: view.class,
        conditions: outsideConditions(view, true),
        ways: outsideWays(text, action),
      };
  }
}
