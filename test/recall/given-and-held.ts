import type { NodeState } from '../../src/app/node-state.ts';
import { findHoldings } from '../../src/app/recall/find-holdings.ts';
import { plainRecall } from '../../src/app/recall/plain-recall.ts';
import type { PartyId } from '../../src/core/ids.ts';

/** Names of the versions that the giver has on record as held by a party, and none of it as asked for. */
export async function onRecordAt(giver: NodeState, party: string): Promise<string[]> {
  const everything = { ...plainRecall, to: [party as PartyId], scope: { of: null, under: null } };
  if (giver.store.dirty) await giver.store.flush();
  const names: string[] = [];
  for (const { feed, held } of await findHoldings({ ...giver, book: giver.recalls.book }, everything)) {
    const seqs = held.map(({ seq }) => seq);
    for (const row of await giver.store.rows(feed.collection.record.no, seqs, true))
      names.push(`${row.id} ${row.version}`);
  }
  return [...new Set(names)].sort();
}

/** Names of the versions that a node holds from a party. */
export async function heldFrom({ engine, store }: NodeState, deliverer: string): Promise<string[]> {
  if (store.dirty) await store.flush();
  const names: string[] = [];
  for (const collection of engine.collections.values())
    for (const row of await store.scan(collection.record.no, 0, 1_000_000))
      if (engine.book.factsOf(collection.classes[row.seq]!).deliverer === deliverer)
        names.push(`${row.id} ${row.version}`);
  return names.sort();
}
