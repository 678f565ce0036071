import { type LeadWord, readLeadWord } from '../../core/coalition/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import type { SignedMessage } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { formatMicros, type Micros, parseTimestamp } from '../../core/time.ts';
import type { AccordRecord } from '../accord/accord-record.ts';
import { isMeant } from '../accord/is-meant.ts';
import { lineOf } from '../messages/thread-lines.ts';
import type { NodeState } from '../node-state.ts';
import { mandateInForce } from './mandate-in-force.ts';
import type { WordSaid } from './mandates.ts';
import { leadWordKind, membershipThread } from './membership-thread.ts';

type Deps = Pick<NodeState, 'messages' | 'coalitions' | 'mandates' | 'peers' | 'accords' | 'settings' | 'platform'>;

/**
 * A lead answers for this node. The word counts where own staff gave it a mandate that is in force now, by our own record, that
 * covers this answer, and where the text on our own table has the common words that the lead names. Then it waits on that
 * accord for this node to make the move (`makeWaitingMoves`), and is in one transaction with its message. Everything else
 * leaves the row of the message alone (I6). That there is no mandate, that it is over, that the offer is unknown here and that
 * the texts differ are one answer, so that nobody learns what lies on our table.
 */
export function takeLeadWord(deps: Deps, { message }: SignedMessage, moment: Moment): Result<unknown, Fault[]> {
  const { thread, from, body, issued, expires, seq } = message;
  const read = readLeadWord(body);
  if (!read.ok) return read;
  const word = read.value;
  if (lineOf(thread) !== membershipThread(word.coalition))
    return fail({ at: 'body.coalition', problem: 'is another than that of the thread', valid: thread });
  const end = expires === null ? null : parseTimestamp(expires);
  const latest = (parseTimestamp(issued) ?? moment.at) + limits.accordMessageLifeMicros;
  if (end === null || end > latest)
    return fail({ at: 'message.expires', problem: 'is missing or too late', valid: `until ${formatMicros(latest)}` });
  const record = answerable(deps, word, from, moment.at);
  if (record === null)
    return fail({
      at: 'body.offer',
      problem: 'is none that the sender answers for here',
      valid: 'an offer of its own',
    });
  const waiting = { ...word, lead: from, thread, seq, until: end, at: moment.at };
  const words = [...(record.leadWords ?? []), { ...waiting, state: 'waiting' as const, faults: [] }];
  deps.accords.put({ ...record, leadWords: words.slice(-limits.leadWordsPerAccordMax) });
  return ok(null);
}

/** The accord that a word of this lead is about, if it may say it now; null: there is none, or more than one. */
function answerable(deps: Deps, word: LeadWord, lead: PartyId, at: Micros): AccordRecord | null {
  const mandate = mandateInForce(deps, word.coalition, lead, at);
  if (mandate === null || !mandate.moves.includes(word.move)) return null;
  const [only, other] = deps.accords.list().filter((record) => isMeant(deps, record, word, lead, at));
  return only !== undefined && other === undefined ? only : null;
}

/** The member's node has answered to a word of ours. */
export function wordAnswered(
  { mandates }: Pick<NodeState, 'mandates'>,
  { message }: SignedMessage,
  state: Exclude<WordSaid['state'], 'sent'>,
  faults: readonly Fault[],
): void {
  if (message.kind !== leadWordKind) return;
  mandates.answered({ thread: message.thread, member: message.to, seq: message.seq }, state, faults);
}
