import { groupBy } from '../../core/group-by.ts';
import { readRanges } from '../../core/number-ranges.ts';
import type { Micros } from '../../core/time.ts';
import type { peer } from '../../protocol/index.ts';
import type { RecallRow } from '../recall-api.ts';
import type { RecallBook } from './recall-book.ts';
import type { IncomingRecall, PartAnswer, Recall, RecallTo } from './recall-record.ts';

const seqEnd = 1_000_000_000;

const dayMicros = 86_400_000_000;

type UndatedRow = Omit<RecallRow, 'days'>;

/** Recalls of both directions, oldest first. */
export function recallRows(book: RecallBook, now: Micros): RecallRow[] {
  const rows: UndatedRow[] = [];
  for (const recall of book.recalls()) {
    const threads = book.threadsOf(recall.id);
    if (threads.length === 0) rows.push(threadlessRow(recall));
    const byParty = groupBy(threads, ({ party }) => party);
    for (const own of byParty.values()) rows.push(outgoingRow(book, recall, own, now));
  }
  const incoming = groupBy(book.incoming(), ({ peer, thread }) => `${peer} ${thread}`);
  for (const parts of incoming.values()) rows.push(incomingRow(parts, now));
  return rows
    .sort((a, b) => a.at - b.at)
    .map((row) => ({
      ...row,
      days: row.state === 'answered' ? null : Math.max(0, Math.floor((now - row.at) / dayMicros)),
    }));
}

export const uuidOf = (thread: string): string => thread.slice(thread.indexOf('/') + 1);

/** Not everybody is asked yet, or nobody had to be: an older recall had asked for all of it. */
const threadlessRow = ({ id, why, text, at, until, sent }: Recall): UndatedRow => ({
  direction: 'out',
  id,
  party: null,
  why,
  text,
  at,
  until,
  versions: 0,
  deleted: 0,
  kept: 0,
  notHeld: 0,
  state: sent ? 'answered' : 'sending',
});

function outgoingRow(book: RecallBook, recall: Recall, threads: readonly RecallTo[], now: Micros): UndatedRow {
  const parts = threads.flatMap(({ thread, how, parts }) =>
    parts.map((part, i) => ({ ...part, how, state: book.part(thread, i + 1) })),
  );
  const open = parts.filter(({ state }) => state.answer === null);
  const isByHand = open.some(({ how, state }) => how === 'by-hand' || state.trouble !== null);
  const until = earliest(parts.map((part) => part.until));
  return {
    direction: 'out',
    id: recall.id,
    party: threads[0]!.party,
    why: recall.why,
    text: recall.text,
    at: recall.at,
    until,
    versions: parts.reduce((n, { count }) => n + count, 0),
    ...countDeeds(parts.flatMap(({ state }) => state.answer?.deeds ?? [])),
    state:
      open.length === 0
        ? 'answered'
        : open.some((part) => part.until !== null && part.until <= now)
          ? 'overdue'
          : isByHand
            ? 'by-hand'
            : recall.sent
              ? 'outstanding'
              : 'sending',
  };
}

function incomingRow(parts: readonly IncomingRecall[], now: Micros): UndatedRow {
  const { thread, peer, why, text, at } = parts[0]!;
  const open = parts.filter(({ state }) => state !== 'answered');
  const until = earliest(parts.map((part) => part.until));
  const isLate = until !== null && until <= now;
  return {
    direction: 'in',
    id: uuidOf(thread),
    party: peer,
    why,
    text,
    at,
    until,
    versions: parts.reduce((n, { count }) => n + count, 0),
    ...countDeeds(parts.flatMap(({ deeds }) => deeds)),
    state:
      open.length === 0
        ? 'answered'
        : isLate
          ? 'overdue'
          : open.some(({ state, decided }) => state === 'asked' && decided === null)
            ? 'waits-for-staff'
            : 'outstanding',
  };
}

function countDeeds(deeds: PartAnswer['deeds']): {
  readonly deleted: number;
  readonly kept: number;
  readonly notHeld: number;
} {
  const of = (which: peer.HolderDeed): number =>
    deeds.reduce((n, { did, places }) => n + (did === which ? (readRanges(places, seqEnd)?.length ?? 0) : 0), 0);
  return { deleted: of('deleted'), kept: of('kept'), notHeld: of('not-held') };
}

const earliest = (moments: readonly (Micros | null)[]): Micros | null =>
  moments.reduce<Micros | null>((least, one) => (one === null || (least !== null && least <= one) ? least : one), null);
