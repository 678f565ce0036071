import { limits } from '../../core/limits.ts';
import type { Micros } from '../../core/time.ts';
import { baseOf, type Clause, lateOf, type Need, type Needs, unchecked } from './class-book.ts';
import type { SettlingWork } from './settling-work.ts';

/** A reference to what is not here. */
export const unmet: Needs = [[]];

/** Nothing was found out: withheld rather than half checked. */
export const givenUp: Needs = [[unchecked]];

/** What a clause costs to bring into order, in comparisons of two clauses. */
const clauseWork = 16;

/** The facts needed, noted of a version added at `at`, as they count for one that refers to it and was added at `from`. */
export function seenFrom(need: Need, at: Micros, from: Micros): Need {
  const late = at + lateOf(need) - from;
  return late > 0 && baseOf(need) !== unchecked ? [baseOf(need), late] : baseOf(need);
}

const nameOf = (need: Need): string => (typeof need === 'number' ? `${need}` : need.join('+'));
const clauseName = (clause: Clause): string => clause.map(nameOf).join();

/** The same facts twice in one clause: the less late will do. */
function tidyClause(clause: Clause): Clause {
  const least = new Map<number, Need>();
  for (const need of clause) {
    const known = least.get(baseOf(need));
    if (known === undefined || lateOf(need) < lateOf(known)) least.set(baseOf(need), need);
  }
  return [...least.values()].sort((a, b) => baseOf(a) - baseOf(b));
}

/**
 * Whether a clause that is met leaves no doubt about another: what holds up late holds up early too, since ages only ever
 * let out what is older (decisions/0004). Both are tidy: every base once, in order.
 */
function implies(a: Clause, b: Clause): boolean {
  let at = 0;
  for (const x of a) {
    while (at < b.length && baseOf(b[at]!) < baseOf(x)) at++;
    const y = b[at++];
    if (y === undefined || baseOf(y) !== baseOf(x) || lateOf(y) > lateOf(x)) return false;
  }
  return true;
}

interface Marked {
  readonly clause: Clause;
  /** One bit for each base, several bases to a bit: a clause with a bit that another lacks does not imply it. */
  readonly bits: number;
}

const marked = (clause: Clause): Marked => ({
  clause,
  bits: clause.reduce<number>((bits, need) => bits | (1 << (baseOf(need) & 31)), 0),
});

const markedImplies = (a: Marked, b: Marked): boolean => (a.bits & ~b.bits) === 0 && implies(a.clause, b.clause);

const lateness = (clause: Clause): number => clause.reduce<number>((sum, need) => sum + lateOf(need), 0);

/**
 * Drops clauses that another clause already implies, and orders what is left: alike needs get alike clauses. Null where
 * too many clauses are left or the work is more than there is leave for.
 */
export function tidied(clauses: Needs, work: SettlingWork): Needs | null {
  if (clauses.length === 0) return clauses;
  if (clauses.some((c) => c.length === 0)) return unmet;
  if (!work.spend(clauses.length * clauseWork)) return null;
  const named = [...new Map(clauses.map(tidyClause).map((c) => [clauseName(c), c]))];
  const single = latestAlone(named.map(([, c]) => c));
  if (single.size > limits.needsClausesMax) return null;
  const isAlone = (x: Need): boolean => (single.get(baseOf(x)) ?? -1) >= lateOf(x);
  // Whatever implies another comes before it: fewer members first, then those needed later.
  const rest = named
    .filter(([, clause]) => clause.length > 1 && !clause.some(isAlone))
    .map(([name, clause]) => ({ name, clause, late: lateness(clause) }))
    .sort((a, b) => a.clause.length - b.clause.length || b.late - a.late || (a.name < b.name ? -1 : 1));
  const kept: Marked[] = [];
  for (const { clause } of rest) {
    if (!work.spend(kept.length)) return null;
    const next = marked(clause);
    if (kept.some((k) => markedImplies(k, next))) continue;
    kept.push(next);
    if (single.size + kept.length > limits.needsClausesMax) return null;
  }
  return inOrder([...alone(single), ...kept.map(({ clause }) => clause)]);
}

/** Clauses with one member each, by base and how late. */
export const alone = (latest: ReadonlyMap<number, Micros>): Clause[] =>
  [...latest].map(([base, late]) => [late > 0 ? [base, late] : base]);

/** Null where there are too many. None of them implies another. */
export function inOrder(clauses: Needs): Needs | null {
  if (clauses.some((c) => c.length === 1 && c[0] === unchecked)) return givenUp;
  if (clauses.length > limits.needsClausesMax) return null;
  if (clauses.length < 2) return clauses;
  return clauses
    .map((c): [string, Clause] => [clauseName(c), c])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, c]) => c);
}

/** Of clauses with one member, how late each is needed at the latest. */
function latestAlone(clauses: Needs): Map<number, Micros> {
  const latest = new Map<number, Micros>();
  for (const [only, ...others] of clauses)
    if (only !== undefined && others.length === 0)
      latest.set(baseOf(only), Math.max(latest.get(baseOf(only)) ?? 0, lateOf(only)));
  return latest;
}

/** Whether `a` is met only where `b` is; null where that is too much to find out. Both are tidy. */
export function entails(a: Needs, b: Needs, work: SettlingWork): boolean | null {
  if (!work.spend(a.length * b.length)) return null;
  const by = a.map(marked);
  return b.map(marked).every((clause) => by.some((other) => markedImplies(other, clause)));
}

/**
 * Met where one of two is. What both need anyway stays as it is, and only the rest is multiplied: versions of one id
 * mostly need the same. Null where that is too much; it is known before the product is made.
 */
export function eitherOf(a: Needs, b: Needs, work: SettlingWork): Needs | null {
  if (!work.spend(2 * a.length * b.length)) return null;
  const [ours, theirs] = [a.map(marked), b.map(marked)];
  const isShared = (one: Marked, by: readonly Marked[]): boolean => by.some((other) => markedImplies(other, one));
  const [own, other] = [ours.filter((c) => !isShared(c, theirs)), theirs.filter((c) => !isShared(c, ours))];
  const shared = [...ours.filter((c) => isShared(c, theirs)), ...theirs.filter((c) => isShared(c, ours))];
  const clauses = shared.map(({ clause }) => clause);
  if (own.length === 0 || other.length === 0) return tidied(clauses, work);
  if (!work.spend(own.length * other.length)) return null;
  return tidied([...clauses, ...own.flatMap((x) => other.map((y) => [...x.clause, ...y.clause]))], work);
}
