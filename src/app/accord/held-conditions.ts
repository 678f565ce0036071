import type { HoldCondition } from '../../core/accord/index.ts';
import {
  type ConditionTree,
  type GateFacts,
  isCondition,
  type Leaf,
  partsOf,
  valuesOf,
} from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import type { Scale } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import {
  type CompiledTerms,
  compileTerms,
  leavesOf,
  lintTerms,
  parseTerms,
  type TermsText,
} from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';

/** Between whom conditions are read: the holder gives, the other side moves. */
export interface HoldSides {
  readonly holder: PartyId;
  readonly other: PartyId;
}

export interface HoldContext extends HoldSides {
  readonly now: Micros;
  readonly scale: (topic: string) => Scale | null;
}

export interface HeldState {
  readonly met: boolean;
  /** When time alone may change that; null when nothing is known of it. */
  readonly nextChange: Micros | null;
}

/**
 * Conditions as a file gives them: a list, or `{when: [...]}`; each is a condition as in a text of terms, or several under a
 * name, `{name, when: [...]}`. They speak of the parties and of time; one on objects cannot be waited for and is refused.
 */
export function readHeldConditions(value: unknown, context: HoldContext): Result<readonly HoldCondition[], Fault[]> {
  const list = isMap(value) && Object.keys(value).join() === 'when' ? value['when'] : value;
  if (!Array.isArray(list) || list.length === 0 || list.length > limits.holdConditionsMax)
    return fail({
      at: 'conditions',
      problem: `name nothing to wait for, or more than ${limits.holdConditionsMax} things`,
      valid: '- position: {topic: no-resale, any-of: [undertaken], grade: B2, stable: P14D}',
    });
  const read = list.map((each, i) => readOne(each, `conditions[${i}]`, context));
  const faults = read.flatMap((each) => (each.ok ? [] : each.error));
  return faults.length > 0 ? fail(...faults) : ok(read.flatMap((each) => (each.ok ? [each.value] : [])));
}

function readOne(entry: unknown, at: string, context: HoldContext): Result<HoldCondition, Fault[]> {
  const named = isMap(entry) && Object.keys(entry).sort().join() === 'name,when' ? entry : null;
  const parsed = parseTerms(frame(context, named === null ? [entry] : list(named['when'])));
  const placed = (fault: Fault): Fault => ({ ...fault, at: fault.at.replace('allow[0].when', at) });
  if (!parsed.ok) return fail(...parsed.error.map(placed));
  const errors = lintTerms(parsed.value, context).filter((f) => f.severity === 'error');
  if (errors.length > 0) return fail(...errors.map(({ severity: _severity, ...fault }) => placed(fault)));
  const when = parsed.value.allow[0]?.when ?? [];
  const onObjects = leavesOfTrees(context, when).filter((leaf) => leaf.side !== 'gate');
  const faults = onObjects.map((leaf) => ({
    at: `${at}.${leaf.condition.operand}`,
    problem: 'is a condition on objects, which nobody can bring about',
    valid: 'conditions on the other side and on time: position, assessment, member-of, leg, balance, now, ...',
  }));
  const name = named === null ? namedBy(when) : named['name'];
  if (typeof name !== 'string' || name.trim() === '' || name.length > 200)
    faults.push({
      at: `${at}.name`,
      problem: 'is no name of at most 200 characters',
      valid: 'undertakes not to resell',
    });
  return faults.length > 0 || typeof name !== 'string' ? fail(...faults) : ok({ name, when });
}

/** A name for conditions that were given none: their own words. */
export const namedBy = (when: readonly ConditionTree[]): string => when.map(inWords).join(' and ').slice(0, 200);

function inWords(tree: ConditionTree): string {
  if (!isCondition(tree)) {
    const { join, parts } = partsOf(tree);
    return `${join} of (${parts.map(inWords).join('; ')})`;
  }
  const { operand, params, comparator } = tree;
  const { topic, ...others } = params;
  const about = Object.entries(others).map(([name, value]) => ` ${name} ${value}`);
  return `${operand}${topic === undefined ? '' : ` topic ${topic}`}${about.join('')} ${comparator} ${valuesOf(tree).join(', ')}`;
}

/** All conditions of a hold together. */
export const allOf = (conditions: readonly HoldCondition[]): readonly ConditionTree[] =>
  conditions.flatMap(({ when }) => when);

/** Whether all of them hold now. */
export function heldState(conditions: readonly ConditionTree[], sides: HoldSides, facts: GateFacts): HeldState {
  let met = false;
  let nextChange: Micros | null = null;
  for (const pair of termsOfHold(sides, conditions).permissions('receive')) {
    const result = pair.gate.evaluate(facts);
    if (result.holds) met = true;
    if (result.nextChange !== null && (nextChange === null || result.nextChange < nextChange))
      nextChange = result.nextChange;
  }
  return { met, nextChange };
}

/**
 * What a leg's own gate waits for: the conditions on parties and time of the rules that let receive, whole rules at a time.
 * A condition on the accord itself cannot be met while it is held, and is left out.
 */
export function gateConditions(text: TermsText, accord: string): readonly ConditionTree[] {
  const rules = text.allow.filter((rule) => rule.do.includes('receive') || rule.do.includes('use'));
  const gates = rules
    .map((rule) => rule.when.filter((tree) => speaksOfParties(tree, text, accord)))
    .filter((when) => when.length > 0);
  const [only] = gates;
  if (only === undefined) return [];
  return gates.length === 1 ? only : [{ any: gates.map((when) => ({ all: when })) }];
}

function speaksOfParties(tree: ConditionTree, text: TermsText, accord: string): boolean {
  if (!isCondition(tree)) return partsOf(tree).parts.every((part) => speaksOfParties(part, text, accord));
  if (tree.operand === 'agreement-age' || (tree.operand === 'leg' && tree.params['accord'] === accord)) return false;
  const terms = compileTerms({ ...text, allow: [{ do: ['receive'], when: [tree] }], deny: [], owe: [] });
  return terms.ok && terms.value.rules.flatMap((r) => leavesOf(r.tree)).every((leaf) => leaf.side === 'gate');
}

/** Held conditions as a text that lets everything out once they hold. */
export function termsOfHold(sides: HoldSides, when: readonly ConditionTree[]): CompiledTerms {
  const terms = compileTerms(frame(sides, when));
  if (!terms.ok) throw new Error('conditions of a held accord were taken and no longer compile');
  return terms.value;
}

const frame = <Tree>({ holder, other }: HoldSides, when: readonly Tree[]) => ({
  from: `party:${holder}`,
  to: `party:${other}`,
  over: 'collection:held',
  allow: [{ do: ['receive' as const], when }],
  deny: [],
  owe: [],
  disclose: 'conditions' as const,
  references: 'close' as const,
});

const leavesOfTrees = (sides: HoldSides, when: readonly ConditionTree[]): Leaf[] =>
  termsOfHold(sides, when).rules.flatMap((rule) => leavesOf(rule.tree));

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
