import type { PartyId } from '../../core/ids.ts';
import { delivererOf } from '../../core/lineage/index.ts';
import { rangesText } from '../../core/number-ranges.ts';
import type { Moment } from '../../core/stream/index.ts';
import { instantKey } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import { peer } from '../../protocol/index.ts';
import { forgetKeysOf } from '../federation/push/delivery-keys.ts';
import type { QuarantineRow } from '../federation/quarantine.ts';
import type { Aside } from '../keep-aside.ts';
import type { NodeState } from '../node-state.ts';
import { plainRecall, scopeOf } from './plain-recall.ts';
import type { RecallBook } from './recall-book.ts';
import type { IncomingRecall, PartAnswer, Recall } from './recall-record.ts';
import { recalledVersions } from './recalled-versions.ts';

export type ObeyDeps = Pick<
  NodeState,
  'engine' | 'store' | 'shelf' | 'messages' | 'platform' | 'settings' | 'federation'
> & { readonly book: RecallBook };

/**
 * One step of what another party recalled. Only copies that came from it and from nobody else are touched (O 6951, O 2215),
 * and what is answered is a function of those copies alone. False when it waits: for own staff, or for the recall from
 * those who had it from us to be written.
 */
export async function obeyRecall(deps: ObeyDeps, one: IncomingRecall): Promise<boolean> {
  switch (one.state) {
    case 'new':
      await begin(deps, one);
      return true;
    case 'asked':
      if (one.decided === null) return false;
      await decide(deps, one, one.decided.keep);
      return true;
    case 'done':
      return answer(deps, one);
    case 'answered':
      return false;
  }
}

/** `row`: of the quarantine; what is aside is never stored. */
interface Apart {
  readonly id: string;
  readonly row: QuarantineRow | null;
}

interface Copies {
  readonly rows: readonly FoundRow[];
  /** Places in the message of which there is a copy. */
  readonly held: readonly number[];
  readonly other: readonly number[];
  /** In quarantine or kept aside: never part of a collection. */
  readonly apart: readonly Apart[];
}

async function begin(deps: ObeyDeps, one: IncomingRecall): Promise<void> {
  const { engine, shelf, settings, store } = deps;
  await engine.exclusive(async () => {
    const copies = await findCopies(deps, one);
    const asks = settings.recalls === 'ask' && copies.rows.length > 0;
    if (!asks) return deleteCopies(deps, one, copies);
    await shelf.regrade(
      copies.rows,
      (facts) => ({ ...facts, recalledFrom: 'everybody' }),
      (moment) => {
        const forward = passOn(deps, one, copies, moment);
        for (const { row } of copies.apart) if (row !== null) deps.federation.deps.quarantine.keepBack(row);
        deps.book.putIncoming({ ...one, state: 'asked', held: copies.held.length, forward });
      },
    );
  });
  await store.flush();
}

async function decide(deps: ObeyDeps, one: IncomingRecall, keep: string | null): Promise<void> {
  const { engine, book, store } = deps;
  await engine.exclusive(async () => {
    const copies = await findCopies(deps, one);
    if (keep === null) return deleteCopies(deps, one, copies);
    engine.change(() => book.putIncoming({ ...one, state: 'done', deeds: deedsOf(copies, 'kept', keep) }));
  });
  await store.flush();
}

/** The copies go, whoever had them from us will be asked, and what is to be answered is written: all or nothing. */
async function deleteCopies(deps: ObeyDeps, one: IncomingRecall, copies: Copies): Promise<void> {
  const { shelf, store, federation, book } = deps;
  await shelf.remove(copies.rows, (moment) => {
    for (const { row, id } of copies.apart)
      if (row !== null) federation.deps.quarantine.remove(id);
      else store.write.removeDocument('aside', id);
    if (copies.rows.length > 0) forgetKeysOf(store, one.peer);
    const forward = one.forward ?? passOn(deps, one, copies, moment);
    const held = one.held ?? copies.held.length;
    book.putIncoming({ ...one, state: 'done', held, forward, deeds: deedsOf(copies, 'deleted', null) });
  });
}

