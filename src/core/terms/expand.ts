import { type Leaf, turningPoint, valuesOf } from '../conditions/index.ts';
import type { Micros } from '../time.ts';
import { parseDuration } from '../time.ts';
import { type LeafTree, leavesOf } from './tree.ts';

/** What a literal asks of its subtree's value. */
export type Polarity = 'is-t' | 'is-f' | 'not-t' | 'not-f';

export interface Literal {
  readonly tree: LeafTree;
  readonly polarity: Polarity;
  readonly key: string;
}

/** A conjunction: literals on gates, literals on objects, and an interval of the object's age. */
export interface Term {
  readonly gate: readonly Literal[];
  readonly filter: readonly Literal[];
  readonly from: Micros;
  /** Exclusive; infinity where there is no end. */
  readonly below: number;
}

/** Working size: above it an expansion is given up, since what remains after merging would not fit either. */
const termsMax = 64;
/** A mixed `one` of more parts needs more pairs than a rule may have. */
const onePartsMax = 32;
const always: Term = { gate: [], filter: [], from: 0, below: Number.POSITIVE_INFINITY };

type Kind = 'gate' | 'filter' | 'mixed';

function kindOf(tree: LeafTree): Kind {
  const sides = new Set(leavesOf(tree).map((leaf) => leaf.side));
  const [side] = sides;
  return sides.size === 1 && side !== undefined && side !== 'age' ? side : 'mixed';
}

/** One text for one question, so that equal gates and filters are found. */
function treeKey(tree: LeafTree): string {
  if ('leaf' in tree)
    return `${tree.leaf.key} ${tree.leaf.condition.comparator} ${JSON.stringify(tree.leaf.condition.value)}`;
  return `${tree.join}(${tree.parts.map(treeKey).join('; ')})`;
}

const literal = (tree: LeafTree, polarity: Polarity): Literal => ({
  tree,
  polarity,
  key: `${polarity} ${treeKey(tree)}`,
});

/** The ages for which an age condition is T (it is never U: the giver knows when it added a version), or the others. */
function ageTerm(leaf: Leaf, holds: boolean): Term {
  const { comparator } = leaf.condition;
  const turn = turningPoint(comparator, parseDuration(valuesOf(leaf.condition)[0] ?? '') ?? 0);
  const rises = comparator === 'at-least' || comparator === 'more-than';
  return rises === holds ? { ...always, from: turn } : { ...always, below: turn };
}

function mergeLiterals(a: readonly Literal[], b: readonly Literal[]): readonly Literal[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const keys = new Set(a.map((each) => each.key));
  return [...a, ...b.filter((each) => !keys.has(each.key))];
}

function both(a: Term, b: Term): Term | null {
  const from = Math.max(a.from, b.from);
  const below = Math.min(a.below, b.below);
  return from < below
    ? { gate: mergeLiterals(a.gate, b.gate), filter: mergeLiterals(a.filter, b.filter), from, below }
    : null;
}

/** Null: more terms than the working size. */
type Terms = readonly Term[] | null;

function conjunction(lists: readonly Terms[]): Terms {
  let found: readonly Term[] = [always];
  for (const list of lists) {
    if (list === null || found.length * list.length > termsMax) return null;
    found = absorb(found.flatMap((a) => list.map((b) => both(a, b)).filter((term) => term !== null)));
  }
  return found;
}

function disjunction(lists: readonly Terms[]): Terms {
  const found: Term[] = [];
  for (const list of lists) {
    if (list === null || found.length + list.length > termsMax) return null;
    found.push(...list);
  }
  return absorb(found);
}

interface Keyed {
  readonly term: Term;
  readonly keys: ReadonlySet<string>;
}

const keyed = (term: Term): Keyed => ({
  term,
  keys: new Set([...term.gate.map((each) => each.key), ...term.filter.map((each) => each.key)]),
});

/** Whether whatever satisfies `narrow` satisfies `wide`. */
function covers(wide: Keyed, narrow: Keyed): boolean {
  if (wide.keys.size > narrow.keys.size || wide.term.from > narrow.term.from || wide.term.below < narrow.term.below)
    return false;
  for (const key of wide.keys) if (!narrow.keys.has(key)) return false;
  return true;
}

