/**
 * Lets long readings go on one after the other, each by one stretch of work in a turn of the event loop. However many a
 * partner keeps open, others wait for one stretch at a time, and for their own place in the line (T-TAX-07).
 */
export class ReadingTurns {
  readonly #othersFirst: () => Promise<void>;
  #line: Promise<void> = Promise.resolve();

  /** `othersFirst` resolves when everything else that is ready has had its turn. */
  constructor(othersFirst: () => Promise<void>) {
    this.#othersFirst = othersFirst;
  }

  next(): Promise<void> {
    this.#line = this.#line.then(this.#othersFirst);
    return this.#line;
  }
}
