import type { Needs } from './class-book.ts';

/** What one version offers to those that refer to it: its facts and what it needs itself. */
export interface Option {
  readonly base: number;
  readonly needs: Needs;
  /** A copy for its bringer's eyes: it may serve that party, and can never stand in the way of what others get. */
  readonly kept: boolean;
}

/** Beyond this many clauses a need is given up as one that nothing meets: withheld rather than half checked. */
const clausesMax = 256;

const unmet: Needs = [[]];

const needsKey = (needs: Needs): string => (needs.length === 0 ? '' : JSON.stringify(needs));

/** Drops clauses that another clause already implies, and orders what is left. */
function tidy(clauses: Needs): Needs {
  return tidied(clauses) ?? unmet;
}

/** Null where too many clauses are left. */
function tidied(clauses: Needs): Needs | null {
  if (clauses.length === 0) return clauses;
  if (clauses.some((c) => c.length === 0)) return unmet;
  const sets = [
    ...new Map(clauses.map((c) => [...new Set(c)].sort((a, b) => a - b)).map((c) => [c.join(), c])).values(),
  ];
  sets.sort((a, b) => a.length - b.length || (a.join() < b.join() ? -1 : 1));
  const kept: number[][] = [];
  const single = new Set<number>();
  for (const c of sets) {
    if (c.length === 1) single.add(c[0]!);
    else if (c.some((x) => single.has(x)) || kept.some((k) => k.every((x) => c.includes(x)))) continue;
    kept.push(c);
  }
  return kept.length > clausesMax ? null : kept.sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

/** One of the options must be met: every version of a referenced id counts, so a hidden one added changes nothing. */
function anyOf(options: readonly Option[]): Needs {
  let out: Needs | null = null;
  for (const o of [...options.filter((x) => !x.kept), ...options.filter((x) => x.kept)]) {
    const clauses: Needs = tidy([[o.base], ...o.needs]);
    const both: Needs | null = out === null ? clauses : tidied(out.flatMap((a) => clauses.map((b) => [...a, ...b])));
    out = both ?? (o.kept ? out : unmet);
  }
  return out ?? unmet;
}

/** All references must be met. Copies kept for their bringers are left out where they make it too much to check. */
function needsOf(references: readonly (readonly Option[])[]): Needs {
  const all = tidied(clausesOf(references));
  if (all !== null || !references.some((options) => options.some((o) => o.kept))) return all ?? unmet;
  return tidy(clausesOf(references.map((options) => options.filter((o) => !o.kept))));
}

function clausesOf(references: readonly (readonly Option[])[]): Needs {
  const seen = new Set<string>();
  const clauses: (readonly number[])[] = [];
  for (const options of references) {
    const distinct = new Map(options.map((o) => [`${o.base}/${needsKey(o.needs)}`, o]));
    const key = [...distinct.keys()].sort().join(';');
    if (seen.has(key)) continue;
    seen.add(key);
    clauses.push(...anyOf([...distinct.values()]));
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
  for (const i of todo) {
    todo.delete(i);
    const u = unsettled[i]!;
    const next = needsOf(
      u.refs.map((ref) => {
        const inside = (byId.get(ref) ?? []).map(
          (k): Option => ({ base: unsettled[k]!.base, needs: needs[k]!, kept: origins.isKept(unsettled[k]!.base) }),
        );
        return [...settled(ref), ...inside].filter((o) => origins.vouches(ref, o.base, u.base));
      }),
    );
    if (needsKey(next) === needsKey(needs[i]!)) continue;
    needs[i] = next;
    for (const r of referrers.get(i) ?? []) todo.add(r);
  }
  return needs;
}
