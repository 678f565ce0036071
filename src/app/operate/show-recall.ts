import { readRanges } from '../../core/number-ranges.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros, type Micros } from '../../core/time.ts';
import { peer } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import type { IncomingRecall, PartAnswer, RecallTo } from '../recall/recall-record.ts';
import { uuidOf } from '../recall/recall-rows.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'messages' | 'recalls'>;

/** Versions of one part that are spelled out. */
const versionsShown = 1_000;
const seqEnd = 1_000_000_000;

const time = (at: Micros | null): string | null => (at === null ? null : formatMicros(at));

/** Everything on record about one recall of either direction; times in UTC. */
export async function showRecall(deps: Deps, asked: string): Promise<Result<unknown, Fault[]>> {
  const { book } = deps.recalls;
  const id = asked.startsWith('urn:uuid:') ? asked : `urn:uuid:${asked}`;
  const own = book.recall(id);
  if (own !== null) {
    const { scope: _, ...rest } = own;
    const threads = [];
    for (const one of book.threadsOf(id)) threads.push(await threadView(deps, one));
    return ok({
      direction: 'out',
      ...rest,
      at: time(own.at),
      until: time(own.until),
      liftedAt: time(own.liftedAt),
      holders: threads,
    });
  }
  const incoming = book.incoming().filter(({ thread }) => uuidOf(thread) === id);
  if (incoming.length === 0)
    return fail({ at: 'id', problem: `no recall "${asked}"`, valid: 'an id of proviso recall list' });
  return ok({ direction: 'in', id, parts: incoming.map((one) => incomingView(deps, one)) });
}

async function threadView({ recalls, store }: Deps, { party, thread, at, how, parts }: RecallTo): Promise<unknown> {
  const { book } = recalls;
  if (store.dirty) await store.flush();
  const views = [];
  for (const [i, { collection, seqs, count, texts, until }] of parts.entries()) {
    const { deliveredAt, trouble, answer } = book.part(thread, i + 1);
    const numbers = (readRanges(seqs, seqEnd) ?? []).slice(0, versionsShown);
    const rows = await store.rows(collection, numbers, true);
    views.push({
      part: i + 1,
      texts,
      until: time(until),
      deliveredAt: time(deliveredAt),
      trouble,
      answer: answer === null ? null : { ...answerView(answer, rows), at: time(answer.at), by: answer.by },
      count,
      versions: rows.map((row) => [row.id, row.version]),
    });
  }
  return { party, how, thread, askedAt: time(at), parts: views };
}

function answerView(
  { deeds, forwarded }: Pick<PartAnswer, 'deeds' | 'forwarded'>,
  rows: readonly { readonly id: string }[],
): { readonly deeds: unknown; readonly forwarded: unknown } {
  const spelled = deeds.map(({ did, places, why }) => {
    const numbers = readRanges(places, seqEnd) ?? [];
    const objects = new Set(numbers.flatMap((n) => rows[n]?.id ?? []));
    return { did, count: numbers.length, why, objects: [...objects] };
  });
  return { deeds: spelled, forwarded };
}

function incomingView({ messages, recalls }: Deps, one: IncomingRecall): unknown {
  const signed = messages.row(one.thread, one.peer, 'in', one.seq)?.signed;
  const body = signed === undefined ? null : peer.readRecallBody(signed.message.body);
  const versions = body?.ok === true ? body.value.versions : [];
  const told = one.forward === null ? [] : recalls.book.threadsOf(one.forward);
  const { deeds, seq: _, ...rest } = one;
  return {
    ...rest,
    at: time(one.at),
    until: time(one.until),
    answeredAt: time(one.answeredAt),
    ...answerView(
      { deeds, forwarded: told.map(({ party, how }) => ({ party, how })) },
      versions.map(([id]) => ({ id })),
    ),
    versions: versions.slice(0, versionsShown),
  };
}
