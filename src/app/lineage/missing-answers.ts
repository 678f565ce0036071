import { decide } from '../../core/decision/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { NodeState } from '../node-state.ts';
import { type DecideDeps, questionAbout } from '../operate/decide-object.ts';
import type { Answers } from './consent-book.ts';
import { type Askable, askables } from './find-askable.ts';

type Deps = DecideDeps & Pick<NodeState, 'consents'>;

/** Answers looked for together: more than this many parties asked at once are asked all. */
const togetherMax = 3;

/** Answers that may be asked for: what nobody said yet, or what was refused or taken back as well. */
export type Asking = 'first' | 'again';

/**
 * The fewest answers that would let an object go, of those that nobody gave yet; null where answers alone do not. With
 * `again` those that were refused may be asked for once more.
 */
export function missingAnswers(
  deps: Deps,
  row: FoundRow,
  recipient: PartyId,
  at: Micros,
  asking: Asking = 'first',
): readonly Askable[] | null {
  const { engine, consents } = deps;
  const apart = engine.factsOf(row).apart ?? null;
  const open = new Map<string, Askable>();
  for (const one of askables(deps, row, recipient)) {
    const { kind, by, over } = one;
    const said = consents.state({ kind, by, recipient, object: apart, over }, at).fact;
    if (isOpen(said, asking) && !open.has(nameOf(one))) open.set(nameOf(one), one);
  }
  const all = [...open.values()];
  if (all.length === 0) return null;
  const lets = (some: readonly Askable[]): boolean => {
    const sticking = engine.sticking?.supposing(granted(consents, some, asking)) ?? null;
    return decide(questionAbout(deps, row, recipient, at, sticking)).decision === 'permit';
  };
  for (let size = 1; size <= Math.min(togetherMax, all.length); size++)
    for (const some of subsets(all, size)) if (lets(some)) return some;
  return all.length > togetherMax && lets(all) ? all : null;
}

const nameOf = ({ kind, by, over }: Pick<Askable, 'kind' | 'by' | 'over'>): string => `${kind}|${by}|${over ?? ''}`;

const isOpen = (said: string | null, asking: Asking): boolean =>
  said === null || (asking === 'again' && said === 'refused');

/** As if these had been granted. */
function granted(book: Answers, some: readonly Askable[], asking: Asking): Answers {
  const names = new Set(some.map(nameOf));
  return {
    isAskedAbout: (object) => book.isAskedAbout(object),
    hasObject: (kind, by, recipient, object) => book.hasObject(kind, by, recipient, object),
    state: (asked, at) => {
      const known = book.state(asked, at);
      return isOpen(known.fact, asking) && names.has(nameOf(asked)) ? { ...known, fact: 'granted', since: at } : known;
    },
  };
}

function* subsets<T>(all: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= all.length - size; i++)
    for (const rest of subsets(all, size - 1, i + 1)) yield [all[i]!, ...rest];
}