function deedsOf({ held, other }: Copies, did: 'deleted' | 'kept', why: string | null): PartAnswer['deeds'] {
  return [
    ...(held.length === 0 ? [] : [{ did, places: rangesText(held), why }]),
    ...(other.length === 0 ? [] : [{ did: 'not-held' as const, places: rangesText(other), why: null }]),
  ];
}

/** Callers hold the lock. */
async function findCopies(deps: ObeyDeps, one: IncomingRecall): Promise<Copies> {
  const { engine, shelf } = deps;
  const recalled = recalledVersions(deps, one);
  if (recalled === null) throw new Error(`the recall ${one.thread} of ${one.peer} is not on record any more`);
  const { versions } = recalled;
  const places = new Map<string, number>();
  for (const [i, [id, version]] of versions.entries()) places.set(`${id}|${instantKey(version)}`, i);
  const found = new Set<number>();
  const rows: FoundRow[] = [];
  for (const row of await shelf.find([...new Set(versions.map(([id]) => id))])) {
    const place = places.get(`${row.id}|${instantKey(row.version)}`);
    const classNo = engine.collections.get(row.collection)?.classes[row.seq] ?? 0;
    if (place === undefined || classNo === 0 || !isOnlyFrom(deps, one.peer, classNo)) continue;
    found.add(place);
    rows.push({ ...row, classNo });
  }
  const apart = await copiesApart(deps, one.peer, places, found);
  const held = [...found].sort((a, b) => a - b);
  return { rows, held, other: versions.map((_, i) => i).filter((i) => !found.has(i)), apart };
}

function isOnlyFrom({ engine }: ObeyDeps, party: PartyId, classNo: number): boolean {
  const { deliverer, lineage = [] } = engine.book.factsOf(classNo);
  return deliverer === party && lineage.every((way) => delivererOf(way) === party);
}

/** What came from the party and was not taken into a collection is a copy as well. */
async function copiesApart(
  { store, federation }: ObeyDeps,
  party: PartyId,
  places: ReadonlyMap<string, number>,
  found: Set<number>,
): Promise<Copies['apart']> {
  const apart: Apart[] = [];
  const note = (row: QuarantineRow | null, id: string, object: string, version: string): void => {
    const place = places.get(`${object}|${instantKey(version)}`);
    if (place === undefined) return;
    found.add(place);
    apart.push({ id, row });
  };
  const { quarantine } = federation.deps;
  if (quarantine.size > 0)
    for (const row of await quarantine.rows())
      if (row.party === party && row.object !== null && row.version !== null)
        note(row, row.id, row.object, row.version);
  if (store.dirty) await store.flush();
  for (const { id, value } of store.documents('aside')) {
    const aside = value as Aside;
    if (aside.party === party) note(null, id, aside.object, aside.version);
  }
  return apart;
}

/** Whoever had one of these copies from us is asked for it, whatever is decided here. Null where there is nothing to ask for. */
function passOn(deps: ObeyDeps, one: IncomingRecall, { rows }: Copies, { at }: Moment): string | null {
  if (rows.length === 0) return null;
  const recall: Recall = {
    ...plainRecall,
    id: `urn:uuid:${deps.platform.uuid()}`,
    at,
    why: one.why,
    text: one.text,
    ask: one.ask,
    until: one.until,
    scope: { of: scopeOf(rows), under: null },
    except: [one.peer],
    forwards: { peer: one.peer, thread: one.thread, part: one.part },
  };
  deps.book.putRecall(recall);
  return recall.id;
}

/** The answer goes once everybody who had it from us is asked; it waits for nobody's answer. */
async function answer(deps: ObeyDeps, one: IncomingRecall): Promise<boolean> {
  const { book, engine, messages, store } = deps;
  if (one.forward !== null && book.recall(one.forward)?.sent === false) return false;
  const told = one.forward === null ? [] : book.threadsOf(one.forward);
  const forwarded = [...new Map(told.map(({ party, how }) => [party, { party, how }])).values()];
  await engine.exclusive(async () =>
    engine.change(({ at }) => {
      book.putIncoming({ ...one, state: 'answered', answeredAt: at });
      if (messages.isFrozen(one.thread, one.peer)) return;
      const body = peer.recallAnswerBody({ part: one.part, deeds: one.deeds, forwarded });
      messages.send(one.peer, one.thread, 'recall-ack', body, at);
    }),
  );
  await store.flush();
  return true;
}
