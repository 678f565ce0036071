import { type Condition, type Leaf, type LeafState, valuesOf } from '../conditions/index.ts';
import { type CompiledRule, type LeafTree, treeState } from '../terms/index.ts';
import type { Reason } from './answer.ts';
import { denialValue, isHouseRule } from './house-rules.ts';
import type { Tri } from './tri.ts';
import type { Hurdle } from './verdict.ts';

type StateOfLeaf = (leaf: Leaf) => LeafState;

/** A condition in the words of a text: `any-of must-leave, transition-only; grade B2; stable P14D`. */
export function wordsOf(condition: Condition): string {
  const params = Object.entries(condition.params)
    .filter(([name]) => name !== 'topic')
    .map(([name, value]) => `; ${name} ${value}`);
  return `${condition.comparator} ${valuesOf(condition).join(', ')}${params.join('')}`;
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
    for (const part of tree.parts) holding(part, stateOf, why, into);
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

/** Why a hurdle does not let the object pass; empty when it does. */
export function refusalReasons(hurdle: Hurdle, states: (leaf: Leaf, hurdle: Hurdle) => LeafState): Reason[] {
  const stateOf: StateOfLeaf = (leaf) => states(leaf, hurdle);
  const found: Reason[] = [];
  const value = (rule: CompiledRule): Tri => treeState(rule.tree, stateOf).value;
  if (hurdle.context.view?.unknownMarking === true)
    found.push(plainReason('marking', 'unknown-marking', 'the definition of every marking of the object', 'U'));
  if (!hurdle.text.inForce)
    found.push(plainReason(hurdle.sticky ? 'received-under' : 'text', 'not-in-force', 'a text in force'));
  for (const rule of hurdle.deny) {
    const blocks = denialValue(rule, stateOf);
    if (blocks === 'F') continue;
    const house = isHouseRule(rule);
    found.push(
      plainReason(house ? 'marking' : 'rule', house ? 'level-forbids' : 'prohibited', `no ${hurdle.action}`, blocks),
    );
    holding(rule.tree, stateOf, 'prohibited-by', found);
  }
  const counts = hurdle.allow.some((rule) => value(rule) === 'T');
  if (hurdle.allow.length === 0)
    found.push(
      plainReason(hurdle.sticky ? 'received-under' : 'rule', 'no-permission', `a permission to ${hurdle.action}`),
    );
  else if (!counts) for (const rule of hurdle.allow) missing(rule.tree, stateOf, found);
  return unique(found);
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
  return unique(found);
}

function heldLeaves(tree: LeafTree, stateOf: StateOfLeaf): Reason[] {
  if ('leaf' in tree) {
    const state = stateOf(tree.leaf);
    return state.value === 'T' ? [leafReason(tree.leaf, state, 'met')] : [];
  }
  return tree.parts.flatMap((part) => heldLeaves(part, stateOf));
}
