import type { Condition, ConditionTree, Leaf, Parties } from '../conditions/index.ts';
import { isCondition, partsOf, valuesOf } from '../conditions/index.ts';
import type { Action, CompiledRule, CompiledTerms, Pair } from '../terms/index.ts';
import { compileTerms, type LeafTree, makeTree, type TreeState, treeState } from '../terms/index.ts';
import type { Tri } from './tri.ts';

const is = (operand: string, value: string): Condition => ({ operand, params: {}, comparator: 'is', value });
const noneOf = (operand: string, value: readonly string[]): Condition => ({
  operand,
  params: {},
  comparator: 'none-of',
  value,
});

function named(trees: readonly ConditionTree[]): readonly string[] {
  return trees.flatMap((tree) => {
    if (!isCondition(tree)) return named(partsOf(tree).parts);
    const names = tree.operand === 'recipient' && (tree.comparator === 'is' || tree.comparator === 'any-of');
    return names ? valuesOf(tree) : [];
  });
}

/** Recipients of an exchange: its two parties, and whom the text's own relay rules name. */
function recipientsOf(terms: CompiledTerms, parties: Parties): readonly string[] {
  const rules = terms.text.allow.filter((rule) => rule.do.includes('relay') || rule.do.includes('use'));
  return [`party:${parties.giver}`, `party:${parties.receiver}`, ...rules.flatMap((rule) => named(rule.when))];
}

function blocked(action: Action, recipients: readonly string[]): ConditionTree | null {
  if (action === 'publish') return { operand: 'tlp', params: {}, comparator: 'more-than', value: 'clear' };
  if (action !== 'relay') return null;
  const own = ['self', 'organisation'];
  return {
    any: [
      { all: [is('tlp', 'red'), noneOf('recipient', recipients)] },
      { all: [is('tlp', 'amber+strict'), noneOf('recipient-relation', own)] },
      { all: [is('tlp', 'amber'), noneOf('recipient-relation', [...own, 'client'])] },
      { all: [is('tlp', 'green'), noneOf('recipient-relation', [...own, 'client', 'community'])] },
    ],
  };
}

/**
 * What a TLP level forbids beside any text (terms profile section 4; FIRST TLP 2.0), as one more prohibition. Its first
 * part says that the object has a level: without one there is no such rule, and a text that wants a level asks for `tlp`.
 */
export function houseRule(terms: CompiledTerms, action: Action, parties: Parties): CompiledRule | null {
  const when = blocked(action, recipientsOf(terms, parties));
  const hasLevel: Condition = { operand: 'tlp', params: {}, comparator: 'at-least', value: 'clear' };
  const tree = when === null ? null : makeTree({ all: [hasLevel, when] });
  return tree === null ? null : { kind: 'deny', index: houseIndex, actions: [action], tree };
}

/**
 * The same prohibition as pairs of gate and filter, for an object that has a level; one without a level has no such rule.
 */
export function housePairs(terms: CompiledTerms, action: Action, parties: Parties): readonly Pair[] {
  const when = blocked(action, recipientsOf(terms, parties));
  if (when === null) return [];
  const made = compileTerms({
    from: `party:${parties.giver}`,
    over: 'house:rules',
    allow: [],
    deny: [{ do: [action], when: [when] }],
    owe: [],
    disclose: 'none',
    references: 'close',
  });
  if (!made.ok) throw new Error('the rules of TLP levels do not compile');
  return made.value.prohibitions(action);
}

/** In place of the index of a rule in a text. */
const houseIndex = -1;

export const isHouseRule = (rule: CompiledRule): boolean => rule.index === houseIndex;

/** The conditions of a prohibition that say something to people: without the part that only asks for a level. */
export function ownConditions(rule: CompiledRule): LeafTree {
  const second = isHouseRule(rule) && 'parts' in rule.tree ? rule.tree.parts[1] : undefined;
  return second ?? rule.tree;
}

/** Whether a prohibition holds: T and U block. A house rule over an object without a level is F. */
export function denialValue(rule: CompiledRule, stateOf: (leaf: Leaf) => TreeState): Tri {
  if (isHouseRule(rule) && 'parts' in rule.tree) {
    const [hasLevel] = rule.tree.parts;
    if (hasLevel !== undefined && treeState(hasLevel, stateOf).value !== 'T') return 'F';
  }
  return treeState(rule.tree, stateOf).value;
}
