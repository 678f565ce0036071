import { type Comparator, type ConditionTree, joined, operandNamed, takesList } from '../../core/conditions/index.ts';
import type { JsonValue } from '../../core/json-value.ts';
import { limits } from '../../core/limits.ts';
import { canonicalJson } from '../../core/stix/index.ts';
import { clip, type Faults, isMap } from '../../core/terms/index.ts';
import { readLeftOperand } from './left-operand.ts';
import { comparatorOf, connectiveOf, operatorOf } from './names.ts';
import { sorted } from './normal-form.ts';
import { refuseKeys } from './refused-keys.ts';

/**
 * Constraints of a rule or of a connective, in plain spelling: one, or a list of at least one. Two of a list that differ in
 * nothing are refused: a peer that keeps them as a set has one of them.
 */
export function readConstraints(value: unknown, at: string, depth: number, faults: Faults): ConditionTree[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.length > limits.conditionsPerTextMax) {
    faults.add(at, `has ${list.length} constraints`, `1 to ${limits.conditionsPerTextMax}, or leave "constraint" out`);
    return [];
  }
  if (depth > limits.conditionDepthMax) {
    faults.add(at, `lies deeper than ${limits.conditionDepthMax} levels`, 'fewer nested constraints');
    return [];
  }
  const found: ConditionTree[] = [];
  const seen = seenBefore();
  for (const [index, each] of list.entries()) {
    if (faults.full) break;
    const place = `${at}[${index}]`;
    const tree = readConstraint(each, place, depth, faults);
    if (tree === null) continue;
    if (seen(each)) faults.add(place, 'cannot be told apart from another constraint beside it', 'each constraint once');
    found.push(tree);
  }
  return found;
}

/** Whether something equal in normal form came before; asked only of what was read without a fault. */
export function seenBefore(): (value: unknown) => boolean {
  const keys = new Set<string>();
  return (value) => {
    const key = canonicalJson(sorted(value as JsonValue));
    const is = keys.has(key);
    keys.add(key);
    return is;
  };
}

function readConstraint(value: unknown, at: string, depth: number, faults: Faults): ConditionTree | null {
  if (!isMap(value)) {
    faults.add(at, 'is no constraint', '{leftOperand, operator, rightOperand}');
    return null;
  }
  const names = Object.keys(value);
  const name = names.find((each) => connectiveOf.has(each));
  const join = name === undefined ? undefined : connectiveOf.get(name);
  if (name === undefined || join === undefined) return readAtomic(value, at, faults);
  if (names.length > 1) {
    faults.add(at, `has ${names.map(clip).join(', ')} in one constraint`, `${name} alone`);
    return null;
  }
  const before = faults.count;
  const parts = readConstraints(value[name], `${at}.${name}`, depth + 1, faults);
  return faults.count > before ? null : joined(join, parts);
}

function readAtomic(value: Readonly<Record<string, unknown>>, at: string, faults: Faults): ConditionTree | null {
  const before = faults.count;
  refuseKeys(value, at, ['leftOperand', 'operator', 'rightOperand'], faults);
  const left = value['leftOperand'];
  const found = typeof left === 'string' ? readLeftOperand(left, `${at}.leftOperand`, faults) : null;
  if (typeof left !== 'string')
    faults.add(`${at}.leftOperand`, left === undefined ? 'is missing' : 'is not one name', 'odrl:dateTime');
  const comparator = readOperator(value['operator'], `${at}.operator`, faults);
  const right = readRightOperand(value['rightOperand'], comparator, `${at}.rightOperand`, faults);
  if (found === null || comparator === undefined || right === null || faults.count > before) return null;
  const fitting = operandNamed(found.operand)?.domain(found.params).comparators ?? [comparator];
  if (!fitting.includes(comparator)) {
    const valid = fitting.map((each) => operatorOf[each]).join(', ');
    faults.add(`${at}.operator`, `"${operatorOf[comparator]}" does not fit ${found.operand}`, valid);
    return null;
  }
  return { operand: found.operand, params: found.params, comparator, value: right };
}

function readOperator(value: unknown, at: string, faults: Faults): Comparator | undefined {
  const comparator = typeof value === 'string' ? comparatorOf.get(value) : undefined;
  if (comparator !== undefined) return comparator;
  const shown = typeof value === 'string' ? `"${clip(value)}" is not an operator of the profile` : 'is not one name';
  faults.add(at, value === undefined ? 'is missing' : shown, [...comparatorOf.keys()].join(', '));
  return undefined;
}

/** Text, or a list of texts where the operator takes one; a list of one may have lost its brackets on the way. */
function readRightOperand(
  value: unknown,
  comparator: Comparator | undefined,
  at: string,
  faults: Faults,
): string | string[] | null {
  const isList = Array.isArray(value);
  const list: readonly unknown[] = isList ? value : [value];
  const before = faults.count;
  if (value === undefined) faults.add(at, 'is missing', 'text, or a list of texts');
  else if (list.length === 0) faults.add(at, 'is an empty list', 'at least one text');
  else
    for (const [i, each] of list.entries())
      if (typeof each !== 'string')
        faults.add(
          isList ? `${at}[${i}]` : at,
          `is ${kindOf(each)}`,
          'text, such as "60"; a parameter goes into the operand',
        );
  if (comparator === undefined || faults.count > before) return null;
  if (takesList(comparator)) return list as string[];
  if (!isList) return value as string;
  faults.add(at, `is a list, and this operator takes one value`, 'one text');
  return null;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list in a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
