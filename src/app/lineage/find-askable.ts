import { type AskedKind, askedKindOf, type Leaf } from '../../core/conditions/index.ts';
import { decide } from '../../core/decision/index.ts';
import type { PartyId, TextId } from '../../core/ids.ts';
import { delivererOf, type Provenance } from '../../core/lineage/index.ts';
import { type CompiledTerms, leavesOf } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { NodeState } from '../node-state.ts';
import { type DecideDeps, questionAbout } from '../operate/decide-object.ts';
import { type AskedOf, isAskedLeaf } from '../release/asked-answers.ts';
import { askedBySticking } from '../release/sticking-gates.ts';
import type { Answers } from './consent-book.ts';

type Deps = DecideDeps & Pick<NodeState, 'consents'>;

/** One answer that a text asks for before an object may go to a recipient. */
export interface Askable {
  readonly kind: AskedKind;
  /** Who has to answer. */
  readonly by: PartyId;
  /** Under which name its answer for a whole collection is kept. */
  readonly over: string | null;
  /** Whom the question is handed to: along the way the object came, or straight to whoever is named. */
  readonly via: PartyId;
  /** Operand key of the condition, and the sticking text it stands in; null for a text of ours. */
  readonly key: string;
  readonly under: TextId | null;
}

/** Everybody whom a text asks about an object for a recipient, answered or not. */
export function askables(deps: Deps, row: FoundRow, recipient: PartyId): readonly Askable[] {
  const { engine, received } = deps;
  const { sticking } = engine;
  const collection = engine.collections.get(row.collection);
  if (sticking === null || collection === undefined) return [];
  const facts = engine.factsOf(row);
  const ways = facts.deliverer === recipient ? [] : (facts.lineage ?? []);
  const via = (by: PartyId): PartyId => {
    const way = ways.find((one) => one.origin === by || one.path.includes(by));
    return way === undefined ? by : delivererOf(way);
  };
  const found: Askable[] = [];
  const add = (terms: CompiledTerms, whom: AskedOf, under: TextId | null): void => {
    for (const leaf of askedOf(terms))
      for (const { by, over } of whom(leaf.condition.params['of']))
        if (by !== recipient)
          found.push({ kind: askedKindOf(leaf.operand.name)!, by, over, via: via(by), key: leaf.key, under });
  };
  for (const { terms } of engine.textsFor(recipient, row.collection))
    add(terms, sticking.askedByOurs(collection.over, facts), null);
  for (const one of ways.filter((way: Provenance) => delivererOf(way) !== recipient))
    for (const { terms, id } of received.stickingTo(one))
      if (terms !== null) add(terms, askedBySticking(one.origin, sticking.overOf(one)), id);
  return found;
}

const askedOf = (terms: CompiledTerms): readonly Leaf[] =>
  terms.rules.flatMap((rule) => leavesOf(rule.tree)).filter(isAskedLeaf);

/** Answers looked for together: more than this many parties asked at once are asked all. */
const togetherMax = 3;

/**
 * The fewest answers that would let an object go, of those that nobody gave yet; null where answers alone do not.
 */
export function missingAnswers(
  deps: Deps,
  row: FoundRow,
  recipient: PartyId,
  at: Micros,
): readonly Askable[] | null {
  const { engine, consents } = deps;
  const apart = engine.factsOf(row).apart ?? null;
  const open = new Map<string, Askable>();
  for (const one of askables(deps, row, recipient)) {
    const { kind, by, over } = one;
    const said = consents.state({ kind, by, recipient, object: apart, over }, at).fact;
    if (said === null && !open.has(nameOf(one))) open.set(nameOf(one), one);
  }
  const all = [...open.values()];
  if (all.length === 0) return null;
  const lets = (some: readonly Askable[]): boolean => {
    const sticking = engine.sticking?.supposing(granted(consents, some)) ?? null;
    return decide(questionAbout(deps, row, recipient, at, sticking)).decision === 'permit';
  };
  for (let size = 1; size <= Math.min(togetherMax, all.length); size++)
    for (const some of subsets(all, size)) if (lets(some)) return some;
  return all.length > togetherMax && lets(all) ? all : null;
}

const nameOf = ({ kind, by, over }: Pick<Askable, 'kind' | 'by' | 'over'>): string => `${kind}|${by}|${over ?? ''}`;

/** As if these had been granted, where nothing else was said. */
function granted(book: Answers, some: readonly Askable[]): Answers {
  const names = new Set(some.map(nameOf));
  return {
    hasObject: (kind, by, recipient, object) => book.hasObject(kind, by, recipient, object),
    state: (asked, at) => {
      const known = book.state(asked, at);
      return known.fact === null && names.has(nameOf(asked)) ? { ...known, fact: 'granted', since: at } : known;
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
