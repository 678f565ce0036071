import type { PartyId } from '../../core/ids.ts';
import { readRanges } from '../../core/number-ranges.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { peer } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import type { Recall } from '../recall/recall-record.ts';
import { recallRows, uuidOf } from '../recall/recall-rows.ts';
import { numbersIn } from '../recall/recall-scope.ts';
import { letOutAgain } from '../recall/withhold-recalled.ts';
import type { LiftedRecall, RecallApi, RecallRow } from '../recall-api.ts';
import type { CollectionState } from '../release/collection-state.ts';
import type { PartnerFeed } from '../release/partner-feed.ts';
import { wordFaults } from './send-recall.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf' | 'recalls' | 'messages'>;
const ownStaff = 'own staff';

/** With or without what stands before the UUID. */
const sameId = (id: string, asked: string): boolean => id === asked || id === `urn:uuid:${asked}`;

const rowsOf = ({ recalls, engine }: Deps, direction: RecallRow['direction'], id: string): RecallRow[] =>
  recallRows(recalls.book, engine.now()).filter((row) => row.direction === direction && sameId(row.id, id));

/** Own staff say what is done with copies that another party recalled. */
export async function acknowledgeRecall(
  deps: Deps,
  input: Parameters<RecallApi['acknowledgeRecall']>[0],
): Promise<Result<readonly RecallRow[], Fault[]>> {
  const { engine, recalls, store } = deps;
  const { book } = recalls;
  const keeps = input.keep === true;
  if (keeps) {
    const faults = wordFaults('why', input.why);
    if (faults.length > 0) return fail(...faults);
  }
  const named = book
    .incoming()
    .filter(({ thread, peer }) => sameId(uuidOf(thread), input.id) && (input.party ?? peer) === peer);
  const waiting = named.filter(({ state, decided }) => state === 'asked' && decided === null);
  if (new Set(named.map((one) => one.peer)).size > 1)
    return fail({ at: 'id', problem: 'recalls of several parties have this id', valid: 'add --party' });
  if (waiting.length === 0)
    return fail({
      at: 'id',
      problem:
        named.length === 0 ? `no recall "${input.id}" came` : 'it was decided already, or nothing of it was held',
      valid: 'proviso recall list: those that wait for staff',
    });
  await engine.exclusive(async () =>
    engine.change(() => {
      for (const one of waiting)
        book.putIncoming({ ...one, decided: { by: input.by ?? null, keep: keeps ? (input.why ?? '') : null } });
    }),
  );
  await store.flush();
  await recalls.work();
  return ok(rowsOf(deps, 'in', input.id));
}

/** What a holder answered in another way than by its node, which is not asked any more if it was not reached yet. */
export async function noteRecall(
  deps: Deps,
  input: Parameters<RecallApi['noteRecall']>[0],
): Promise<Result<readonly RecallRow[], Fault[]>> {
  const { engine, recalls, store, messages } = deps;
  const { book } = recalls;
  const did = peer.holderDeeds.find((one) => one === input.answer);
  if (did === undefined)
    return fail({ at: 'answer', problem: `no answer "${input.answer}"`, valid: peer.holderDeeds.join(', ') });
  const faults = did === 'kept' || input.why !== undefined ? wordFaults('why', input.why) : [];
  if (faults.length > 0) return fail(...faults);
  const recall = book.recalls().find(({ id }) => sameId(id, input.id));
  const party = input.party.replace(/^party:/, '');
  const threads = recall === undefined ? [] : book.threadsOf(recall.id).filter((one) => one.party === party);
  const open = threads.flatMap(({ thread, parts }) =>
    parts.map((part, i) => ({ thread, no: i + 1, part })).filter(({ no }) => book.part(thread, no).answer === null),
  );
  if (open.length === 0)
    return fail({
      at: threads.length === 0 ? 'party' : 'id',
      problem: threads.length === 0 ? `"${party}" was not asked in "${input.id}"` : 'it has answered already',
      valid: 'proviso recall list: those that are outstanding',
    });
  await engine.exclusive(async () =>
    engine.change(({ at }) => {
      for (const { thread, no, part } of open) {
        const places = part.count === 1 ? '0' : `0-${part.count - 1}`;
        const deeds = [{ did, places, why: did === 'kept' ? (input.why ?? null) : null }];
        const answer = { at, by: input.by ?? ownStaff, deeds, forwarded: [] };
        book.putPart(thread, no, { ...book.part(thread, no), answer });
      }
      for (const { thread, how } of threads) if (how === 'message') messages.withdraw(thread, party as PartyId);
    }),
  );
  await store.flush();
  await recalls.work();
  return ok(rowsOf(deps, 'out', input.id));
}

