import type { Micros } from '../time.ts';
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
  | { readonly any: readonly Coverage[] }
  /**
   * What is referred to: covers what refers to it from the age on at which it is out for good. That age counts `late`
   * after the referring version was added, or from the moment `since`, whichever is named.
   */
  | { readonly held: Coverage; readonly late: Micros }
  | { readonly held: Coverage; readonly since: Micros };

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
  const rest = distinct(
    ofHeld(
      parts.flatMap((p) => ('all' in p ? p.all : [p])),
      Math.max,
    ),
  );
  return rest.length === 1 ? rest[0]! : { all: rest };
}

export function coveredByAny(parts: readonly Coverage[]): Coverage {
  if (parts.some(isAnything)) return anything;
  const rest = distinct(
    ofHeld(
      parts.flatMap((p) => ('any' in p ? p.any : [p])),
      Math.min,
    ),
  );
  return rest.length === 1 ? rest[0]! : { any: rest };
}

/** One coverage held with several delays is held with one of them: all of them at the latest, any of them at the earliest. */
function ofHeld(parts: readonly Coverage[], one: (a: number, b: number) => number): Coverage[] {
  const late = new Map<string, { held: Coverage; late: Micros }>();
  const since = new Map<string, { held: Coverage; since: Micros }>();
  const rest: Coverage[] = [];
  for (const p of parts) {
    if (!('held' in p)) {
      rest.push(p);
      continue;
    }
    const key = coverageKey(p.held);
    if ('late' in p) late.set(key, { held: p.held, late: one(late.get(key)?.late ?? p.late, p.late) });
    else since.set(key, { held: p.held, since: one(since.get(key)?.since ?? p.since, p.since) });
  }
  return [...rest, ...late.values(), ...since.values()];
}

/** Texts a coverage speaks of. */
export function textsOf(c: Coverage): string[] {
  if ('text' in c) return [c.text];
  if ('held' in c) return textsOf(c.held);
  return [...new Set(('all' in c ? c.all : c.any).flatMap(textsOf))];
}

/** Ages of the pairs of one text that are open now, by pair number; a closed pair has none. */
export interface OpenPairs {
  readonly permits: readonly AgeSet[];
  readonly blocks: readonly AgeSet[];
}

/** Under what a mode is worked out. */
export interface ModeContext {
  /** Null for a text that is not in force: it has no open pairs. */
  readonly open: (text: string) => OpenPairs | null;
  readonly at: Micros;
  /** Told the next moment after `at` at which time alone changes the mode itself. */
  readonly due?: (at: Micros) => void;
}

/** The mode of a coverage while these pairs are open. */
export function modeOf(c: Coverage, context: ModeContext): AgeSet {
  if ('all' in c) return c.all.reduce<AgeSet>((mode, part) => intersectAges(mode, modeOf(part, context)), always);
  if ('any' in c) return c.any.reduce<AgeSet>((mode, part) => uniteAges(mode, modeOf(part, context)), never);
  if ('held' in c) return heldMode(c, context);
  const pairs = context.open(c.text);
  if (pairs === null) return never;
  const permitted = c.permits.reduce<AgeSet>((mode, i) => uniteAges(mode, pairs.permits[i] ?? never), never);
  return c.blocks.reduce<AgeSet>((mode, i) => subtractAges(mode, pairs.blocks[i] ?? never), permitted);
}

function heldMode(c: Extract<Coverage, { held: Coverage }>, context: ModeContext): AgeSet {
  const last = modeOf(c.held, context).at(-1);
  // What a later age takes back again holds nothing up: it may be gone for this partner while what names it is not.
  if (last === undefined || last.until !== null) return never;
  if (last.from === 0) return always;
  if ('late' in c) return [{ from: last.from + c.late, until: null }];
  const opens = c.since + last.from;
  if (opens <= context.at) return always;
  context.due?.(opens);
  return never;
}
