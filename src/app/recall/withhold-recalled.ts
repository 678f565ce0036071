import type { PartyId } from '../../core/ids.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { NodeState } from '../node-state.ts';
import type { StoredFacts } from '../release/class-book.ts';
import type { CollectionState } from '../release/collection-state.ts';
import { byId, noRows } from '../release/held-rows.ts';
import { awaitedOf, whileAwaited } from './await-answers.ts';
import type { RecallBook } from './recall-book.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf'>;

/** Versions whose facts change in one commit. */
const atOnce = 1_000;

/** These versions go to this party no more, whatever its terms. Again changes nothing. */
export const withholdFrom = (deps: Deps, party: PartyId, in_: CollectionState, seqs: readonly number[]) =>
  inSlices(deps, in_, seqs, withheld(party), (rows) => deps.shelf.regrade(rows, withheld(party)));

const withheld =
  (party: PartyId) =>
  (facts: StoredFacts): StoredFacts => {
    const from = facts.recalledFrom ?? [];
    return from === 'everybody' || from.includes(party) ? facts : { ...facts, recalledFrom: [...from, party].sort() };
  };

/**
 * The terms alone decide again whether they go to it. What it was asked for and has not answered waits for that answer:
 * the question that is under way would delete what goes out now.
 */
export const letOutAgain = (
  deps: Deps & { readonly book: RecallBook },
  party: PartyId,
  in_: CollectionState,
  seqs: readonly number[],
) =>
  inSlices(deps, in_, seqs, letOut(party), async (rows) => {
    const { shelf, book } = deps;
    const known = byId(await shelf.find([...new Set(rows.map(({ id }) => id))]));
    const waits = (row: FoundRow): boolean => awaitedOf(book, known.get(row.id) ?? noRows, row.version).includes(party);
    const waiting = new Set(rows.filter(waits));
    await shelf.regrade([...waiting], (facts) => whileAwaited(party)(letOut(party)(facts)));
    await shelf.regrade(
      rows.filter((row) => !waiting.has(row)),
      letOut(party),
    );
  });

const letOut =
  (party: PartyId) =>
  (facts: StoredFacts): StoredFacts => {
    const { recalledFrom, ...rest } = facts;
    if (recalledFrom === undefined || recalledFrom === 'everybody' || !recalledFrom.includes(party)) return facts;
    const left = recalledFrom.filter((one) => one !== party);
    return left.length === 0 ? rest : { ...rest, recalledFrom: left };
  };

/** `change` gets the rows whose facts `facts` makes others of; it holds the lock. */
async function inSlices(
  deps: Deps,
  collection: CollectionState,
  seqs: readonly number[],
  facts: (old: StoredFacts) => StoredFacts,
  change: (rows: readonly FoundRow[]) => Promise<void>,
): Promise<void> {
  const { engine, store } = deps;
  for (let from = 0; from < seqs.length; from += atOnce) {
    const slice = seqs.slice(from, from + atOnce);
    await engine.exclusive(async () => {
      const moving = slice.filter((seq) => {
        const classNo = collection.classes[seq] ?? 0;
        if (classNo === 0) return false;
        const old = engine.book.factsOf(classNo);
        return facts(old) !== old;
      });
      if (moving.length > 0) await change(await rowsOf(store, collection, moving));
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
