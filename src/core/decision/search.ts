import type { Leaf } from '../conditions/index.ts';
import type { TreeState } from '../terms/index.ts';
import type { Micros } from '../time.ts';
import { holdDown, type Lever, type Place, type Setting, stateAt } from './levers.ts';
import { type Hurdle, passes, verdictOf } from './verdict.ts';

/** Evaluations left; a search that runs out stops with what it has. */
export interface Budget {
  left: number;
}

/** A choice of one setting for each of some levers. */
export type Choice = readonly { readonly lever: Lever; readonly group: readonly [Setting, ...Setting[]] }[];

/** When everything of a choice counts: after the wait it names, and after each stated position has stood long enough. */
function ripeAt(choice: Choice, at: Micros): Micros {
  let ripe = at;
  let waits = false;
  for (const { lever, group } of choice) {
    const { wait } = group[0];
    if (wait !== null) ripe = Math.max(ripe, wait.until);
    else if (lever.place.leaf.operand.name === 'position' && holdDown(lever.place) > 0) {
      waits = true;
      ripe = Math.max(ripe, at + holdDown(lever.place));
    }
  }
  return waits ? ripe : at;
}

/** Evaluates rules over the values of their conditions, so that a search reads no fact twice. */
export class Board {
  readonly #hurdles: readonly Hurdle[];
  readonly #places: readonly Place[];
  readonly #at: Micros;
  readonly #later = new Map<Micros, readonly TreeState[]>();
  readonly #index = new Map<Hurdle, Map<Leaf, number>>();

  constructor(hurdles: readonly Hurdle[], places: readonly Place[], at: Micros) {
    this.#at = at;
    this.#hurdles = hurdles;
    this.#places = places;
    for (const [index, place] of places.entries()) {
      const leaves = this.#index.get(place.hurdle) ?? new Map<Leaf, number>();
      leaves.set(place.leaf, index);
      this.#index.set(place.hurdle, leaves);
    }
  }

  /** Whether the choice permits, now and (where a stated position must first stand for a while) still when it counts. */
  permitsWith(choice: Choice): boolean {
    if (!this.#permits(choice, null)) return false;
    const ripe = ripeAt(choice, this.#at);
    return ripe <= this.#at || this.#permits(choice, this.#placesAt(ripe));
  }

  /** States of all conditions at a later moment, if nothing but the clock moves. */
  #placesAt(at: Micros): readonly TreeState[] {
    const kept = this.#later.get(at) ?? this.#places.map((place) => stateAt(place, at, this.#at));
    this.#later.set(at, kept);
    return kept;
  }

  #permits(choice: Choice, later: readonly TreeState[] | null): boolean {
    const stateOf = (leaf: Leaf, hurdle: Hurdle): TreeState => {
      const index = this.#index.get(hurdle)?.get(leaf) ?? -1;
      const recorded: TreeState = later?.[index] ?? this.#places[index]?.state ?? { value: 'U', since: null };
      let state = recorded;
      for (const { group } of choice) {
        // The clock's own states are those of the moment it waits for; later ones are recorded already.
        const moved = later !== null && group[0].wait !== null ? undefined : group[0].states.get(index);
        if (moved !== undefined) state = moved.value === recorded.value ? recorded : moved;
      }
      return state;
    };
    if (this.#hurdles.some((hurdle) => hurdle.context.view?.unknownMarking === true)) return false;
    return this.#hurdles.every((hurdle) => passes(verdictOf(hurdle, stateOf)));
  }
}

function* subsets(levers: readonly Lever[], size: number, from = 0): Generator<readonly Lever[]> {
  if (size === 0) yield [];
  else
    for (let i = from; i + size <= levers.length; i++) {
      const lever = levers[i];
      if (lever !== undefined) for (const rest of subsets(levers, size - 1, i + 1)) yield [lever, ...rest];
    }
}

/** All choices of settings, by their place in the order of distance. */
function* choices(levers: readonly Lever[]): Generator<{ readonly choice: Choice; readonly rank: number }> {
  const [lever, ...rest] = levers;
  if (lever === undefined) {
    yield { choice: [], rank: 0 };
    return;
  }
  for (const [index, group] of lever.settings.entries())
    for (const tail of choices(rest)) yield { choice: [{ lever, group }, ...tail.choice], rank: tail.rank + index };
}

/** The nearest permitting choice of exactly these levers, and what else would do for each; null when there is none. */
function bestChoice(
  levers: readonly Lever[],
  board: Board,
  budget: Budget,
): { best: Choice; all: readonly Choice[] } | null {
  const permitting: { choice: Choice; rank: number }[] = [];
  for (const each of choices(levers)) {
    if (budget.left <= 0) break;
    budget.left--;
    if (board.permitsWith(each.choice)) permitting.push(each);
  }
  const sorted = permitting.sort((a, b) => a.rank - b.rank);
  return sorted[0] === undefined ? null : { best: sorted[0].choice, all: sorted.map((each) => each.choice) };
}

/** A smallest set of levers with the choice that permits. */
export interface FoundSet {
  readonly keys: ReadonlySet<string>;
  readonly best: Choice;
  /** Every permitting choice of exactly these levers, nearest first. */
  readonly all: readonly Choice[];
}

export const isSubset = (small: ReadonlySet<string>, large: ReadonlySet<string>): boolean =>
  [...small].every((key) => large.has(key));

/** All smallest sets of at most `sizeMax` levers, by size; none contains another. */
export function smallestSets(
  levers: readonly Lever[],
  board: Board,
  sizeMax: number,
  budget: Budget,
): readonly FoundSet[] {
  const found: FoundSet[] = [];
  for (let size = 1; size <= sizeMax; size++)
    for (const set of subsets(levers, size)) {
      if (budget.left <= 0) return found;
      const keys = new Set(set.map((lever) => lever.id));
      if (found.some((each) => isSubset(each.keys, keys))) continue;
      const choice = bestChoice(set, board, budget);
      if (choice !== null) found.push({ keys, ...choice });
    }
  return found;
}
