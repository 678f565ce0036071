import { limits } from '../../core/limits.ts';
import type { Micros } from '../../core/time.ts';
import { baseOf, type Clause, lateOf, type Need, type Needs, unchecked } from './class-book.ts';
import { alone, eitherOf, entails, inOrder, seenFrom, tidied } from './clauses.ts';
import type { SettlingWork } from './settling-work.ts';

/** What one version offers to those that refer to it: its facts and what it needs itself. */
export interface Option {
  readonly base: number;
  /** When it was added. */
  readonly at: Micros;
  readonly needs: Needs;
  /** A copy for its bringer's eyes: it may serve that party, and can never stand in the way of what others get. */
  readonly kept: boolean;
}

/** In place of versions that are left out: it is met by nothing, and its name stays where it could have made a difference. */
export const leftOut = (at: Micros): Option => ({ base: unchecked, at, needs: [], kept: false });

/** What it costs to name a version and each of its needs, in comparisons of two clauses. */
const optionWork = 8;

const needsKey = (needs: Needs): string => (needs.length === 0 ? '' : JSON.stringify(needs));

/**
 * All references must be met, each by one of its versions; each has one at least. Null where that is too much to check.
 * `products`: what was found out of several versions so far, by what they are and need: many refer to the same.
 */
export function needsOf(
  references: readonly (readonly Option[])[],
  from: Micros,
  work: SettlingWork,
  products: Map<string, Needs | null>,
): Needs | null {
  const certain: Option[] = [];
  const choices = new Map<string, Needs>();
  for (const options of references) {
    if (options.length === 1) {
      certain.push(options[0]!);
      continue;
    }
    if (!work.spend(optionWork * options.reduce((sum, o) => sum + 1 + o.needs.length, 0))) return null;
    const distinct = new Map(options.map((o) => [`${o.base}/${Math.max(o.at, from)}/${needsKey(o.needs)}`, o]));
    const name = `${from};${[...distinct.keys()].sort().join(';')}`;
    const known = products.get(name);
    const any = known === undefined ? anyOf([...distinct.values()], from, work) : known;
    products.set(name, any);
    if (any === null) return null;
    choices.set(name, any);
  }
  return allOf(certain, [...choices.values()].flat(), from, work);
}

/** The common case has no further clauses, and none of the versions leaves a choice: found without comparing any. */
export function allOf(certain: readonly Option[], clauses: Clause[], from: Micros, work: SettlingWork): Needs | null {
  const latest = new Map<number, Micros>();
  const add = (need: Need): void => {
    const known = latest.get(baseOf(need));
    if (known === undefined || lateOf(need) > known) latest.set(baseOf(need), lateOf(need));
  };
  for (const { base, at, needs } of certain) {
    add(seenFrom(base, at, from));
    for (const clause of needs)
      if (clause.length === 1) add(seenFrom(clause[0]!, at, from));
      else clauses.push(clause.map((need) => seenFrom(need, at, from)));
  }
  if (clauses.length === 0) return inOrder(alone(latest));
  return tidied([...alone(latest), ...clauses], work);
}

interface Offer {
  readonly clauses: Needs;
  readonly kept: boolean;
}

/**
 * One of the options must be met: every version of a referenced id counts, so a hidden one added changes nothing. Options
 * that are met only where another is too add nothing and are left out before they are multiplied.
 */
function anyOf(options: readonly Option[], from: Micros, work: SettlingWork): Needs | null {
  const offers: Offer[] = [];
  for (const { base, needs, at, kept } of options) {
    const clauses = tidied(
      [[base], ...needs].map((c) => c.map((need) => seenFrom(need, at, from))),
      work,
    );
    if (clauses === null) return null;
    offers.push({ clauses, kept });
  }
  const least = offers.length > limits.needsVersionsComparedMax ? offers : weakest(offers, work);
  if (least === null) return null;
  let out: Needs | null = null;
  for (const { clauses } of least) {
    out = out === null ? clauses : eitherOf(out, clauses, work);
    if (out === null) return null;
  }
  return out;
}

function weakest(offers: readonly Offer[], work: SettlingWork): readonly Offer[] | null {
  const isSpared = (o: Offer, by: Offer): boolean | null =>
    (o.kept || !by.kept) && entails(o.clauses, by.clauses, work);
  let out: Offer[] = [];
  for (const o of offers) {
    const before = out.map((x) => isSpared(o, x));
    if (before.includes(null)) return null;
    if (before.includes(true)) continue;
    const after = out.map((x) => isSpared(x, o));
    if (after.includes(null)) return null;
    out = [...out.filter((_, i) => after[i] === false), o];
  }
  return out;
}
