import type { PartyId } from '../../core/ids.ts';
import { readRanges } from '../../core/number-ranges.ts';
import { instantKey } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { peer } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import { isRecalledFrom, type StoredFacts } from '../release/class-book.ts';
import { byId, noRows } from '../release/held-rows.ts';
import type { AskedPart, RecallBook } from './recall-book.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf'> & { readonly book: RecallBook };
type Named = Pick<FoundRow, 'collection' | 'seq' | 'version'>;

/** Versions whose facts change in one commit. */
const atOnce = 1_000;
const seqEnd = 1_000_000_000;

const keyOf = (id: string, version: string): string => `${id}|${instantKey(version)}`;

/**
 * Parties that were asked for a version and have not answered. A holder deletes by id and version, whichever collection
 * brought its copy, so every row of that name counts: `rows` are all of the id, those of what is gone as well. `without`:
 * a part that is not looked at.
 */
export function awaitedOf(
  book: RecallBook,
  rows: readonly Named[],
  version: string,
  without: AskedPart | null = null,
): PartyId[] {
  const parties = [...book.awaitedParties()];
  if (parties.length === 0) return parties;
  const instant = instantKey(version);
  const same = rows.filter((row) => instantKey(row.version) === instant);
  const isAwaited = (party: PartyId): boolean =>
    same.some(({ collection, seq }) => {
      const asked = book.awaitedPart(party, collection, seq);
      return asked !== null && asked !== without;
    });
  return parties.filter(isAwaited).sort();
}

export const whileAwaited = (party: PartyId): ((facts: StoredFacts) => StoredFacts) => {
  return (facts) => ({ ...facts, awaited: [...new Set([...(facts.awaited ?? []), party])].sort() });
};

/** Facts as they are once a party is not waited for any more. */
export function onceAnswered(facts: StoredFacts, party: PartyId): StoredFacts {
  const { awaited = [], ...rest } = facts;
  const left = awaited.filter((one) => one !== party);
  return left.length === 0 ? rest : { ...rest, awaited: left };
}

/** What of these versions, in whichever collection, could go to the party by its terms, now or later. */
export async function couldGo(
  { engine, shelf }: Deps,
  party: PartyId,
  names: readonly peer.VersionName[],
): Promise<FoundRow[]> {
  const wanted = new Set(names.map(([id, version]) => keyOf(id, version)));
  return (await shelf.find([...new Set(names.map(([id]) => id))])).filter((row) => {
    const classNo = engine.collections.get(row.collection)?.classes[row.seq] ?? 0;
    if (classNo === 0 || !wanted.has(keyOf(row.id, row.version))) return false;
    const facts = engine.book.factsOf(classNo);
    return facts.deliverer !== party && !isRecalledFrom(facts, party);
  });
}

/** Keeps these versions from the party until it has answered. Answers as of which commit all of them are kept. */
export async function keepUntilAnswered(
  deps: Deps,
  party: PartyId,
  names: readonly peer.VersionName[],
): Promise<number> {
  const { engine, shelf } = deps;
  for (;;) {
    const { commit } = engine.horizon();
    const rows = await couldGo(deps, party, names);
    if (rows.length === 0) return commit;
    for (let from = 0; from < rows.length; from += atOnce) {
      const slice = rows.slice(from, from + atOnce);
      await engine.exclusive(() => shelf.regrade(slice.filter(isStored(deps)), whileAwaited(party)));
    }
  }
}

const isStored =
  ({ engine }: Pick<Deps, 'engine'>) =>
  ({ collection, seq }: FoundRow): boolean =>
    (engine.collections.get(collection)?.classes[seq] ?? 0) !== 0;

/**
 * The holder will delete nothing any more because of this part: what was kept from it until then goes out as far as the
 * terms let it, as something new.
 */
export async function letGo(deps: Deps, asked: AskedPart): Promise<void> {
  const { engine, shelf, store, book } = deps;
  const { to, part } = asked;
  for (let isDone = false; !isDone; ) {
    await engine.exclusive(async () => {
      const rows = await keptFor(deps, asked);
      isDone = rows.length <= atOnce;
      await shelf.regrade(
        rows.slice(0, atOnce),
        (facts) => onceAnswered(facts, to.party),
        () => {
          if (isDone) book.putPart(to.thread, part, { ...book.part(to.thread, part), isOver: true });
        },
      );
    });
    await store.flush();
  }
}

/** What is kept from the holder because of this part alone. */
async function keptFor({ engine, shelf, store, book }: Deps, asked: AskedPart): Promise<FoundRow[]> {
  const { to, part } = asked;
  const { collection, seqs } = to.parts[part - 1]!;
  if (store.dirty) await store.flush();
  const named = await store.rows(collection, readRanges(seqs, seqEnd) ?? [], true);
  const wanted = new Set(named.map(({ id, version }) => keyOf(id, version)));
  const rows = await shelf.find([...new Set(named.map(({ id }) => id))]);
  const known = byId(rows);
  return rows.filter((row) => {
    const classNo = engine.collections.get(row.collection)?.classes[row.seq] ?? 0;
    if (classNo === 0 || !wanted.has(keyOf(row.id, row.version))) return false;
    if (engine.book.factsOf(classNo).awaited?.includes(to.party) !== true) return false;
    return !awaitedOf(book, known.get(row.id) ?? noRows, row.version, asked).includes(to.party);
  });
}
