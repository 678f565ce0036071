import { type AskedKind, askedKindOf, type Leaf } from '../../core/conditions/index.ts';
import type { PartyId, TextId } from '../../core/ids.ts';
import { delivererOf, type Provenance } from '../../core/lineage/index.ts';
import { type CompiledTerms, leavesOf } from '../../core/terms/index.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { NodeState } from '../node-state.ts';
import { type AskedOf, isAskedLeaf } from '../release/asked-answers.ts';
import { askedBySticking } from '../release/whom-texts-ask.ts';

export type AskableDeps = Pick<NodeState, 'engine' | 'received'>;

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
export function askables(deps: AskableDeps, row: FoundRow, recipient: PartyId): readonly Askable[] {
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
