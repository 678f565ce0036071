import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import {
  type Equivocation,
  isSignedBy,
  messageHash,
  readSignedMessage,
  type SignedMessage,
} from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { formatMicros, type Micros, parseTimestamp } from '../../core/time.ts';
import type { MessageAnswer } from '../../protocol/peer/index.ts';
import type { HandledThread, MessageDeskParts } from './message-desk.ts';
import type { ThreadBook, ThreadHead } from './thread-book.ts';

interface Parts extends MessageDeskParts {
  readonly book: ThreadBook;
  readonly handled: (thread: string) => HandledThread | null;
  /** Another thread of the same line is frozen for what this peer signed, and nobody has settled that. */
  readonly isDisputed: (peer: PartyId, thread: string) => boolean;
  readonly freeze: (head: ThreadHead, by: 'by-us', moment: Moment) => void;
}

interface Arrival {
  readonly signed: SignedMessage;
  readonly hash: string;
  readonly bytes: number;
  /** The key that signed is in use; one that was replaced proves old messages only. */
  readonly keyInUse: boolean;
  /** Base64url. */
  readonly publicKey: string;
}

const toleranceMicros = limits.signatureWindowMs * 1000;

const disputed: Fault = {
  at: 'message.thread',
  problem: 'follows one in which two histories were shown',
  valid: 'after an enrolment anew',
};

const unreadable = (...faults: Fault[]): MessageAnswer => ({ kind: 'unreadable', faults });

/** Takes messages of peers, each once. A message is taken, or put on record as refused, or leaves no trace. */
export class ReceiveMessage {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async receive(peer: PartyId, bytes: Uint8Array): Promise<MessageAnswer> {
    const read = readSignedMessage(bytes, this.#parts.platform);
    if (!read.ok) return unreadable(...read.error);
    const { engine, store } = this.#parts;
    const answer = await engine.exclusive(async () => {
      const arrival = this.#verified(peer, read.value, bytes.length);
      return arrival.ok ? this.#take(peer, arrival.value) : unreadable(...arrival.error);
    });
    await store.flush();
    return answer;
  }

  /** Addressing and signature; the keys are looked at under the lock, since they may change. */
  #verified(peer: PartyId, signed: SignedMessage, bytes: number): Result<Arrival, Fault[]> {
    const { platform, peers, self } = this.#parts;
    const { from, to } = signed.message;
    if (from !== peer) return fail({ at: 'message.from', problem: 'is not who sent the request', valid: peer });
    if (to !== self) return fail({ at: 'message.to', problem: 'is not this node', valid: self });
    const key = peers.key(peer, signed.key);
    if (key === null || !isSignedBy(signed, key.publicKey, platform, platform.verifySignature))
      return fail({ at: 'signature', problem: 'does not hold', valid: 'a signature by a key that is enrolled here' });
    return ok({
      signed,
      hash: messageHash(signed, platform),
      bytes,
      keyInUse: key.retiredAt === null,
      publicKey: key.publicKey,
    });
  }

