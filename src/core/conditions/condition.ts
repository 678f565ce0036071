import type { Comparator } from './comparator.ts';

/** Parameters of an operand, keys in code unit order, values as text (`type: malware,indicator` holds two values). */
export type OperandParams = Readonly<Record<string, string>>;

/** One comparison: an operand with its parameters, one comparator, and a value (a list for the list comparators). */
export interface Condition {
  readonly operand: string;
  readonly params: OperandParams;
  readonly comparator: Comparator;
  readonly value: string | readonly string[];
}

/** Conditions joined by Kleene's connectives (terms profile section 4); `then` is `all` in order of time. */
export type ConditionTree =
  | Condition
  | { readonly all: readonly ConditionTree[] }
  | { readonly any: readonly ConditionTree[] }
  | { readonly one: readonly ConditionTree[] }
  | { readonly then: readonly ConditionTree[] };

export type Connective = 'all' | 'any' | 'one' | 'then';
export const connectives: readonly Connective[] = ['all', 'any', 'one', 'then'];

export const isCondition = (tree: ConditionTree): tree is Condition => Object.hasOwn(tree, 'operand');

/** The connective of a node and its parts. */
export function partsOf(tree: Exclude<ConditionTree, Condition>): {
  join: Connective;
  parts: readonly ConditionTree[];
} {
  if ('all' in tree) return { join: 'all', parts: tree.all };
  if ('any' in tree) return { join: 'any', parts: tree.any };
  if ('one' in tree) return { join: 'one', parts: tree.one };
  return { join: 'then', parts: tree.then };
}

/** A node made of a connective and parts. */
export function joined(join: Connective, parts: readonly ConditionTree[]): ConditionTree {
  switch (join) {
    case 'all':
      return { all: parts };
    case 'any':
      return { any: parts };
    case 'one':
      return { one: parts };
    case 'then':
      // biome-ignore lint/suspicious/noThenProperty: the word of the terms profile; the value is a list, never a function
      return { then: parts };
  }
}

/** The values of a condition as a list, whatever its comparator. */
export const valuesOf = (condition: Condition): readonly string[] =>
  typeof condition.value === 'string' ? [condition.value] : condition.value;
