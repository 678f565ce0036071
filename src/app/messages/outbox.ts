import type { PartyId } from '../../core/ids.ts';
import type { ThreadBook, ThreadHead } from './thread-book.ts';

/** One message that its addressee has not acknowledged. */
export interface Waiting {
  readonly thread: string;
  readonly seq: number;
  readonly order: number;
}

/**
 * What waits to be delivered, by peer and in the order in which it was written. It follows from the threads: everything
 * after the last acknowledged number. Nothing of it is stored twice.
 */
export class Outbox {
  readonly #book: ThreadBook;
  readonly #waiting = new Map<PartyId, Waiting[]>();
  #queued: ((peer: PartyId) => void) | null = null;

  constructor(book: ThreadBook) {
    this.#book = book;
    for (const head of book.heads()) this.refresh(head);
  }

  /** Hears that something waits for a peer. */
  onQueued(tell: ((peer: PartyId) => void) | null): void {
    this.#queued = tell;
  }

  /** Tells again of what waits for a peer that can be reached anew. */
  wake(peer: PartyId): void {
    if (this.count(peer) > 0) this.#queued?.(peer);
  }

  peers(): PartyId[] {
    return [...this.#waiting.keys()];
  }

  count(peer: PartyId): number {
    return this.#waiting.get(peer)?.length ?? 0;
  }

  first(peer: PartyId): Waiting | null {
    return this.#waiting.get(peer)?.[0] ?? null;
  }

  /** Brings the list in step with a thread that has moved. */
  refresh(head: ThreadHead): void {
    const others = (this.#waiting.get(head.peer) ?? []).filter((one) => one.thread !== head.thread);
    const own: Waiting[] = [];
    if (head.frozen === null)
      for (let seq = head.acknowledged + 1; seq <= head.sent; seq++) {
        const order = this.#book.row(head.peer, head.thread, 'out', seq)?.order;
        if (order !== undefined) own.push({ thread: head.thread, seq, order });
      }
    const all = [...others, ...own].sort((a, b) => a.order - b.order);
    if (all.length === 0) this.#waiting.delete(head.peer);
    else this.#waiting.set(head.peer, all);
    if (own.length > 0) this.#queued?.(head.peer);
  }
}
