import { type Condition, type ConditionTree, isCondition, partsOf } from '../../core/conditions/index.ts';
import type { JsonObject } from '../../core/json-value.ts';
import type { Action, Duty, Rule, TermsText, Window } from '../../core/terms/index.ts';
import { leftOperandIri } from './left-operand.ts';
import { actionIri, connectiveKeyOf, discloseKey, operatorOf, referencesKey, termsProfile } from './names.ts';

/**
 * The wire form of a text: an ODRL 2.2 Offer in the cut that the Dataspace Protocol 2025-1 accepts (terms profile sections
 * 1 and 7). A list under `do` becomes one rule for each entry, `valid` two conditions on every permission, defaults are left
 * out. Every text has one; `wireFaults` says which of them a peer could not take.
 */
export function toWire(text: TermsText): JsonObject {
  const window = windowConditions(text.valid);
  const permission = text.allow.flatMap((rule) => rulesOf(rule, window));
  const prohibition = text.deny.flatMap((rule) => rulesOf(rule, []));
  const obligation = text.owe.flatMap((rule) => rulesOf(rule, []));
  return {
    ...(text.id === undefined ? {} : { '@id': text.id }),
    '@type': 'Offer',
    profile: termsProfile,
    target: text.over,
    assigner: text.from,
    ...(text.to === undefined ? {} : { assignee: text.to }),
    ...(permission.length === 0 ? {} : { permission }),
    ...(prohibition.length === 0 ? {} : { prohibition }),
    ...(obligation.length === 0 ? {} : { obligation }),
    ...(text.disclose === 'conditions' ? {} : { [discloseKey]: text.disclose }),
    ...(text.references === 'close' ? {} : { [referencesKey]: text.references }),
  };
}

function windowConditions(valid: Window | undefined): readonly Condition[] {
  const made: Condition[] = [];
  if (valid?.from !== undefined) made.push({ operand: 'now', params: {}, comparator: 'at-least', value: valid.from });
  if (valid?.until !== undefined) made.push({ operand: 'now', params: {}, comparator: 'at-most', value: valid.until });
  return made;
}

function rulesOf(rule: Rule<Action | Duty>, window: readonly Condition[]): JsonObject[] {
  const missing = window.filter((end) => !rule.when.some((tree) => sameMoment(tree, end)));
  const constraint = [...rule.when, ...missing].map(constraintOf);
  return rule.do.map((doing) =>
    constraint.length === 0 ? { action: actionIri(doing) } : { action: actionIri(doing), constraint },
  );
}

const sameMoment = (tree: ConditionTree, end: Condition): boolean =>
  isCondition(tree) && tree.operand === 'now' && tree.comparator === end.comparator && tree.value === end.value;

function constraintOf(tree: ConditionTree): JsonObject {
  if (!isCondition(tree)) {
    const { join, parts } = partsOf(tree);
    return { [connectiveKeyOf[join]]: parts.map(constraintOf) };
  }
  return {
    leftOperand: leftOperandIri(tree.operand, tree.params),
    operator: operatorOf[tree.comparator],
    rightOperand: tree.value,
  };
}