/** Drops terms that another covers. */
function absorb(terms: readonly Term[]): readonly Term[] {
  if (terms.length < 2) return terms;
  const all = terms.map(keyed);
  const kept: Keyed[] = [];
  for (const [i, term] of all.entries())
    if (
      !kept.some((other) => covers(other, term)) &&
      !all.slice(i + 1).some((other) => covers(other, term) && !covers(term, other))
    )
      kept.push(term);
  return kept.map(({ term }) => term);
}

/** Parts of one kind stay together: is-T of an `any` of gates is one gate, not many pairs. */
function grouped(join: 'all' | 'any', parts: readonly LeafTree[]): readonly LeafTree[] {
  const groups: Record<Kind, LeafTree[]> = { gate: [], filter: [], mixed: [] };
  for (const part of parts) groups[kindOf(part)].push(part);
  const whole = (list: readonly LeafTree[]): readonly LeafTree[] => (list.length > 1 ? [{ join, parts: list }] : list);
  return [...whole(groups.gate), ...whole(groups.filter), ...groups.mixed];
}

function expandOne(parts: readonly LeafTree[], polarity: Polarity, seen: Seen): Terms {
  const expand = (part: LeafTree, asked: Polarity): Terms => expandSeen(part, asked, seen);
  const at = (index: number, own: Polarity, others: Polarity): Terms =>
    conjunction(parts.map((part, i) => expand(part, i === index ? own : others)));
  const eachPart = (own: Polarity, others: Polarity): readonly Terms[] => parts.map((_, i) => at(i, own, others));
  const twoTrue = (): readonly Terms[] =>
    parts.flatMap((a, i) => parts.slice(i + 1).map((b) => conjunction([expand(a, 'is-t'), expand(b, 'is-t')])));
  const allFalse = (): Terms => conjunction(parts.map((part) => expand(part, 'is-f')));
  switch (polarity) {
    case 'is-t':
      return disjunction(eachPart('is-t', 'is-f'));
    case 'is-f':
      return disjunction([...twoTrue(), allFalse()]);
    case 'not-f':
      return disjunction(eachPart('not-f', 'not-t'));
    case 'not-t': {
      const unknown = parts.map((part) => conjunction([expand(part, 'not-t'), expand(part, 'not-f')]));
      return disjunction([...twoTrue(), ...unknown, allFalse()]);
    }
  }
}

/** What was expanded before: the parts of a `one` are asked for many times over. */
type Seen = Map<LeafTree, Map<Polarity, Terms>>;

function expandSeen(tree: LeafTree, polarity: Polarity, seen: Seen): Terms {
  let found = seen.get(tree);
  if (found === undefined) {
    found = new Map();
    seen.set(tree, found);
  }
  const known = found.get(polarity);
  if (known !== undefined) return known;
  const terms = expandTree(tree, polarity, seen);
  found.set(polarity, terms);
  return terms;
}

function expandTree(tree: LeafTree, polarity: Polarity, seen: Seen): Terms {
  const kind = kindOf(tree);
  if (kind === 'gate') return [{ ...always, gate: [literal(tree, polarity)] }];
  if (kind === 'filter') return [{ ...always, filter: [literal(tree, polarity)] }];
  if ('leaf' in tree) {
    const term = ageTerm(tree.leaf, isTrueSide(polarity));
    return term.from < term.below ? [term] : [];
  }
  const { join, parts } = tree;
  if (parts.length === 0) return (join === 'all' || join === 'then') === isTrueSide(polarity) ? [always] : [];
  if (join === 'one') return parts.length > onePartsMax ? null : expandOne(parts, polarity, seen);
  const lists = grouped(join === 'any' ? 'any' : 'all', parts).map((part) => expandSeen(part, polarity, seen));
  return (join === 'any') === isTrueSide(polarity) ? disjunction(lists) : conjunction(lists);
}

const isTrueSide = (polarity: Polarity): boolean => polarity === 'is-t' || polarity === 'not-f';

/**
 * Writes "this tree is T" (or F, not T, not F) as a disjunction of terms, exactly: subtrees that ask only the parties or
 * only the object stay whole, mixed ones are spelled out. Null when that takes too many terms.
 */
export const expand = (tree: LeafTree, polarity: Polarity): Terms => expandSeen(tree, polarity, new Map());
