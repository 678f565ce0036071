import type { PartyId } from '../../core/ids.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { NodeState } from '../node-state.ts';
import type { StoredFacts } from '../release/class-book.ts';
import type { CollectionState } from '../release/collection-state.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf'>;

/** Versions whose facts change in one commit. */
const atOnce = 1_000;

/** These versions go to this party no more, whatever its terms. Again changes nothing. */
export const withholdFrom = (deps: Deps, party: PartyId, in_: CollectionState, seqs: readonly number[]) =>
  regradeInSlices(deps, in_, seqs, (facts) => {
    const from = facts.recalledFrom ?? [];
    return from === 'everybody' || from.includes(party) ? facts : { ...facts, recalledFrom: [...from, party].sort() };
  });

/** The terms alone decide again whether they go to it. */
export const letOutAgain = (deps: Deps, party: PartyId, in_: CollectionState, seqs: readonly number[]) =>
  regradeInSlices(deps, in_, seqs, (facts) => {
    const { recalledFrom, ...rest } = facts;
    if (recalledFrom === undefined || recalledFrom === 'everybody') return facts;
    const left = recalledFrom.filter((one) => one !== party);
    return left.length === 0 ? rest : { ...rest, recalledFrom: left };
  });

async function regradeInSlices(
  deps: Deps,
  collection: CollectionState,
  seqs: readonly number[],
  facts: (old: StoredFacts) => StoredFacts,
): Promise<void> {
  const { engine, store, shelf } = deps;
  for (let from = 0; from < seqs.length; from += atOnce) {
    const slice = seqs.slice(from, from + atOnce);
    await engine.exclusive(async () => {
      const moving = slice.filter((seq) => {
        const classNo = collection.classes[seq] ?? 0;
        if (classNo === 0) return false;
        const old = engine.book.factsOf(classNo);
        return facts(old) !== old;
      });
      if (moving.length === 0) return;
      await shelf.regrade(await rowsOf(store, collection, moving), facts);
    });
  }
}

/** Rows as the shelf takes them, with the classes as they stand in memory. */
async function rowsOf(
  store: NodeState['store'],
  collection: CollectionState,
  seqs: readonly number[],
): Promise<FoundRow[]> {
  if (store.dirty) await store.flush();
  const rows = await store.rows(collection.record.no, seqs);
  return rows.map((row) => ({ ...row, collection: collection.record.no, classNo: collection.classes[row.seq]! }));
}
