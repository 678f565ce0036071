import type { PartyId } from '../../core/ids.ts';
import type { SignedMessage } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { parseTimestamp } from '../../core/time.ts';
import { peer } from '../../protocol/index.ts';
import type { ThreadEvents } from '../messages/message-desk.ts';
import type { RecallBook } from './recall-book.ts';
import type { RecentRecalls } from './recent-recalls.ts';

/** A message of a `recall/…` thread; what it asks for is done afterwards, and answered when it is done. */
export function takeRecallMessage(
  { book, recent }: { readonly book: RecallBook; readonly recent: RecentRecalls },
  { message }: SignedMessage,
  moment: Moment,
): Result<void, Fault[]> {
  switch (message.kind) {
    case 'recall':
      return takeRecall(book, recent, message, moment);
    case 'recall-ack':
      return takeAnswer(book, message, moment);
    default:
      return fail({ at: 'kind', problem: 'is no message of a recall', valid: 'recall, recall-ack' });
  }
}

function takeRecall(
  book: RecallBook,
  recent: RecentRecalls,
  message: SignedMessage['message'],
  { at }: Moment,
): Result<void, Fault[]> {
  const { from, thread, seq } = message;
  const body = peer.readRecallBody(message.body);
  if (!body.ok) return body;
  if (book.thread(thread)?.party === from)
    return fail({ at: 'thread', problem: 'is one in which this node asks', valid: 'a thread of its own' });
  const { part, parts, why, text, ask, until, accord, texts, versions } = body.value;
  if (book.oneIncoming(from, thread, part) !== null)
    return fail({ at: 'body.part', problem: 'was asked for before', valid: 'each part once' });
  recent.note(from, versions, { at, issued: parseTimestamp(message.issued) ?? at });
  book.putIncoming({
    peer: from,
    thread,
    part,
    parts,
    seq,
    at,
    why,
    text,
    ask,
    until,
    accord,
    texts,
    count: versions.length,
    state: 'new',
    held: null,
    decided: null,
    deeds: [],
    forward: null,
    answeredAt: null,
  });
  return ok(undefined);
}

function takeAnswer(book: RecallBook, message: SignedMessage['message'], { at }: Moment): Result<void, Fault[]> {
  const { from, thread, body } = message;
  const asked = book.thread(thread);
  if (asked === null || asked.party !== from || asked.how !== 'message')
    return fail({ at: 'thread', problem: 'is no recall that this node sent you', valid: 'the thread of the recall' });
  const no = body['part'];
  const part = typeof no === 'number' ? asked.parts[no - 1] : undefined;
  if (typeof no !== 'number' || part === undefined)
    return fail({ at: 'body.part', problem: 'was not asked for', valid: `1 to ${asked.parts.length}` });
  const read = peer.readRecallAnswer(body, part.count);
  if (!read.ok) return read;
  const { deeds, forwarded } = read.value;
  book.putPart(thread, no, {
    ...book.part(thread, no),
    trouble: null,
    answer: { at, by: null, deeds, forwarded },
  });
  return ok(undefined);
}

/** What becomes of messages in which this node asks. `begin`: there may be something to be done about it. */
export function recallEvents(book: RecallBook, begin: () => void): ThreadEvents {
  const asks = ({ message }: SignedMessage): { readonly to: PartyId; readonly part: number } | null => {
    const part = message.body['part'];
    return message.kind === 'recall' && typeof part === 'number' ? { to: message.to, part } : null;
  };
  return {
    delivered: (signed, { at }) => {
      const asked = asks(signed);
      if (asked === null) return;
      const { thread } = signed.message;
      book.putPart(thread, asked.part, { ...book.part(thread, asked.part), deliveredAt: at });
    },
    refused: (signed, faults) => {
      const asked = asks(signed);
      if (asked === null) return;
      const { thread } = signed.message;
      book.putPart(thread, asked.part, { ...book.part(thread, asked.part), trouble: faults });
      begin();
    },
    frozen: (party, thread) => {
      const asked = book.thread(thread);
      if (asked === null || asked.party !== party) return;
      const fault: Fault = {
        at: thread,
        problem: 'is frozen: two histories of it were shown',
        valid: 'ask over another way, then proviso recall note',
      };
      asked.parts.forEach((_, i) => {
        const state = book.part(thread, i + 1);
        if (state.answer === null) book.putPart(thread, i + 1, { ...state, trouble: [fault] });
      });
    },
  };
}
