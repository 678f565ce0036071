import type { StickingText } from '../../core/decision/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { delivererOf, type Provenance } from '../../core/lineage/index.ts';
import { type CompiledTerms, compileTerms } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import type { StoredFacts } from '../release/class-book.ts';
import type { StickingGates } from '../release/sticking-gates.ts';
import { isInForce } from '../release/sticking-pairs.ts';
import type { StickingText as Sticking } from './received-texts.ts';

type Deps = Pick<NodeState, 'engine' | 'received'>;

interface Asked {
  readonly party: PartyId;
  readonly at: Micros;
  readonly known: Micros;
  /** Gates with the answers that count. */
  readonly sticking: StickingGates | null;
}

/**
 * The texts that an object came under, as hurdles of a decision about one recipient: every one of them must allow
 * `relay`. None for own material, and none for its deliverer, who reads back what it brought.
 */
export function receivedUnder(deps: Deps, facts: StoredFacts, asked: Asked): readonly StickingText[] {
  const { lineage, deliverer, apart = null } = facts;
  if (lineage === undefined || deliverer === asked.party) return [];
  return lineage
    .filter((one) => delivererOf(one) !== asked.party)
    .flatMap((one) => deps.received.stickingTo(one).map((sticking) => hurdle(deps, one, sticking, apart, asked)));
}

function hurdle(
  { engine }: Deps,
  one: Provenance,
  sticking: Sticking,
  apart: string | null,
  { party, at, known, sticking: gates }: Asked,
): StickingText {
  const terms = sticking.terms ?? unknownTerms(sticking);
  const origin = one.origin;
  const over = gates?.overOf(one) ?? null;
  const facing = (own: CompiledTerms | null) =>
    gates?.facts({ sticking, recipient: party, origin, over, own, at, known }) ??
    engine.gateFacts(sticking, party, at, known);
  return {
    terms,
    inForce: isInForce(sticking, at),
    gate: facing(null),
    facing,
    ...(gates === null ? {} : { objectFact: gates.objectFact(one, terms, apart, party, at) }),
  };
}

/** A text that is not known here allows nothing; it still has a name and a giver to show. */
function unknownTerms({ id, from }: Sticking): CompiledTerms {
  const made = compileTerms({
    id,
    from: `party:${from}`,
    over: 'collection:unknown',
    allow: [],
    deny: [],
    owe: [],
    disclose: 'none',
    references: 'close',
  });
  if (!made.ok) throw new Error('a text without rules does not compile');
  return made.value;
}
