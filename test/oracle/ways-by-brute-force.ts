import {
  type Condition,
  type ConditionTree,
  isCondition,
  operandKey,
  partsOf,
  type StatedFact,
} from '../../src/core/conditions/index.ts';
import type { PositionBook } from '../../src/core/position/position-book.ts';
import type { Action, TermsText } from '../../src/core/terms/index.ts';
import type { Truth } from './comparison-by-definition.ts';
import { and, conditionValue, one, or, type Scene } from './decide-by-definition.ts';

/**
 * Section 5 of the terms profile by exhaustion: every set of up to four operands, every combination of values that could
 * make a difference, each looked at. For texts without clocks and sequences, so that a value is all that counts.
 */
export interface BruteWays {
  /** Smallest sets of operand keys, each sorted and joined by a blank; sorted. */
  readonly sets: readonly string[];
}

/** One operand as the text asks for it: what it could become, as the truth it gives to each of its conditions. */
interface Lever {
  readonly key: string;
  readonly outcomes: readonly ReadonlyMap<Condition, Truth>[];
}

export function conditionsIn(tree: ConditionTree, into: Condition[] = []): Condition[] {
  if (isCondition(tree)) into.push(tree);
  else for (const part of partsOf(tree).parts) conditionsIn(part, into);
  return into;
}

const always = (value: string, book: PositionBook): PositionBook => ({
  scale: (topic) => book.scale(topic),
  answer: () => ({ known: true, value, since: 0, nextChange: null }),
});

/** The scene in which one operand's fact is another. */
function granted(scene: Scene, operand: string, key: string, fact: string | readonly string[]): Scene {
  const { gate, view } = scene;
  const facts = view.facts;
  const text = typeof fact === 'string' ? fact : '';
  const set = typeof fact === 'string' ? [fact] : fact;
  switch (operand) {
    case 'position':
      return { ...scene, gate: { ...gate, positions: always(text, gate.positions) } };
    case 'tlp':
      return { ...scene, view: { ...view, tlp: text as NonNullable<typeof view.tlp> } };
    case 'marking':
      return {
        ...scene,
        view: { ...view, markingNames: set, facts: { ...facts, markings: [], granularMarkings: [] } },
      };
    case 'label':
      return { ...scene, view: { ...view, facts: { ...facts, labels: set } } };
    case 'grade-of-object':
      return { ...scene, view: { ...view, facts: { ...facts, grade: text } } };
    default: {
      const other = (asked: string): StatedFact => (asked === key ? fact : (view.other?.(asked) ?? gate.other(asked)));
      return { ...scene, gate: { ...gate, other }, view: { ...view, other } };
    }
  }
}

function leversOf(
  conditions: readonly Condition[],
  scene: Scene,
  couldBe: (operand: string, conditions: readonly Condition[]) => readonly (string | readonly string[])[],
): { readonly levers: readonly Lever[]; readonly now: ReadonlyMap<Condition, Truth> } {
  const byKey = new Map<string, Condition[]>();
  const now = new Map<Condition, Truth>();
  for (const c of conditions) {
    const key = operandKey(c.operand, c.params);
    byKey.set(key, [...(byKey.get(key) ?? []), c]);
    now.set(c, conditionValue(c, scene).truth);
  }
  const levers = [...byKey].map(([key, own]): Lever => {
    const outcomes = new Map<string, ReadonlyMap<Condition, Truth>>();
    for (const fact of couldBe(own[0]!.operand, own)) {
      const there = granted(scene, own[0]!.operand, key, fact);
      const truths = own.map((c) => conditionValue(c, there).truth);
      outcomes.set(truths.join(''), new Map(own.map((c, i) => [c, truths[i]!])));
    }
    outcomes.delete(own.map((c) => now.get(c)).join(''));
    return { key, outcomes: [...outcomes.values()] };
  });
  return { levers: levers.filter((lever) => lever.outcomes.length > 0), now };
}

type Lookup = (c: Condition) => Truth;

function value(tree: ConditionTree, truthOf: Lookup): Truth {
  if (isCondition(tree)) return truthOf(tree);
  const { join, parts } = partsOf(tree);
  const values = parts.map((part) => value(part, truthOf));
  if (join === 'any') return or(values);
  return join === 'one' ? one(values) : and(values);
}

function permits(text: TermsText, action: Action, truthOf: Lookup): boolean {
  const speaks = (does: readonly Action[]): boolean => does.includes(action) || does.includes('use');
  const holds = (when: readonly ConditionTree[]): Truth => and(when.map((tree) => value(tree, truthOf)));
  return (
    text.allow.some((rule) => speaks(rule.do) && holds(rule.when) === 'T') &&
    text.deny.every((rule) => !speaks(rule.do) || holds(rule.when) === 'F')
  );
}

function* choose<T>(list: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) yield [];
  for (let i = from; size > 0 && i <= list.length - size; i++) {
    for (const rest of choose(list, size - 1, i + 1)) yield [list[i]!, ...rest];
  }
}

/** Whether some outcome of each chosen operand, taken together, permits. */
function someOutcomePermits(
  chosen: readonly Lever[],
  text: TermsText,
  action: Action,
  now: ReadonlyMap<Condition, Truth>,
): boolean {
  const changed = new Map<Condition, Truth>();
  const truthOf: Lookup = (c) => changed.get(c) ?? now.get(c) ?? 'U';
  const tryFrom = (index: number): boolean => {
    const lever = chosen[index];
    if (lever === undefined) return permits(text, action, truthOf);
    for (const outcome of lever.outcomes) {
      for (const [c, truth] of outcome) changed.set(c, truth);
      if (tryFrom(index + 1)) return true;
    }
    for (const c of lever.outcomes[0]?.keys() ?? []) changed.delete(c);
    return false;
  };
  return tryFrom(0);
}

/** `couldBe`: for an operand, facts that cover every difference its conditions can see; empty when nobody moves it. */
export function waysByBruteForce(
  text: TermsText,
  action: Action,
  scene: Scene,
  couldBe: (operand: string, conditions: readonly Condition[]) => readonly (string | readonly string[])[],
  changesMax = 4,
): BruteWays {
  const rules = [...text.allow, ...text.deny].filter((rule) => rule.do.includes(action) || rule.do.includes('use'));
  const { levers, now } = leversOf(
    rules.flatMap((rule) => rule.when.flatMap((tree) => conditionsIn(tree))),
    scene,
    couldBe,
  );
  const found: ReadonlySet<string>[] = [];
  for (let size = 1; size <= changesMax; size++) {
    for (const chosen of choose(levers, size)) {
      const keys = new Set(chosen.map((lever) => lever.key));
      if (found.some((smaller) => [...smaller].every((key) => keys.has(key)))) continue;
      if (someOutcomePermits(chosen, text, action, now)) found.push(keys);
    }
  }
  return { sets: found.map((keys) => [...keys].sort().join(' ')).sort() };
}
