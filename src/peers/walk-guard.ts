import { hexOf } from '../core/hex.ts';
import { limits } from '../core/limits.ts';
import type { Micros } from '../core/time.ts';
import type { Platform } from '../ports/platform.ts';
import type { ReadPage, Trouble } from './read-resource.ts';

export interface WalkLimits {
  readonly pagesMax: number;
  readonly bytesMax: number;
  readonly timeMs: number;
  readonly emptyPagesMax: number;
  readonly objectsPerPageMax: number;
  /** Pages under one cursor whose last stamp stays the same. */
  readonly stillPagesMax: number;
}

export const walkLimits: WalkLimits = {
  pagesMax: limits.peerPagesPerRunMax,
  bytesMax: limits.peerBytesPerRunMax,
  timeMs: limits.peerRunTimeMs,
  emptyPagesMax: limits.peerEmptyPagesMax,
  objectsPerPageMax: limits.peerObjectsPerPageMax,
  stillPagesMax: limits.peerStillPagesMax,
};

/** Tells a server that leads us in circles from one that has much to give (T-FED-07). One guard watches one run. */
export class WalkGuard {
  readonly #platform: Pick<Platform, 'sha256' | 'encodeUtf8'>;
  readonly #elapsedMs: () => number;
  readonly #limits: WalkLimits;
  readonly #cursors = new Set<string>();
  readonly #contents = new Set<string>();
  #pages = 0;
  #bytes = 0;
  #empty = 0;
  #cursor = '';
  #stamp: Micros | null = null;
  #still = 0;

  constructor(
    platform: Pick<Platform, 'sha256' | 'encodeUtf8'>,
    elapsedMs: () => number,
    bounds: WalkLimits = walkLimits,
  ) {
    this.#platform = platform;
    this.#elapsedMs = elapsedMs;
    this.#limits = bounds;
  }

  /** Before a page is taken; what it returns ends the run, and the page is not used. */
  judge(page: ReadPage): Trouble | null {
    const { pagesMax, bytesMax, timeMs, emptyPagesMax, objectsPerPageMax } = this.#limits;
    this.#pages++;
    this.#bytes += page.bytes;
    if (this.#pages > pagesMax) return { stop: 'budget', why: `more than ${pagesMax} pages in one run` };
    if (this.#bytes > bytesMax) return { stop: 'budget', why: `more than ${bytesMax} bytes in one run` };
    if (this.#elapsedMs() > timeMs) return { stop: 'budget', why: `the run took longer than ${timeMs / 1000} s` };
    if (page.objects.length > objectsPerPageMax)
      return { stop: 'budget', why: `${page.objects.length} objects in one page` };
    this.#empty = page.objects.length === 0 ? this.#empty + 1 : 0;
    if (this.#empty > 0 && page.more === true && (page.next === null || this.#empty > emptyPagesMax))
      return { stop: 'empty-pages', why: `${this.#empty} empty pages that promise more` };
    return null;
  }

  /**
   * A `next` that comes back after others leads where we have been. One that comes again at once may name a session that
   * has moved on, as long as stamps do too, now and then.
   */
  repeats(next: string, last: Micros | null): Trouble | null {
    const key = this.#short(this.#platform.encodeUtf8(next));
    const isFurther = last !== null && (this.#stamp === null || last > this.#stamp);
    this.#stamp = isFurther ? last : this.#stamp;
    this.#still = isFurther || key !== this.#cursor ? 0 : this.#still + 1;
    const isSession = key === this.#cursor && this.#still < this.#limits.stillPagesMax;
    if (this.#cursors.has(key) && !isSession)
      return { stop: 'repeated-cursor', why: 'gives a cursor again that led here' };
    this.#cursor = key;
    this.#cursors.add(key);
    return null;
  }

  /** Objects that have come before, under whatever cursor. */
  stands(page: ReadPage): Trouble | null {
    const [first] = page.objects;
    const end = page.objects[page.objects.length - 1];
    if (first === undefined || end === undefined) return null;
    const all = new Uint8Array(first.buffer, first.byteOffset, end.byteOffset + end.length - first.byteOffset);
    const key = this.#short(all);
    if (this.#contents.has(key)) return { stop: 'no-progress', why: 'gives the same page again' };
    this.#contents.add(key);
    return null;
  }

  #short(bytes: Uint8Array): string {
    return hexOf(this.#platform.sha256(bytes)).slice(0, 32);
  }
}
