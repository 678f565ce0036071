import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { delivererOf } from '../../core/lineage/index.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { NodeState } from '../node-state.ts';
import { kindOf } from './consent-book.ts';
import type { ConsentCase, ConsentCases } from './consent-case.ts';
import { wentTo } from './went-to.ts';

type Deps = Pick<NodeState, 'engine' | 'shelf'>;

/**
 * An approval may be asked of a party that never had the object: a text names it. What it holds makes no difference then.
 * So that nobody fills the list of own staff, only so many wait for one asker.
 */
export function isForStaff({ cases }: { readonly cases: ConsentCases }, one: ConsentCase): boolean {
  if (kindOf(one) !== 'approval' || one.from !== one.asker) return false;
  const waiting = cases
    .list()
    .filter(({ from, role, state }) => from === one.from && role === 'originator' && state === 'waiting');
  return waiting.length < limits.approvalQuestionsPerPartnerMax;
}

/** Versions that went to a party. */
export async function givenTo({ engine, shelf }: Deps, party: PartyId, object: string): Promise<readonly FoundRow[]> {
  // What was deleted since has no facts any more, and is not passed on by anybody.
  const isHere = (row: FoundRow): boolean => (engine.collections.get(row.collection)?.classes[row.seq] ?? 0) !== 0;
  return (await shelf.find([object])).filter((row) => isHere(row) && wentTo(engine, party, [row]));
}

/** Who gave us what came from, or through, the party asked. */
export function nextTowards(
  { engine }: Pick<Deps, 'engine'>,
  rows: readonly FoundRow[],
  asked: PartyId,
): PartyId | null {
  const ways = rows.flatMap((row) => engine.factsOf(row).lineage ?? []);
  const way = ways.find(({ origin, path }) => origin === asked || path.includes(asked));
  return way === undefined ? null : delivererOf(way);
}
