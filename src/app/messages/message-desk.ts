import type { PartyId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json-value.ts';
import { limits } from '../../core/limits.ts';
import { isThread, type Message, messageHash, type SignedMessage, threadPrefix } from '../../core/message/index.ts';
import type { Fault, Result } from '../../core/result.ts';
import { canonicalJson } from '../../core/stix/index.ts';
import type { Moment } from '../../core/stream/index.ts';
import { formatMicros, type Micros } from '../../core/time.ts';
import type { Platform } from '../../ports/platform.ts';
import type { Signer } from '../../ports/signer.ts';
import type { Store } from '../../ports/store.ts';
import type { MessageAnswer } from '../../protocol/peer/index.ts';
import type { OwnKeys } from '../own-keys.ts';
import type { Peers } from '../peers.ts';
import type { ReleaseEngine } from '../release/engine.ts';
import { Outbox, type TellQueued, type Waiting } from './outbox.ts';
import { ReceiveMessage } from './receive-message.ts';
import { signAnew, signMessage } from './sign-message.ts';
import { StoppedThreads } from './stopped-threads.ts';
import { type MessageRow, type StoredEquivocation, ThreadBook, type ThreadHead } from './thread-book.ts';
import { ThreadLines } from './thread-lines.ts';

/**
 * Synchronous and inside one change: what it queues is in one transaction with the message. It refuses before it queues
 * anything; a refused message keeps its number and stays on record without effect.
 */
export type MessageHandler = (signed: SignedMessage, moment: Moment) => Result<unknown, Fault[]>;

/** What becomes of a thread besides messages taken. All run inside one change. */
export interface ThreadEvents {
  /** The counterpart has taken this message of ours. */
  readonly delivered?: (signed: SignedMessage, moment: Moment) => void;
  /** The counterpart has put this message of ours on record without effect. */
  readonly refused?: (signed: SignedMessage, faults: readonly Fault[], moment: Moment) => void;
  /** Nothing is taken or sent in this thread any more. */
  readonly frozen?: (peer: PartyId, thread: string, moment: Moment) => void;
}

export interface HandledThread {
  readonly take: MessageHandler;
  readonly events: ThreadEvents;
}

export interface MessageDeskParts {
  readonly store: Store;
  readonly platform: Platform;
  readonly engine: Pick<ReleaseEngine, 'exclusive' | 'change' | 'now'>;
  readonly self: PartyId;
  readonly keys: OwnKeys;
  readonly peers: Peers;
}

/** Thrown by `send` into a thread that is frozen: ask `isFrozen` before. */
class ThreadFrozenError extends Error {
  override readonly name = 'ThreadFrozenError';
  readonly code = 'thread-frozen';
}

/** All lasting messages of this node: numbered, chained, signed, kept, each taken once. */
export class MessageDesk {
  readonly #parts: MessageDeskParts;
  readonly #book: ThreadBook;
  readonly #outbox: Outbox;
  readonly #handled = new Map<string, HandledThread>();
  readonly #receiver: ReceiveMessage;
  /** Threads in which a peer does not take the next message. */
  readonly stopped: StoppedThreads;
  /** Threads that go on under another name after a dispute was settled. */
  readonly lines: ThreadLines;

  constructor(parts: MessageDeskParts) {
    this.#parts = parts;
    this.#book = new ThreadBook(parts.store);
    this.#outbox = new Outbox(this.#book);
    this.stopped = new StoppedThreads(this.#book, (head) => this.#moveHead(head));
    this.lines = new ThreadLines(this.#book, (head) => this.#moveHead(head));
    this.#receiver = new ReceiveMessage({
      ...parts,
      book: this.#book,
      handled: (thread) => this.#handled.get(threadPrefix(thread)) ?? null,
      isDisputed: (peer, thread) => this.lines.isDisputed(peer, thread),
      freeze: (head, by, moment) => this.#freeze(head, by, moment),
    });
  }

  /** `prefix` is what stands before the slash in the thread's name; each has one handler. */
  handle(prefix: string, take: MessageHandler, events: ThreadEvents = {}): void {
    if (this.#handled.has(prefix)) throw new Error(`two handlers for threads "${prefix}"`);
    this.#handled.set(prefix, { take, events });
  }

  /**
   * Numbers, chains, signs and queues a message. Call inside `engine.change`: the caller's flush makes it durable together
   * with the caller's own change, and it is delivered after that. Throws ThreadFrozenError.
   */
  send(to: PartyId, thread: string, kind: string, body: JsonObject, at: Micros, expires?: Micros): SignedMessage {
    return this.#send(to, thread, kind, body, { at, expires: expires ?? null, signer: this.#parts.keys.current });
  }

  /** As `send`, signed with another key of this node: a change of keys is announced by the one before. */
  sendSignedBy(signer: Signer, to: PartyId, thread: string, kind: string, body: JsonObject, at: Micros): SignedMessage {
    return this.#send(to, thread, kind, body, { at, expires: null, signer });
  }

  /** A message as it came from an authenticated peer; the answer is durable before this resolves. */
  receive(peer: PartyId, bytes: Uint8Array): Promise<MessageAnswer> {
    return this.#receiver.receive(peer, bytes);
  }

  /** Messages of a thread with one counterpart, in the order in which they were taken and sent here, those refused as well. */
  transcript(thread: string, peer: PartyId): readonly SignedMessage[] {
    return this.rows(thread, peer).map((row) => row.signed);
  }

  /** As `transcript`, with direction, time and refusal. */
  rows(thread: string, peer: PartyId): readonly MessageRow[] {
    return this.#book.rows(peer, thread);
  }

  /** One message of a thread by its number; null when there is none. */
  row(thread: string, peer: PartyId, direction: MessageRow['direction'], seq: number): MessageRow | null {
    return this.#book.row(peer, thread, direction, seq);
  }

  /** Messages of ours in a thread that the counterpart has not acknowledged. */
  undelivered(thread: string, peer: PartyId): number {
    const { sent, acknowledged } = this.#book.head(peer, thread);
    return sent - acknowledged;
  }

  /** Inside `engine.change`. What a thread still has to deliver is not sent any more; no later message may go in it. */
  withdraw(thread: string, peer: PartyId): void {
    const head = this.#book.head(peer, thread);
    if (head.acknowledged < head.sent) this.#moveHead({ ...head, acknowledged: head.sent, stopped: null });
  }

  isFrozen(thread: string, peer: PartyId): boolean {
    return this.#book.head(peer, thread).frozen !== null;
  }

  /** Threads that are frozen, with the evidence where it is ours. */
  frozen(): readonly { readonly head: ThreadHead; readonly evidence: StoredEquivocation | null }[] {
    return [...this.#book.heads()]
      .filter((head) => head.frozen !== null)
      .map((head) => ({
        head,
        evidence: this.#book.evidence.find((e) => e.peer === head.peer && e.thread === head.thread) ?? null,
      }));
  }

  // Delivery

  /** Peers for whom messages wait. */
  waitingFor(): readonly PartyId[] {
    return this.#outbox.peers();
  }

  waitingCount(peer: PartyId): number {
    return this.#outbox.count(peer);
  }

  /** Hears of every peer for whom something begins to wait; one listener. It is not durable yet when it is told. */
  onQueued(tell: TellQueued | null): void {
    this.#outbox.onQueued(tell);
  }

  /** A peer can be reached anew: what waits for it need not wait for the next message. */
  wake(peer: PartyId): void {
    this.#outbox.wake(peer);
  }

  /** The next message for a peer, as it goes on the wire; null when none waits. `without`: threads that are left out. */
  next(
    peer: PartyId,
    without: ReadonlySet<string> = new Set(),
  ): { readonly waiting: Waiting; readonly signed: SignedMessage; readonly bytes: Uint8Array } | null {
    const waiting = this.#outbox.first(peer, without);
    const row = waiting === null ? null : this.#book.row(peer, waiting.thread, 'out', waiting.seq);
    if (waiting === null || row === null) return null;
    const { keys, platform } = this.#parts;
    const signed = signAnew(row.signed, keys.toward(peer), platform);
    return { waiting, signed, bytes: platform.encodeUtf8(canonicalJson(signed)) };
  }

  /** What the peer answered to a message; call inside `engine.change`. False when the answer settles nothing. */
  answered(peer: PartyId, { thread, seq }: Waiting, answer: MessageAnswer, moment: Moment): boolean {
    const head = this.#book.head(peer, thread);
    if (head.acknowledged !== seq - 1) return true;
    const signed = this.#book.row(peer, thread, 'out', seq)!.signed;
    const events = this.#handled.get(threadPrefix(thread))?.events;
    switch (answer.kind) {
      case 'taken':
      case 'refused':
        if (answer.seq !== seq) return false;
        this.#moveHead({ ...head, acknowledged: seq, stopped: null });
        if (answer.kind === 'taken') events?.delivered?.(signed, moment);
        else events?.refused?.(signed, answer.faults, moment);
        return true;
      case 'expected':
        // A counterpart that was set back asks for what it once had; one that is ahead has taken this one already.
        if (answer.expected > head.sent + 1) return false;
        this.#moveHead({ ...head, acknowledged: answer.expected - 1, stopped: null });
        return answer.expected > seq;
      case 'frozen':
        this.#freeze(head, 'by-them', moment);
        return true;
      case 'unreadable':
      case 'later':
      case 'full':
        return false;
    }
  }

  #send(
    to: PartyId,
    thread: string,
    kind: string,
    body: JsonObject,
    how: { readonly at: Micros; readonly expires: Micros | null; readonly signer: Signer },
  ): SignedMessage {
    const { platform, self } = this.#parts;
    const head = this.#book.head(to, thread);
    if (!isThread(thread) || to === self) throw new Error(`no message to ${to} in a thread "${thread}"`);
    if (head.frozen !== null) throw new ThreadFrozenError(`the thread ${thread} with ${to} is frozen`);
    const message: Message = {
      v: 1,
      thread,
      kind,
      from: self,
      to,
      seq: head.sent + 1,
      prev: head.sentHash,
      seen: head.taken,
      issued: formatMicros(how.at),
      expires: how.expires === null ? null : formatMicros(how.expires),
      body,
    };
    const signed = signMessage(message, how.signer, platform);
    if (platform.encodeUtf8(canonicalJson(signed)).length > limits.messageBytesMax)
      throw new Error(`a message of kind ${kind} is larger than ${limits.messageBytesMax} bytes`);
    const hash = messageHash(signed, platform);
    this.#book.addRow(to, { direction: 'out', signed, hash, at: how.at, refused: null });
    this.#moveHead({ ...head, sent: message.seq, sentHash: hash });
    return signed;
  }

  #moveHead(head: ThreadHead): void {
    this.#book.putHead(head);
    this.#outbox.refresh(head);
  }

  #freeze(head: ThreadHead, by: 'by-us' | 'by-them', moment: Moment): void {
    if (head.frozen !== null) return;
    this.#moveHead({ ...head, frozen: by, stopped: null });
    this.#handled.get(threadPrefix(head.thread))?.events.frozen?.(head.peer, head.thread, moment);
  }
}
