import { type ConditionTree, type Connective, connectives, joined } from '../conditions/index.ts';
import { limits } from '../limits.ts';
import { type ParseBudget, parseNativeLeaf, parseShortLeaf } from './parse-leaf.ts';
import { clip, type Faults, isMap } from './reading.ts';

const isConnective = (name: string): name is Connective => (connectives as readonly string[]).includes(name);
/** One entry of a `when` list in either spelling; null after a fault. */
function parseTree(
  value: unknown,
  at: string,
  depth: number,
  budget: ParseBudget,
  faults: Faults,
): ConditionTree | null {
  if (!isMap(value)) {
    faults.add(at, 'is no condition', 'for example tlp: {at-most: amber}');
    return null;
  }
  if (Object.hasOwn(value, 'operand')) return parseNativeLeaf(value, at, budget, faults);
  const names = Object.keys(value);
  const name = names[0];
  if (names.length !== 1 || name === undefined) {
    faults.add(at, `has ${names.length} names where one condition has one`, 'one list entry for each condition');
    return null;
  }
  const place = `${at}.${clip(name)}`;
  return isConnective(name)
    ? parseNode(name, value[name], place, depth, budget, faults)
    : parseShortLeaf(name, value[name], place, budget, faults);
}

function parseNode(
  join: Connective,
  value: unknown,
  at: string,
  depth: number,
  budget: ParseBudget,
  faults: Faults,
): ConditionTree | null {
  if (!Array.isArray(value) || value.length === 0) {
    faults.add(at, 'needs a list of at least one condition');
    return null;
  }
  if (depth >= limits.conditionDepthMax) {
    faults.add(at, `lies deeper than ${limits.conditionDepthMax} levels`, 'fewer nested conditions');
    return null;
  }
  const parts = parseTrees(value, at, depth + 1, budget, faults);
  return parts.length === value.length ? joined(join, parts) : null;
}

/** All entries of a list; shorter than the list after a fault. */
export function parseTrees(
  list: readonly unknown[],
  at: string,
  depth: number,
  budget: ParseBudget,
  faults: Faults,
): ConditionTree[] {
  const parts: ConditionTree[] = [];
  for (const [index, entry] of list.entries()) {
    if (faults.full || budget.conditions > limits.conditionsPerTextMax) break;
    const part = parseTree(entry, `${at}[${index}]`, depth, budget, faults);
    if (part !== null) parts.push(part);
  }
  return parts;
}
