import { type Condition, type Leaf, type LeafState, valuesOf } from '../conditions/index.ts';
import { type CompiledRule, type LeafTree, treeState } from '../terms/index.ts';
import type { Reason } from './answer.ts';
import { denialValue, isHouseRule, ownConditions } from './house-rules.ts';
import type { Tri } from './tri.ts';
import type { Hurdle } from './verdict.ts';

type StateOfLeaf = (leaf: Leaf) => LeafState;

/** Values of a list that a reason spells out. */
const valuesShown = 20;

/** A condition in the words of a text: `any-of must-leave, transition-only; grade B2; stable P14D`. */
export function wordsOf(condition: Condition): string {
  const params = Object.entries(condition.params)
    .filter(([name]) => name !== 'topic')
    .map(([name, value]) => `; ${name} ${value}`);
  const values = valuesOf(condition);
  const more = values.length > valuesShown ? ` and ${values.length - valuesShown} more` : '';
  return `${condition.comparator} ${values.slice(0, valuesShown).join(', ')}${more}${params.join('')}`;
}

/** A reason that is not a condition. */
export const plainReason = (operand: string, why: string, needs: string, value: Tri = 'F'): Reason => ({
  operand,
  params: {},
  value,
  why,
  needs,
  is: null,
  until: null,
});

/** One condition as a reason: what it needs, what is known, and why that does not do. */
export function leafReason(leaf: Leaf, state: LeafState, why: string): Reason {
  const { fact } = state.reading;
  return {
    operand: leaf.operand.name,
    params: leaf.condition.params,
    value: state.value,
    why: state.reading.why ?? why,
    needs: wordsOf(leaf.condition),
    is: fact === null ? null : leaf.domain.show(fact),
    until: state.reading.until,
  };
}

/** The conditions that keep a tree from being T. */
function missing(tree: LeafTree, stateOf: StateOfLeaf, into: Reason[]): void {
  if ('leaf' in tree) {
    const state = stateOf(tree.leaf);
    if (state.value !== 'T') into.push(leafReason(tree.leaf, state, 'not-met'));
    return;
  }
  const values = tree.parts.map((part) => treeState(part, stateOf).value);
  const trueParts = tree.parts.filter((_, i) => values[i] === 'T');
  if (tree.join === 'one' && trueParts.length > 1) {
    for (const part of trueParts) holding(part, stateOf, 'more-than-one-holds', into);
  } else if (tree.join === 'then' && trueParts.length === tree.parts.length) {
    for (const part of tree.parts) holding(part, stateOf, 'out-of-order', into);
  } else {
    for (const part of tree.parts) if (treeState(part, stateOf).value !== 'T') missing(part, stateOf, into);
  }
}

/** The conditions by which a tree holds, or might hold. */
function holding(tree: LeafTree, stateOf: StateOfLeaf, why: string, into: Reason[]): void {
  if (!('leaf' in tree)) {
    for (const part of tree.parts) if (treeState(part, stateOf).value !== 'F') holding(part, stateOf, why, into);
    return;
  }
  const state = stateOf(tree.leaf);
  if (state.value !== 'F') into.push(leafReason(tree.leaf, state, why));
}

function unique(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return reasons.filter((reason) => {
    const key = JSON.stringify([reason.operand, reason.params, reason.needs, reason.why]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Reasons of a text that the object came under name that text and whose it is. */
function named(hurdle: Hurdle, reasons: Reason[]): Reason[] {
  if (!hurdle.sticky) return reasons;
  const under = { party: hurdle.context.gate.giver, text: hurdle.text.terms.text.id ?? null };
  return reasons.map((reason) => ({ ...reason, under }));
}

/** Why a hurdle does not let the object pass; empty when it does. */
export function refusalReasons(hurdle: Hurdle, states: (leaf: Leaf, hurdle: Hurdle) => LeafState): Reason[] {
  const stateOf: StateOfLeaf = (leaf) => states(leaf, hurdle);
  const found: Reason[] = [];
  if (hurdle.context.view?.unknownMarking === true)
    found.push(plainReason('marking', 'unknown-marking', 'the definition of every marking of the object', 'U'));
  if (!hurdle.text.inForce)
    found.push(plainReason(hurdle.sticky ? 'received-under' : 'text', 'not-in-force', 'a text in force'));
  const denials = hurdle.deny.flatMap((rule) => denialReasons(rule, hurdle, stateOf));
  const lacking = lackingReasons(hurdle, stateOf);
  const certain = denials.some((reason) => reason.operand === 'rule' && reason.value === 'T');
  return named(hurdle, unique([...found, ...(certain ? [...denials, ...lacking] : [...lacking, ...denials])]));
}

function denialReasons(rule: CompiledRule, hurdle: Hurdle, stateOf: StateOfLeaf): Reason[] {
  const blocks = denialValue(rule, stateOf);
  if (blocks === 'F') return [];
  const why = isHouseRule(rule) ? 'level-forbids' : 'prohibited';
  const found = [plainReason('rule', why, `no ${hurdle.action}`, blocks)];
  holding(ownConditions(rule), stateOf, 'prohibited-by', found);
  return found;
}

function lackingReasons(hurdle: Hurdle, stateOf: StateOfLeaf): Reason[] {
  if (hurdle.allow.length === 0)
    return [
      plainReason(hurdle.sticky ? 'received-under' : 'rule', 'no-permission', `a permission to ${hurdle.action}`),
    ];
  if (hurdle.allow.some((rule) => treeState(rule.tree, stateOf).value === 'T')) return [];
  const found: Reason[] = [];
  for (const rule of hurdle.allow) missing(rule.tree, stateOf, found);
  return found;
}

/** What a permission rested on. */
export function permitReasons(hurdle: Hurdle, states: (leaf: Leaf, hurdle: Hurdle) => LeafState): Reason[] {
  const found: Reason[] = [];
  for (const rule of hurdle.allow) {
    if (treeState(rule.tree, (leaf) => states(leaf, hurdle)).value !== 'T') continue;
    const stateOf: StateOfLeaf = (leaf) => states(leaf, hurdle);
    for (const reason of heldLeaves(rule.tree, stateOf)) found.push(reason);
    break;
  }
  return named(hurdle, unique(found));
}

function heldLeaves(tree: LeafTree, stateOf: StateOfLeaf): Reason[] {
  if ('leaf' in tree) {
    const state = stateOf(tree.leaf);
    return state.value === 'T' ? [leafReason(tree.leaf, state, 'met')] : [];
  }
  return tree.parts.flatMap((part) => heldLeaves(part, stateOf));
}
