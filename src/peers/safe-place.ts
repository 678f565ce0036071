import { formatMicros, type Micros, parseTimestamp } from '../core/time.ts';
import type { FeedPlace } from '../ports/remote-feed.ts';

/**
 * Up to which moment everything is in our hands, from the stamps of the pages so far. Where a server gives one stamp to
 * several objects, the last stamp of a page may go on behind it: what lies a microsecond before is known to be complete.
 * Where pages do not come in the order of their stamps, nothing is until the last page.
 */
export class SafePlace {
  readonly #from: FeedPlace;
  readonly #unique: boolean;
  #complete: Micros | null;
  #open: Micros | null = null;
  #latest: Micros | null;
  #ordered = true;

  constructor(from: FeedPlace, uniqueStamps: boolean) {
    this.#from = from;
    this.#unique = uniqueStamps;
    this.#complete = from.addedAfter === null ? null : parseTimestamp(from.addedAfter);
    this.#latest = this.#complete;
  }

  get isOrdered(): boolean {
    return this.#ordered;
  }

  take(first: Micros | null, last: Micros | null): void {
    if (first === null || last === null) return;
    this.#latest = later(this.#latest, last);
    if (last < first || (this.#open !== null && first < this.#open)) this.#ordered = false;
    if (!this.#ordered) return;
    this.#complete = later(this.#complete, this.#unique ? last : last - 1);
    this.#open = last;
  }

  /** Stamps of a server that cannot be followed further are all behind us. */
  passOver(): void {
    if (this.#open !== null) this.#complete = later(this.#complete, this.#open);
  }

  /** In the middle of a walk. */
  get reached(): FeedPlace {
    return placeOf(this.#complete, this.#from);
  }

  /** After a page that the server called the last. */
  get end(): FeedPlace {
    return placeOf(this.#latest, this.#from);
  }
}

const later = (a: Micros | null, b: Micros): Micros => (a === null || b > a ? b : a);

const placeOf = (at: Micros | null, from: FeedPlace): FeedPlace =>
  at === null ? from : { addedAfter: formatMicros(at) };
