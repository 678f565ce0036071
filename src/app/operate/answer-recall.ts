import { readRanges } from '../../core/number-ranges.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { peer } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import { recallRows, uuidOf } from '../recall/recall-rows.ts';
import { letOutAgain } from '../recall/withhold-recalled.ts';
import type { RecallApi, RecallRow } from '../recall-api.ts';
import { wordFaults } from './send-recall.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf' | 'recalls'>;
const seqEnd = 1_000_000_000;
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

/** What a holder answered in another way than by its node. */
export async function noteRecall(
  deps: Deps,
  input: Parameters<RecallApi['noteRecall']>[0],
): Promise<Result<readonly RecallRow[], Fault[]>> {
  const { engine, recalls, store } = deps;
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
    }),
  );
  await store.flush();
  return ok(rowsOf(deps, 'out', input.id));
}

/** Holders get again what their terms let them have. */
export async function liftRecall(
  deps: Deps,
  input: Parameters<RecallApi['liftRecall']>[0],
): Promise<Result<{ readonly versions: number }, Fault[]>> {
  const { engine, recalls, store } = deps;
  const { book } = recalls;
  await recalls.work();
  const recall = book.recalls().find(({ id }) => sameId(id, input.id));
  if (recall === undefined)
    return fail({ at: 'id', problem: `no recall "${input.id}" of ours`, valid: 'an id of proviso recall list' });
  if (recall.withhold === 'none')
    return fail({ at: 'id', problem: 'it keeps nothing back: the terms do, or it was deleted', valid: 'new terms' });
  let versions = 0;
  for (const { party, parts } of book.threadsOf(recall.id))
    for (const { collection, seqs } of parts) {
      const state = engine.collections.get(collection);
      const numbers = readRanges(seqs, seqEnd) ?? [];
      if (state === undefined) continue;
      versions += numbers.filter((seq) => (state.classes[seq] ?? 0) !== 0).length;
      await letOutAgain(deps, party, state, numbers);
    }
  await engine.exclusive(async () => engine.change(({ at }) => book.putRecall({ ...recall, liftedAt: at })));
  await store.flush();
  return ok({ versions });
}
