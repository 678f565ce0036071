import type { PartyId } from '../../core/ids.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { Micros } from '../../core/time.ts';
import type { Waiting } from './outbox.ts';
import { isStopped, type ThreadBook, type ThreadHead } from './thread-book.ts';

/** What the peer answered to a message that it does not take as it is. */
export interface AnswerGiven {
  /** HTTP status. */
  readonly status: number;
  /** In the peer's own words, as far as it has any. */
  readonly why: string;
}

/**
 * Threads in which a peer does not take the next message, whether or not the reason may go away by itself. What was written
 * after it in the same thread waits behind it, since the chain goes through it; other threads go on.
 */
export class StoppedThreads {
  readonly #book: ThreadBook;
  readonly #moveHead: (head: ThreadHead) => void;

  constructor(book: ThreadBook, moveHead: (head: ThreadHead) => void) {
    this.#book = book;
    this.#moveHead = moveHead;
  }

  /** All of them, or those with one peer; those that are being tried again as well, until the peer takes the message. */
  list(peer?: PartyId): readonly (ThreadHead & { readonly stopped: NonNullable<ThreadHead['stopped']> })[] {
    return [...this.#book.heads()].flatMap((head) =>
      head.stopped === undefined || head.stopped === null || (peer !== undefined && head.peer !== peer)
        ? []
        : [{ ...head, stopped: head.stopped }],
    );
  }

  of(peer: PartyId, thread: string): ThreadHead['stopped'] {
    return this.#book.head(peer, thread).stopped ?? null;
  }

  /**
   * Inside `engine.change`. `again`: it is tried again by itself, and on record for people to see. Nothing happens when the
   * thread has moved on meanwhile.
   */
  stop(
    peer: PartyId,
    { thread, seq }: Waiting,
    { status, why, again }: AnswerGiven & { readonly again: boolean },
    { at }: Moment,
  ): void {
    const head = this.#book.head(peer, thread);
    if (head.acknowledged !== seq - 1) return;
    const before = head.stopped?.seq === seq ? head.stopped : null;
    const tries = (before?.tries ?? 0) + 1;
    this.#moveHead({
      ...head,
      stopped: { seq, status, why, since: before?.since ?? at, lastTry: at, tries, again },
    });
  }

  /**
   * Lets stopped threads be tried once more, inside `engine.change`: all with this peer or one of them, or only those whose
   * last try was before a moment. Answers the threads.
   */
  tryAgain(peer: PartyId, only: { readonly thread?: string; readonly before?: Micros } = {}): readonly string[] {
    const chosen = this.list(peer).filter(
      ({ thread, stopped }) =>
        (only.thread === undefined || thread === only.thread) &&
        (only.before === undefined || stopped.lastTry < only.before),
    );
    for (const head of chosen)
      if (isStopped(head)) this.#moveHead({ ...head, stopped: { ...head.stopped, again: true } });
    return chosen.map(({ thread }) => thread);
  }
}