  #take(peer: PartyId, arrival: Arrival): MessageAnswer {
    const { book, engine } = this.#parts;
    const { message } = arrival.signed;
    const head = book.head(peer, message.thread);
    const contradicted = this.#contradiction(head, arrival);
    if (contradicted === 'known') return this.#asBefore(peer, message.thread, message.seq);
    if (!arrival.keyInUse)
      return unreadable({ at: 'key', problem: 'was replaced', valid: 'a signature by the key in use' });
    if (head.frozen !== null) return { kind: 'frozen' };
    // Nothing is kept: whoever has a stolen key could use up numbers of the thread that follows.
    if (this.#parts.isDisputed(peer, message.thread)) return unreadable(disputed);
    if (contradicted !== null) {
      engine.change((moment) => {
        book.addEvidence({ peer, thread: message.thread, at: moment.at, evidence: contradicted });
        this.#parts.freeze(head, 'by-us', moment);
      });
      return { kind: 'frozen' };
    }
    if (message.seq > head.taken + 1) return { kind: 'expected', expected: head.taken + 1 };
    const fault = this.#untimely(head, arrival.signed, engine.now());
    if (fault !== null) return { kind: 'later', faults: [fault] };
    if (book.bytesFrom(peer) + arrival.bytes > limits.messageBytesPerPeerMax) return { kind: 'full' };
    return engine.change((moment) => this.#record(head, arrival, moment));
  }

  /** Evidence that the sender has two histories; `known` for a message that is on record here. */
  #contradiction(head: ThreadHead, arrival: Arrival): Equivocation | 'known' | null {
    const { book } = this.#parts;
    const { message } = arrival.signed;
    const isNext = message.seq === head.taken + 1;
    if (message.seq > head.taken + 1 || (isNext && message.prev === head.takenHash)) return null;
    const row = book.row(head.peer, head.thread, 'in', isNext ? head.taken : message.seq);
    if (row === null) return null;
    if (!isNext && row.hash === arrival.hash) return 'known';
    const keys: Record<string, string> = { [arrival.signed.key]: arrival.publicKey };
    keys[row.signed.key] = this.#parts.peers.key(head.peer, row.signed.key)?.publicKey ?? '';
    return { kind: isNext ? 'chain' : 'number', first: row.signed, second: arrival.signed, keys };
  }

  #asBefore(peer: PartyId, thread: string, seq: number): MessageAnswer {
    const row = this.#parts.book.row(peer, thread, 'in', seq)!;
    return row.refused === null ? { kind: 'taken', seq } : { kind: 'refused', seq, faults: row.refused };
  }

  /** What does not fit our clock or our own history; it may fit later, so nothing is put on record. */
  #untimely(head: ThreadHead, { message }: SignedMessage, now: Micros): Fault | null {
    if (parseTimestamp(message.issued)! > now + toleranceMicros)
      return { at: 'message.issued', problem: 'is ahead of the clock here', valid: `until ${formatMicros(now)}` };
    if (message.seen > head.sent || message.seen < head.theirSeen)
      return {
        at: 'message.seen',
        problem: 'does not fit what was sent from here and acknowledged before',
        valid: `${head.theirSeen} to ${head.sent}`,
      };
    return null;
  }

  /** How far the sender's clock was found to be behind ours; never more than what is tolerated at all (T-CLK-01). */
  #behind(peer: PartyId): Micros {
    const { skew } = this.#parts.peers.contact(peer);
    return skew === null ? 0 : Math.min(toleranceMicros, Math.max(0, -skew));
  }

  #record(head: ThreadHead, arrival: Arrival, moment: Moment): MessageAnswer {
    const { book } = this.#parts;
    const { signed, hash, bytes } = arrival;
    const { seq, seen } = signed.message;
    const { peer } = head;
    const row = book.addRow(peer, { direction: 'in', signed, hash, at: moment.at, refused: null });
    // The handler may answer at once, and its answer has seen this message.
    book.putHead({ ...head, taken: seq, takenHash: hash, theirSeen: seen, bytes: head.bytes + bytes });
    const result = this.#handle(signed, moment);
    if (result.ok) return { kind: 'taken', seq };
    book.replaceRow(peer, { ...row, refused: result.error });
    return { kind: 'refused', seq, faults: result.error };
  }

  #handle(signed: SignedMessage, moment: Moment): Result<unknown, Fault[]> {
    const { thread, expires, from } = signed.message;
    if (expires !== null && moment.at - this.#behind(from) >= parseTimestamp(expires)!)
      return fail({ at: 'message.expires', problem: 'is over', valid: `a moment after ${formatMicros(moment.at)}` });
    const handled = this.#parts.handled(thread);
    if (handled === null) return fail({ at: 'message.thread', problem: 'is of a kind that this node does not know' });
    return handled.take(signed, moment);
  }
}
