import type { Micros } from '../../core/time.ts';
import { baseOf, type Clause, lateOf, type Need, type Needs } from './class-book.ts';

/** What one version offers to those that refer to it: its facts and what it needs itself. */
export interface Option {
  readonly base: number;
  /** When it was added. */
  readonly at: Micros;
  readonly needs: Needs;
  /** A copy for its bringer's eyes: it may serve that party, and can never stand in the way of what others get. */
  readonly kept: boolean;
}

/** Beyond this many clauses a need is given up as one that nothing meets: withheld rather than half checked. */
const clausesMax = 256;

/** Beyond this many versions of one id they are not compared in pairs. */
const comparedMax = 64;

const unmet: Needs = [[]];

const needsKey = (needs: Needs): string => (needs.length === 0 ? '' : JSON.stringify(needs));

const sameNeed = (a: Need, b: Need): boolean => baseOf(a) === baseOf(b) && lateOf(a) === lateOf(b);
const sameClause = (a: Clause, b: Clause): boolean => a.length === b.length && a.every((x, i) => sameNeed(x, b[i]!));
const sameNeeds = (a: Needs, b: Needs): boolean =>
  a === b || (a.length === b.length && a.every((c, i) => sameClause(c, b[i]!)));

/** How later than a version added at `from` the facts needed count as added, when `need` was noted of one added at `at`. */
function seenFrom(need: Need, at: Micros, from: Micros): Need {
  const late = at + lateOf(need) - from;
  return late > 0 ? [baseOf(need), late] : baseOf(need);
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

/** One bit for each base, several bases to a bit: a clause with a bit that another lacks does not imply it. */
const bitsOf = (clause: Clause): number => clause.reduce<number>((bits, need) => bits | (1 << (baseOf(need) & 31)), 0);

/** Drops clauses that another clause already implies, and orders what is left. */
function tidy(clauses: Needs): Needs {
  return tidied(clauses) ?? unmet;
}

/** Null where too many clauses are left. */
function tidied(clauses: Needs): Needs | null {
  if (clauses.length === 0) return clauses;
  if (clauses.some((c) => c.length === 0)) return unmet;
  const named = [...new Map(clauses.map(tidyClause).map((c) => [clauseName(c), c]))];
  named.sort(([an, a], [bn, b]) => a.length - b.length || (an < bn ? -1 : 1));
  const single = latestAlone(named.map(([, c]) => c));
  const isAlone = (x: Need): boolean => (single.get(baseOf(x)) ?? -1) >= lateOf(x);
  let kept: { readonly clause: Clause; readonly bits: number }[] = [];
  for (const [, clause] of named) {
    if (clause.length === 1 || clause.some(isAlone)) continue;
    const bits = bitsOf(clause);
    if (kept.some((k) => (k.bits & ~bits) === 0 && implies(k.clause, clause))) continue;
    kept = kept.filter((k) => k.bits !== bits || k.clause.length < clause.length || !implies(clause, k.clause));
    kept.push({ clause, bits });
  }
  return inOrder([...alone(single), ...kept.map(({ clause }) => clause)]);
}

const alone = (latest: ReadonlyMap<number, Micros>): Clause[] =>
  [...latest].map(([base, late]) => [late > 0 ? [base, late] : base]);

/** Null where there are too many. */
function inOrder(clauses: Needs): Needs | null {
  if (clauses.length > clausesMax) return null;
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

interface Offer {
  readonly clauses: Needs;
  readonly kept: boolean;
}

/**
 * One of the options must be met: every version of a referenced id counts, so a hidden one added changes nothing. Options
 * that are met only where another is too add nothing and are left out before they are multiplied.
 */
function anyOf(options: readonly Option[], from: Micros): Needs {
  const offers = options.map((o): Offer => {
    const clauses = [[o.base], ...o.needs].map((c) => c.map((need) => seenFrom(need, o.at, from)));
    return { clauses: tidy(clauses), kept: o.kept };
  });
  const least = offers.length > comparedMax ? offers : weakest(offers);
  let out: Needs | null = null;
  for (const o of [...least.filter((x) => !x.kept), ...least.filter((x) => x.kept)]) {
    const { clauses } = o;
    const both: Needs | null = out === null ? clauses : tidied(out.flatMap((a) => clauses.map((b) => [...a, ...b])));
    out = both ?? (o.kept ? out : unmet);
  }
  return out ?? unmet;
}

function weakest(offers: readonly Offer[]): readonly Offer[] {
  let out: Offer[] = [];
  const isSpared = (o: Offer, by: Offer): boolean => (o.kept || !by.kept) && entails(o.clauses, by.clauses);
  for (const o of offers) {
    if (out.some((x) => isSpared(o, x))) continue;
    out = out.filter((x) => !isSpared(x, o));
    out.push(o);
  }
  return out;
}

/** Whether `a` is met only where `b` is. */
const entails = (a: Needs, b: Needs): boolean => b.every((clause) => a.some((other) => implies(other, clause)));

/** All references must be met. Copies kept for their bringers are left out where they make it too much to check. */
function needsOf(references: readonly (readonly Option[])[], from: Micros): Needs {
  // A reference to what is not here is met by nothing, whatever the others need.
  if (references.some((options) => options.length === 0)) return unmet;
  const all = withoutChoice(references, from) ?? tidied(clausesOf(references, from));
  if (all !== null || !references.some((options) => options.some((o) => o.kept))) return all ?? unmet;
  return tidy(
    clausesOf(
      references.map((options) => options.filter((o) => !o.kept)),
      from,
    ),
  );
}

/** The common case, found without products: one version under each id, none of which leaves a choice. Null otherwise. */
function withoutChoice(references: readonly (readonly Option[])[], from: Micros): Needs | null {
  const latest = new Map<number, Micros>();
  const add = (base: number, late: Micros): void => {
    const known = latest.get(base);
    if (known === undefined || late > known) latest.set(base, Math.max(0, late));
  };
  for (const options of references) {
    const only = options[0];
    if (only === undefined || options.length > 1) return null;
    add(only.base, only.at - from);
    for (const clause of only.needs) {
      if (clause.length !== 1) return null;
      add(baseOf(clause[0]!), only.at + lateOf(clause[0]!) - from);
    }
  }
  return inOrder(alone(latest));
}

function clausesOf(references: readonly (readonly Option[])[], from: Micros): Needs {
  const seen = new Set<string>();
  const clauses: Clause[] = [];
  for (const options of references) {
    const distinct = new Map(options.map((o) => [`${o.base}/${Math.max(o.at, from)}/${needsKey(o.needs)}`, o]));
    const key = [...distinct.keys()].sort().join(';');
    if (seen.has(key)) continue;
    seen.add(key);
    clauses.push(...anyOf([...distinct.values()], from));
  }
  return clauses;
}

/** What the node itself knows of versions that refer and are referred to. */
export interface Origins {
  /** A copy for its bringer's eyes. */
  isKept(base: number): boolean;
  /**
   * Whether a version may stand for what another refers to. A partner that brings its own copy of what it has guessed
   * must not thereby open what we hold about it.
   */
  vouches(id: string, base: number, referrer: number): boolean;
}

export interface Unsettled {
  readonly base: number;
  /** When it was added. */
  readonly at: Micros;
  /** Referenced ids. */
  readonly refs: readonly string[];
  /** Own id, under which it is an option for others. */
  readonly id: string;
}

/**
 * Needs of versions that may refer to one another, in rings too: the greatest solution, found from above. `settled`
 * gives the options of ids outside the set.
 */
export function settleNeeds(
  unsettled: readonly Unsettled[],
  settled: (id: string) => readonly Option[],
  origins: Origins,
): Needs[] {
  const needs: Needs[] = unsettled.map(() => []);
  const byId = new Map<string, number[]>();
  unsettled.forEach((u, i) => {
    const list = byId.get(u.id);
    if (list === undefined) byId.set(u.id, [i]);
    else list.push(i);
  });
  const referrers = new Map<number, number[]>();
  const todo = new Set<number>();
  unsettled.forEach((u, i) => {
    if (u.refs.length > 0) todo.add(i);
    for (const ref of u.refs)
      for (const target of byId.get(ref) ?? []) {
        const list = referrers.get(target);
        if (list === undefined) referrers.set(target, [i]);
        else list.push(i);
      }
  });
  const outside = new Map<string, readonly Option[]>();
  const optionsOf = (ref: string): readonly Option[] => {
    const known = outside.get(ref) ?? settled(ref);
    outside.set(ref, known);
    const inside = byId.get(ref);
    if (inside === undefined) return known;
    const fresh = inside.map((k): Option => {
      const { base, at } = unsettled[k]!;
      return { base, at, needs: needs[k]!, kept: origins.isKept(base) };
    });
    return known.length === 0 ? fresh : [...known, ...fresh];
  };
  for (const i of todo) {
    todo.delete(i);
    const u = unsettled[i]!;
    const vouched = (ref: string): readonly Option[] => {
      const options = optionsOf(ref);
      const vouches = (o: Option): boolean => origins.vouches(ref, o.base, u.base);
      return options.every(vouches) ? options : options.filter(vouches);
    };
    const next = needsOf(u.refs.map(vouched), u.at);
    if (sameNeeds(next, needs[i]!)) continue;
    needs[i] = next;
    for (const r of referrers.get(i) ?? []) todo.add(r);
  }
  return needs;
}
