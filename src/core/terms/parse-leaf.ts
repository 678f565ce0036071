import {
  type Condition,
  comparators,
  isComparator,
  type OperandDef,
  operandNamed,
  operands,
  takesList,
} from '../conditions/index.ts';
import { limits } from '../limits.ts';
import { clip, type Faults, isMap, nearest, textOf } from './reading.ts';

/** Counts over the whole text, so that the limits hold across rules. */
export interface ParseBudget {
  conditions: number;
  chars: number;
}

/** False once the text has more conditions than the limit; said once. */
function count(at: string, budget: ParseBudget, faults: Faults): boolean {
  budget.conditions++;
  if (budget.conditions === limits.conditionsPerTextMax + 1)
    faults.add(at, `is one condition too many`, `at most ${limits.conditionsPerTextMax} in one text`);
  return budget.conditions <= limits.conditionsPerTextMax;
}

function findOperand(name: string, at: string, faults: Faults): OperandDef | null {
  const operand = operandNamed(name);
  if (operand === null) {
    const names = operands.map((each) => each.name);
    faults.add(at, `"${clip(name)}" is not an operand, so the text is not supported`, nearest(name, names));
  }
  return operand;
}

/** `tlp: {at-most: amber}`: the operand's name, then parameters and one comparator in one mapping. */
export function parseShortLeaf(
  name: string,
  value: unknown,
  at: string,
  budget: ParseBudget,
  faults: Faults,
): Condition | null {
  if (!count(at, budget, faults)) return null;
  const operand = findOperand(name, at, faults);
  if (operand === null) return null;
  if (!isMap(value)) {
    faults.add(
      at,
      'needs a comparator and a value',
      `for example ${name}: {${operand.domain({}).comparators[0] ?? 'is'}: ...}`,
    );
    return null;
  }
  const params = new Map<string, unknown>();
  const found: string[] = [];
  for (const key of Object.keys(value)) {
    if (isComparator(key)) found.push(key);
    else params.set(key, value[key]);
  }
  const comparator = found[0];
  if (found.length !== 1 || comparator === undefined) {
    const problem =
      found.length === 0 ? 'has no comparator' : `has ${found.length} comparators where one condition has one`;
    faults.add(at, problem, operand.domain({}).comparators.join(', '));
    return null;
  }
  return finishLeaf(operand, params, comparator, value[comparator], at, budget, faults);
}

/** `{operand, params, comparator, value}`. */
export function parseNativeLeaf(
  value: Readonly<Record<string, unknown>>,
  at: string,
  budget: ParseBudget,
  faults: Faults,
): Condition | null {
  if (!count(at, budget, faults)) return null;
  for (const key of Object.keys(value))
    if (!['operand', 'params', 'comparator', 'value'].includes(key))
      faults.add(`${at}.${clip(key)}`, 'is not part of a condition', 'operand, params, comparator, value');
  const name = value['operand'];
  const operand = typeof name === 'string' ? findOperand(name, `${at}.operand`, faults) : null;
  if (typeof name !== 'string') faults.add(`${at}.operand`, 'is no text', 'the name of an operand, for example tlp');
  if (operand === null) return null;
  const params = value['params'] ?? {};
  if (!isMap(params)) {
    faults.add(`${at}.params`, 'is no list of parameters', '{}');
    return null;
  }
  const given = new Map(Object.keys(params).map((key) => [key, params[key]]));
  return finishLeaf(operand, given, value['comparator'], value['value'], at, budget, faults);
}

function finishLeaf(
  operand: OperandDef,
  given: ReadonlyMap<string, unknown>,
  comparator: unknown,
  value: unknown,
  at: string,
  budget: ParseBudget,
  faults: Faults,
): Condition | null {
  const before = faults.count;
  const params = parseParams(operand, given, at, faults);
  const domain = operand.domain(params);
  if (typeof comparator !== 'string' || !isComparator(comparator)) {
    faults.add(`${at}.comparator`, 'is not a comparator', comparators.join(', '));
    return null;
  }
  if (!domain.comparators.includes(comparator)) {
    faults.add(at, `"${comparator}" does not fit ${operand.name}`, domain.comparators.join(', '));
    return null;
  }
  const place = `${at}.${comparator}`;
  const values = takesList(comparator) ? parseList(value, place, faults) : parseOne(value, place, faults);
  for (const each of typeof values === 'string' ? [values] : (values ?? [])) {
    const valid = domain.invalid(each);
    if (valid !== null) faults.add(place, `"${clip(each)}" is not a value of ${operand.name}`, valid);
  }
  const chars = JSON.stringify([params, values]).length;
  if (budget.chars <= limits.textBytesMax && budget.chars + chars > limits.textBytesMax)
    faults.add(
      place,
      'makes the text too long',
      `at most ${limits.textBytesMax} characters in all conditions together`,
    );
  budget.chars += chars;
  return values === null || faults.count > before ? null : { operand: operand.name, params, comparator, value: values };
}

function parseParams(
  operand: OperandDef,
  given: ReadonlyMap<string, unknown>,
  at: string,
  faults: Faults,
): Record<string, string> {
  const known = new Map(operand.params.map((rule) => [rule.name, rule]));
  for (const key of given.keys())
    if (!known.has(key))
      faults.add(`${at}.${clip(key)}`, `is not a parameter of ${operand.name}`, [...known.keys()].join(', ') || 'none');
  const params: Record<string, string> = {};
  for (const rule of [...operand.params].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = `${at}.${rule.name}`;
    const value = given.get(rule.name);
    if (value === undefined) {
      if (rule.required) faults.add(place, `is missing; ${operand.name} needs it`, rule.invalid('') ?? undefined);
      continue;
    }
    const parts = Array.isArray(value) && value.length <= limits.listValuesMax ? value.map(textOf) : [textOf(value)];
    const text =
      parts.includes(null) || parts.some((part, _i, all) => all.length > 1 && part?.includes(','))
        ? null
        : parts.join(',');
    const valid = text === null ? 'one text' : rule.invalid(text);
    if (text === null || valid !== null)
      faults.add(place, `${text === null ? 'is' : `"${clip(text)}" is`} not valid here`, valid ?? undefined);
    else params[rule.name] = text;
  }
  return params;
}

function parseOne(value: unknown, at: string, faults: Faults): string | null {
  const text = textOf(value);
  if (text === null)
    faults.add(at, 'needs exactly one value', Array.isArray(value) ? 'any-of for a list' : 'a text or a number');
  return text;
}

function parseList(value: unknown, at: string, faults: Faults): string[] | null {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (entries.length === 0 || entries.length > limits.listValuesMax) {
    faults.add(at, `has ${entries.length} values`, `1 to ${limits.listValuesMax}`);
    return null;
  }
  const texts: string[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const text = textOf(entry);
    if (text === null) faults.add(`${at}[${index}]`, 'is neither text nor number');
    else if (seen.has(text)) faults.add(`${at}[${index}]`, `"${clip(text)}" stands twice in the list`);
    else {
      seen.add(text);
      texts.push(text);
    }
    if (faults.full) break;
  }
  return texts;
}
