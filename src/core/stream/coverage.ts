import { type AgeSet, always, intersectAges, never, subtractAges, uniteAges } from './age-set.ts';

/**
 * By what a class is covered for one partner, apart from the gates: which pairs of which texts its facts satisfy, and
 * what must be covered besides because it is referred to. Two classes with equal coverage are one group.
 */
export type Coverage =
  /** One text: released at the ages of its open permission pairs less those of its open prohibition pairs. */
  | {
      readonly text: string;
      readonly form: string;
      readonly permits: readonly number[];
      readonly blocks: readonly number[];
    }
  | { readonly all: readonly Coverage[] }
  | { readonly any: readonly Coverage[] };

export const nothing: Coverage = { any: [] };
export const anything: Coverage = { all: [] };

const isNothing = (c: Coverage): boolean => 'any' in c && c.any.length === 0;
const isAnything = (c: Coverage): boolean => 'all' in c && c.all.length === 0;

/** The name by which coverages are equal. */
export const coverageKey = (c: Coverage): string => JSON.stringify(c);

function distinct(parts: readonly Coverage[]): Coverage[] {
  const byKey = new Map(parts.map((p) => [coverageKey(p), p]));
  return [...byKey.keys()].sort().map((k) => byKey.get(k)!);
}

export function coveredByAll(parts: readonly Coverage[]): Coverage {
  if (parts.some(isNothing)) return nothing;
  const rest = distinct(parts.flatMap((p) => ('all' in p ? p.all : [p])));
  return rest.length === 1 ? rest[0]! : { all: rest };
}

export function coveredByAny(parts: readonly Coverage[]): Coverage {
  if (parts.some(isAnything)) return anything;
  const rest = distinct(parts.flatMap((p) => ('any' in p ? p.any : [p])));
  return rest.length === 1 ? rest[0]! : { any: rest };
}

/** Texts a coverage speaks of. */
export function textsOf(c: Coverage): string[] {
  if ('text' in c) return [c.text];
  return [...new Set(('all' in c ? c.all : c.any).flatMap(textsOf))];
}

/** Ages of the pairs of one text that are open now, by pair number; a closed pair has none. */
export interface OpenPairs {
  readonly permits: readonly AgeSet[];
  readonly blocks: readonly AgeSet[];
}

/** The mode of a coverage while these pairs are open; a text that is not in force has no open pairs. */
export function modeOf(c: Coverage, open: (text: string) => OpenPairs | null): AgeSet {
  if ('all' in c) return c.all.reduce<AgeSet>((mode, part) => intersectAges(mode, modeOf(part, open)), always);
  if ('any' in c) return c.any.reduce<AgeSet>((mode, part) => uniteAges(mode, modeOf(part, open)), never);
  const pairs = open(c.text);
  if (pairs === null) return never;
  const permitted = c.permits.reduce<AgeSet>((mode, i) => uniteAges(mode, pairs.permits[i] ?? never), never);
  return c.blocks.reduce<AgeSet>((mode, i) => subtractAges(mode, pairs.blocks[i] ?? never), permitted);
}