/** Holders get again what their terms let them have, each once it has answered. */
export async function liftRecall(
  deps: Deps,
  input: Parameters<RecallApi['liftRecall']>[0],
): Promise<Result<LiftedRecall, Fault[]>> {
  const { engine, recalls, store } = deps;
  const { book } = recalls;
  await recalls.work();
  const recall = book.recalls().find(({ id }) => sameId(id, input.id));
  if (recall === undefined)
    return fail({ at: 'id', problem: `no recall "${input.id}" of ours`, valid: 'an id of proviso recall list' });
  if (recall.withhold === 'none')
    return fail({ at: 'id', problem: 'it keeps nothing back: the terms do, or it was deleted', valid: 'new terms' });
  if (!recall.sent)
    return fail({
      at: 'id',
      problem: 'not everybody has been asked yet',
      valid: 'proviso recall list: any but "sending"',
    });
  const lifted = new Map<CollectionState, number[]>();
  let waiting = 0;
  for (const { feed, seqs } of keptBackBy(deps, recall)) {
    await letOutAgain({ ...deps, book }, feed.party, feed.collection, seqs);
    waiting += seqs.filter((seq) => isAwaited(deps, feed, seq)).length;
    lifted.set(feed.collection, [...(lifted.get(feed.collection) ?? []), ...seqs]);
  }
  await engine.exclusive(async () =>
    engine.change((moment) => {
      book.putRecall({ ...recall, liftedAt: moment.at });
      // What a newer version for fewer took the place of meanwhile stays back.
      for (const [collection, seqs] of lifted)
        recalls.noteChanged(collection.record.no, versionsBeside(collection, seqs), moment);
    }),
  );
  const versions = [...lifted.values()].reduce((sum, seqs) => sum + seqs.length, 0);
  await store.flush();
  // An answer may have come since.
  await recalls.work();
  return ok({ versions, waiting });
}

function isAwaited({ engine }: Deps, { party, collection }: PartnerFeed, seq: number): boolean {
  const classNo = collection.classes[seq] ?? 0;
  return classNo !== 0 && engine.book.factsOf(classNo).awaited?.includes(party) === true;
}

/** By feed, what a recall may have kept back: all that it named to whom it was sent, and what it asked for. */
function keptBackBy(
  { engine, recalls }: Deps,
  recall: Recall,
): readonly { readonly feed: PartnerFeed; readonly seqs: readonly number[] }[] {
  const threads = recalls.book.threadsOf(recall.id);
  return [...engine.feeds.values()].flatMap((feed) => {
    const { party, collection } = feed;
    const parts = threads.filter((thread) => thread.party === party).flatMap((thread) => thread.parts);
    if (parts.length === 0 && recall.to?.includes(party) !== true) return [];
    const end = collection.log.nextSeq;
    const asked = parts.filter((part) => part.collection === collection.record.no);
    const named = recall.scope.under === null ? numbersIn(recall.scope, collection.record.no, end) : [];
    const all = new Set([...named, ...asked.flatMap(({ seqs }) => readRanges(seqs, end) ?? [])]);
    const seqs = [...all].filter((seq) => (collection.classes[seq] ?? 0) !== 0).sort((a, b) => a - b);
    return seqs.length === 0 ? [] : [{ feed, seqs }];
  });
}

/** Every version of the objects that have several. */
const versionsBeside = (collection: CollectionState, seqs: readonly number[]): number[] => {
  const families = seqs.flatMap((seq) => collection.lineageOf(seq)?.members.map((member) => member.seq) ?? []);
  return [...new Set(families)].sort((a, b) => a - b);
};
