import { type Condition, type ConditionTree, isCondition, operandKey, partsOf } from '../conditions/index.ts';
import { canonicalJson } from '../stix/index.ts';
import { pairUp } from './pair-up.ts';

export interface ConditionChange {
  readonly at: string;
  /** Undefined where it was added. */
  readonly old: ConditionTree | undefined;
  /** Undefined where it was removed. */
  readonly now: ConditionTree | undefined;
}

const leafOr = (name: (leaf: Condition) => string) => (tree: ConditionTree) =>
  isCondition(tree)
    ? `leaf ${name(tree)}`
    : `${partsOf(tree).join} ${partsOf(tree).join === 'then' ? canonicalJson(tree) : ''}`;

/** Equal for conditions that say the same in whatever order; only `then` has one. */
export function sense(tree: ConditionTree): string {
  if (isCondition(tree)) {
    const value = typeof tree.value === 'string' ? tree.value : [...tree.value].sort();
    return canonicalJson({ ...tree, value });
  }
  const { join, parts } = partsOf(tree);
  const senses = parts.map(sense);
  return `${join}(${(join === 'then' ? senses : senses.sort()).join(';')})`;
}

/** Conditions that all must hold, compared: the same question with another answer is one change, not two. */
export function diffConditions(
  old: readonly ConditionTree[],
  now: readonly ConditionTree[],
  at: string,
): readonly ConditionChange[] {
  const question = leafOr((leaf) => operandKey(leaf.operand, leaf.params));
  const operand = leafOr((leaf) => leaf.operand);
  return pairUp<ConditionTree>(old, now, [sense, question, operand]).flatMap(({ old: before, now: after }) => {
    const place = `${at}[${(after ?? before)?.index}]`;
    if (before === null || after === null) return [{ at: place, old: before?.value, now: after?.value }];
    if (sense(before.value) === sense(after.value)) return [];
    if (isCondition(before.value) || isCondition(after.value))
      return [{ at: place, old: before.value, now: after.value }];
    const { join, parts } = partsOf(after.value);
    return diffConditions(partsOf(before.value).parts, parts, `${place}.${join}`);
  });
}
