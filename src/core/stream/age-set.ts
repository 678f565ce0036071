import type { Micros } from '../time.ts';

/** Ages at which a version is released: `from <= age < until`; `until` null is without end. Ages are never negative. */
export interface AgeInterval {
  readonly from: Micros;
  readonly until: Micros | null;
}

/** Sorted, disjoint, not touching. Empty = never, `[{from: 0, until: null}]` = always. */
export type AgeSet = readonly AgeInterval[];

export const never: AgeSet = [];
export const always: AgeSet = [{ from: 0, until: null }];

const end = (x: AgeInterval): number => x.until ?? Number.POSITIVE_INFINITY;
const interval = (from: Micros, until: number): AgeInterval => ({
  from,
  until: until === Number.POSITIVE_INFINITY ? null : until,
});

export function uniteAges(a: AgeSet, b: AgeSet): AgeSet {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const all = [...a, ...b].sort((x, y) => x.from - y.from);
  const out: AgeInterval[] = [];
  for (const next of all) {
    const last = out[out.length - 1];
    if (last !== undefined && next.from <= end(last))
      out[out.length - 1] = interval(last.from, Math.max(end(last), end(next)));
    else out.push(next);
  }
  return out;
}

export function intersectAges(a: AgeSet, b: AgeSet): AgeSet {
  const out: AgeInterval[] = [];
  for (const x of a)
    for (const y of b) {
      const from = Math.max(x.from, y.from);
      const until = Math.min(end(x), end(y));
      if (from < until) out.push(interval(from, until));
    }
  return out.sort((x, y) => x.from - y.from);
}

export function subtractAges(a: AgeSet, b: AgeSet): AgeSet {
  let rest = a;
  for (const cut of b) {
    const out: AgeInterval[] = [];
    for (const x of rest) {
      if (x.from < Math.min(cut.from, end(x))) out.push(interval(x.from, Math.min(cut.from, end(x))));
      if (Math.max(end(cut), x.from) < end(x)) out.push(interval(Math.max(end(cut), x.from), end(x)));
    }
    rest = out;
  }
  return rest;
}

/** The interval that holds `age`, or null. */
export function intervalAt(set: AgeSet, age: Micros): AgeInterval | null {
  for (const x of set) if (age >= x.from && age < end(x)) return x;
  return null;
}

export const sameAges = (a: AgeSet, b: AgeSet): boolean =>
  a.length === b.length && a.every((x, i) => x.from === b[i]!.from && x.until === b[i]!.until);
