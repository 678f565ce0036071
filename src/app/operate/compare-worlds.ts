import type { GateFacts } from '../../core/conditions/index.ts';
import { type AgeSet, type Coverage, modeOf, type OpenPairs } from '../../core/stream/index.ts';
import type { Pair } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { LiveText } from '../release/class-coverage.ts';
import { isSticking } from '../release/sticking-names.ts';

/** Texts with the facts their gates are asked about: as they are, or as they are supposed to be. */
export interface World {
  readonly texts: readonly LiveText[];
  readonly gate: (text: LiveText) => GateFacts;
}

/** The gates of a world at one moment. */
export interface WorldGates {
  readonly pairs: ReadonlyMap<string, OpenPairs>;
  /** Equal for worlds whose gates stand alike. */
  readonly key: string;
  /** Next moment at which time alone may move one of them; null when none is known. */
  readonly nextChange: Micros | null;
}

export function worldGates(world: World): WorldGates {
  const pairs = new Map<string, OpenPairs>();
  let nextChange: Micros | null = null;
  const bits: string[] = [];
  for (const text of world.texts) {
    const facts = world.gate(text);
    const ages = (list: readonly Pair[]): AgeSet[] =>
      list.map((pair) => {
        const result = pair.gate.evaluate(facts);
        if (result.nextChange !== null && (nextChange === null || result.nextChange < nextChange))
          nextChange = result.nextChange;
        bits.push(result.holds ? '1' : '0');
        return result.holds ? [{ from: pair.age.atLeast, until: pair.age.below }] : [];
      });
    const permits = ages(text.terms.permissions('receive'));
    pairs.set(text.id, { permits, blocks: ages(text.terms.prohibitions('receive')) });
  }
  return { pairs, key: bits.join(''), nextChange };
}

/**
 * At which ages what has a coverage is out while these pairs are open, and those of `sticking` by its name; `due` hears
 * when time alone will change that.
 */
export function modesUnder(
  pairs: ReadonlyMap<string, OpenPairs>,
  sticking: (name: string) => OpenPairs | null,
  at: Micros,
  due?: (at: Micros) => void,
): (coverage: Coverage) => AgeSet {
  const context = {
    open: (id: string) => (isSticking(id) ? sticking(id) : (pairs.get(id) ?? null)),
    at,
    ...(due === undefined ? {} : { due }),
  };
  return kept((coverage) => modeOf(coverage, context));
}

/** Worked out once per key. */
export function kept<Key, T>(make: (key: Key) => T): (key: Key) => T {
  const known = new Map<Key, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      known.set(key, value);
    }
    return value;
  };
}
