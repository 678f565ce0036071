import type { PartyId } from '../../core/ids.ts';
import type { Equivocation, SignedMessage } from '../../core/message/index.ts';
import type { Fault } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';
import { FreshDocuments } from '../fresh-documents.ts';

export type Direction = 'in' | 'out';

/** One message on record. */
export interface MessageRow {
  readonly direction: Direction;
  readonly signed: SignedMessage;
  readonly hash: string;
  /** When it was taken or written here. */
  readonly at: Micros;
  /** Place among all messages of this node. */
  readonly order: number;
  /** Why it has no effect; null when it has. */
  readonly refused: readonly Fault[] | null;
}

/** Where a thread with one counterpart stands. */
export interface ThreadHead {
  readonly peer: PartyId;
  readonly thread: string;
  /** Numbers and hashes of the last message of each direction; 0 and null before the first. */
  readonly sent: number;
  readonly sentHash: string | null;
  readonly taken: number;
  readonly takenHash: string | null;
  /** Number of our last message that the counterpart has acknowledged, in order. */
  readonly acknowledged: number;
  /** The highest `seen` in the counterpart's messages. */
  readonly theirSeen: number;
  /** Bytes of the messages taken. */
  readonly bytes: number;
  readonly frozen: 'by-us' | 'by-them' | null;
  /** When own staff enrolled the counterpart anew after that. */
  readonly settled?: Micros;
  /** The counterpart does not take the next message. */
  readonly stopped?: StoppedAt | null;
}

/** A message that its addressee does not take as it is. */
interface StoppedAt {
  readonly seq: number;
  /** HTTP status of the answer. */
  readonly status: number;
  /** In the peer's own words. */
  readonly why: string;
  readonly since: Micros;
  readonly lastTry: Micros;
  readonly tries: number;
  /** It is tried again by itself, or is to be tried once more. */
  readonly again: boolean;
}

/** Whether nothing of this thread is sent until somebody or time lets it be tried again. */
export const isStopped = (head: ThreadHead): head is ThreadHead & { readonly stopped: StoppedAt } =>
  head.stopped !== undefined && head.stopped !== null && !head.stopped.again;

export interface StoredEquivocation {
  readonly peer: PartyId;
  readonly thread: string;
  readonly at: Micros;
  readonly evidence: Equivocation;
}

const nameOf = (peer: string, thread: string): string => `${peer} ${thread}`;
const kindOf = (peer: string, thread: string): string => `message ${peer} ${thread}`;
const idOf = (direction: Direction, seq: number): string => `${direction} ${String(seq).padStart(9, '0')}`;

/** Threads and their messages: heads in memory, messages in the store. */
export class ThreadBook {
  readonly #store: Store;
  readonly #heads = new Map<string, ThreadHead>();
  readonly #bytes = new Map<PartyId, number>();
  readonly #rows: FreshDocuments<MessageRow>;
  readonly #evidence: StoredEquivocation[];
  #order: number;

  constructor(store: Store) {
    this.#store = store;
    this.#rows = new FreshDocuments(store);
    for (const { id, value } of store.documents('thread')) {
      const head = value as ThreadHead;
      this.#heads.set(id, head);
      this.#bytes.set(head.peer, this.bytesFrom(head.peer) + head.bytes);
    }
    this.#order = (store.document('thread-order', 'last') as number | null) ?? 0;
    this.#evidence = store.documents('equivocation').map(({ value }) => value as StoredEquivocation);
  }

  heads(): Iterable<ThreadHead> {
    return this.#heads.values();
  }

  head(peer: PartyId, thread: string): ThreadHead {
    return (
      this.#heads.get(nameOf(peer, thread)) ?? {
        peer,
        thread,
        sent: 0,
        sentHash: null,
        taken: 0,
        takenHash: null,
        acknowledged: 0,
        theirSeen: 0,
        bytes: 0,
        frozen: null,
      }
    );
  }

  /** Bytes of all messages taken from this peer. */
  bytesFrom(peer: PartyId): number {
    return this.#bytes.get(peer) ?? 0;
  }

  putHead(head: ThreadHead): void {
    const before = this.head(head.peer, head.thread);
    this.#bytes.set(head.peer, this.bytesFrom(head.peer) + head.bytes - before.bytes);
    const name = nameOf(head.peer, head.thread);
    this.#heads.set(name, head);
    this.#store.write.putDocument('thread', name, head);
  }

  addRow(peer: PartyId, row: Omit<MessageRow, 'order'>): MessageRow {
    const full: MessageRow = { ...row, order: ++this.#order };
    const { thread, seq } = row.signed.message;
    this.#rows.put(kindOf(peer, thread), idOf(row.direction, seq), full);
    this.#store.write.putDocument('thread-order', 'last', this.#order);
    return full;
  }

  /** What the handler of a message answered becomes part of its row. */
  replaceRow(peer: PartyId, row: MessageRow): void {
    const { thread, seq } = row.signed.message;
    this.#rows.put(kindOf(peer, thread), idOf(row.direction, seq), row);
  }

  row(peer: PartyId, thread: string, direction: Direction, seq: number): MessageRow | null {
    return this.#rows.get(kindOf(peer, thread), idOf(direction, seq));
  }

  /** All messages of a thread with one counterpart, in the order in which they were taken and written here. */
  rows(peer: PartyId, thread: string): MessageRow[] {
    return this.#rows.all(kindOf(peer, thread)).sort((a, b) => a.order - b.order);
  }

  get evidence(): readonly StoredEquivocation[] {
    return this.#evidence;
  }

  addEvidence(row: StoredEquivocation): void {
    this.#evidence.push(row);
    this.#store.write.putDocument('equivocation', nameOf(row.peer, row.thread), row);
  }
}
