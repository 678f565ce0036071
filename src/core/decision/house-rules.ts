import type { Condition, ConditionTree, Parties } from '../conditions/index.ts';
import { isCondition, partsOf, valuesOf } from '../conditions/index.ts';
import type { Action, CompiledRule, CompiledTerms } from '../terms/index.ts';
import { makeTree } from '../terms/index.ts';

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
 * What a TLP level forbids beside any text (terms profile section 4; FIRST TLP 2.0), as one more prohibition. An object
 * without a level carries no such rule; a text that wants one asks for `tlp`.
 */
export function houseRule(terms: CompiledTerms, action: Action, parties: Parties): CompiledRule | null {
  const when = blocked(action, recipientsOf(terms, parties));
  const tree = when === null ? null : makeTree(when);
  return tree === null ? null : { kind: 'deny', index: -1, actions: [action], tree };
}
