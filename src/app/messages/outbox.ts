import type { PartyId } from '../../core/ids.ts';
import { isStopped, type ThreadBook, type ThreadHead } from './thread-book.ts';

/** `queued`: something began to wait. `wake`: the peer is to be tried at once. */
export type TellQueued = (peer: PartyId, how: 'queued' | 'wake') => void;

/** One message that its addressee has not acknowledged. */
export interface Waiting {
  readonly thread: string;
  readonly seq: number;
  readonly order: number;
}

/**
 * What waits to be delivered, by peer and in the order in which it was written. It follows from the threads: everything
 * after the last acknowledged number, unless the thread stands still. Nothing of it is stored twice.
 */
export class Outbox {
  readonly #book: ThreadBook;
  readonly #waiting = new Map<PartyId, Waiting[]>();
  #queued: TellQueued | null = null;

  constructor(book: ThreadBook) {
    this.#book = book;
    for (const head of book.heads()) this.refresh(head);
  }

  /** Hears that something waits for a peer. */
  onQueued(tell: TellQueued | null): void {
    this.#queued = tell;
  }

  /** Tells again of what waits for a peer that can be reached anew. */
  wake(peer: PartyId): void {
    if (this.count(peer) > 0) this.#queued?.(peer, 'wake');
  }

  peers(): PartyId[] {
    return [...this.#waiting.keys()];
  }

  count(peer: PartyId): number {
    return this.#waiting.get(peer)?.length ?? 0;
  }

  first(peer: PartyId, without: ReadonlySet<string>): Waiting | null {
    return this.#waiting.get(peer)?.find(({ thread }) => !without.has(thread)) ?? null;
  }

  /** Brings the list in step with a thread that has moved. */
  refresh(head: ThreadHead): void {
    const others = (this.#waiting.get(head.peer) ?? []).filter((one) => one.thread !== head.thread);
    const own: Waiting[] = [];
    if (head.frozen === null && !isStopped(head))
      for (let seq = head.acknowledged + 1; seq <= head.sent; seq++) {
        const order = this.#book.row(head.peer, head.thread, 'out', seq)?.order;
        if (order !== undefined) own.push({ thread: head.thread, seq, order });
      }
    const all = [...others, ...own].sort((a, b) => a.order - b.order);
    if (all.length === 0) this.#waiting.delete(head.peer);
    else this.#waiting.set(head.peer, all);
    if (own.length > 0) this.#queued?.(head.peer, 'queued');
  }
}
