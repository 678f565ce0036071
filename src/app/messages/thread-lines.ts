import type { PartyId } from '../../core/ids.ts';
import { threadPrefix } from '../../core/message/index.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { ThreadBook, ThreadHead } from './thread-book.ts';

/** What stands before the number of a later thread of its line; other threads are about one thing and have no successor. */
const numbered: ReadonlyMap<string, string> = new Map([
  ['keys', '/'],
  ['membership', ':'],
]);

const laterPattern = /^[2-9]$|^[1-9][0-9]{1,3}$/;

/** The line that a thread belongs to; null for a thread about one thing. */
export function lineOf(thread: string): string | null {
  const sign = numbered.get(threadPrefix(thread));
  if (sign === undefined) return null;
  const at = thread.lastIndexOf(sign);
  return at > 0 && laterPattern.test(thread.slice(at + 1)) ? thread.slice(0, at) : thread;
}

const later = (line: string, n: number): string =>
  n === 1 ? line : `${line}${numbered.get(threadPrefix(line)) ?? '/'}${n}`;

/**
 * Threads that never end (`keys`, `membership/COALITION`) form lines. One that is frozen stays so, with its evidence. Once
 * own staff have enrolled the peer anew, which is their word that the dispute is settled, the next of the line takes its
 * place: `keys/2`, `membership/COALITION:2` (decisions/0091).
 */
export class ThreadLines {
  readonly #book: ThreadBook;
  readonly #moveHead: (head: ThreadHead) => void;

  constructor(book: ThreadBook, moveHead: (head: ThreadHead) => void) {
    this.#book = book;
    this.#moveHead = moveHead;
  }

  /** The thread of a line that is in use with this peer; null while one is frozen that nobody has settled. */
  inUse(peer: PartyId, line: string): string | null {
    for (let n = 1; ; n++) {
      const thread = later(line, n);
      const { frozen, settled } = this.#book.head(peer, thread);
      if (frozen === null) return thread;
      if (settled === undefined) return null;
    }
  }

  /** The peer signed two histories of a thread of this line, and own staff have not settled that. */
  isDisputed(peer: PartyId, thread: string): boolean {
    const line = lineOf(thread);
    if (line === null) return false;
    return [...this.#book.heads()].some(
      (head) =>
        head.peer === peer && head.frozen === 'by-us' && head.settled === undefined && lineOf(head.thread) === line,
    );
  }

  /** Own staff have enrolled this peer anew; inside `engine.change`. */
  settle(peer: PartyId, { at }: Moment): void {
    for (const head of [...this.#book.heads()])
      if (head.peer === peer && head.frozen !== null && head.settled === undefined && lineOf(head.thread) !== null)
        this.#moveHead({ ...head, settled: at });
  }
}
