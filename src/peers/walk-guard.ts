import { hexOf } from '../core/hex.ts';
import { limits } from '../core/limits.ts';
import type { Platform } from '../ports/platform.ts';
import type { ReadPage, Trouble } from './read-resource.ts';

export interface WalkLimits {
  readonly pagesMax: number;
  readonly bytesMax: number;
  readonly timeMs: number;
  readonly emptyPagesMax: number;
  readonly objectsPerPageMax: number;
}

export const walkLimits: WalkLimits = {
  pagesMax: limits.peerPagesPerRunMax,
  bytesMax: limits.peerBytesPerRunMax,
  timeMs: limits.peerRunTimeMs,
  emptyPagesMax: limits.peerEmptyPagesMax,
  objectsPerPageMax: limits.peerObjectsPerPageMax,
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

  /** A `next` that comes a second time leads where we have been, whatever lies between the two. */
  repeats(next: string): Trouble | null {
    const key = this.#short(this.#platform.encodeUtf8(next));
    if (this.#cursors.has(key)) return { stop: 'repeated-cursor', why: 'gives the same cursor a second time' };
    this.#cursors.add(key);
    return null;
  }

  /** New cursors with objects that have come before. */
  stands(page: ReadPage): Trouble | null {
    const [first] = page.objects;
    const end = page.objects[page.objects.length - 1];
    if (first === undefined || end === undefined) return null;
    const all = new Uint8Array(first.buffer, first.byteOffset, end.byteOffset + end.length - first.byteOffset);
    const key = this.#short(all);
    if (this.#contents.has(key)) return { stop: 'no-progress', why: 'gives the same page under another cursor' };
    this.#contents.add(key);
    return null;
  }

  #short(bytes: Uint8Array): string {
    return hexOf(this.#platform.sha256(bytes)).slice(0, 32);
  }
}
