import { formatMicros, type Micros } from '../core/time.ts';
import type { Platform } from '../ports/platform.ts';
import type { RemoteCollection, WalkOptions, WalkStep } from '../ports/remote-feed.ts';
import { type ReadPage, readPage, replyTrouble, type Trouble } from './read-resource.ts';
import { SafePlace } from './safe-place.ts';
import type { SendGet } from './server-reply.ts';
import { WalkGuard, type WalkLimits, walkLimits } from './walk-guard.ts';

export interface TaxiiClientParts {
  readonly send: SendGet;
  readonly platform: Pick<Platform, 'decodeUtf8Fatal' | 'encodeUtf8' | 'sha256'>;
  /** Milliseconds of a clock that never steps back. */
  readonly ticks: () => number;
  readonly limits?: WalkLimits;
}

/** Where the next request begins: behind a `next`, or after a stamp. */
interface Ask {
  readonly after: Micros | string | null;
  readonly next: string | null;
  readonly limit: number;
}

/** A page limit that no server reaches by itself; asked for where a whole page has one stamp. */
const widestPage = 10_000;

/**
 * Walks collections of TAXII 2.1 servers as they are (TAXII 2.1 sections 3.4 and 3.5): `next` is a token that is added to
 * our own address and never an address itself, the stamps of the headers count and nothing else does, and a server that
 * leads nowhere is left with a reason.
 */
export class TaxiiClient {
  readonly #parts: TaxiiClientParts;

  constructor(parts: TaxiiClientParts) {
    this.#parts = parts;
  }

  async *walk(
    { root, id }: Pick<RemoteCollection, 'root' | 'id'>,
    options: WalkOptions,
  ): AsyncGenerator<WalkStep, void> {
    yield* new Walk(this.#parts, `${root}collections/${encodeURIComponent(id)}/objects/`, options).steps();
  }
}

class Walk {
  readonly #parts: TaxiiClientParts;
  readonly #path: string;
  readonly #options: WalkOptions;
  readonly #guard: WalkGuard;
  readonly #place: SafePlace;
  readonly #gaps: string[] = [];
  #ask: Ask;
  /** The last stamp, where we go on by stamps: objects that share it come once more. */
  #border: Micros | null = null;
  #last: Micros | null = null;
  /** A cursor expired: from then on by stamps alone. */
  #cursorless = false;

  constructor(parts: TaxiiClientParts, path: string, options: WalkOptions) {
    const begun = parts.ticks();
    this.#parts = parts;
    this.#path = path;
    this.#options = options;
    this.#guard = new WalkGuard(parts.platform, () => parts.ticks() - begun, parts.limits ?? walkLimits);
    this.#place = new SafePlace(options.from, options.uniqueStamps);
    this.#ask = { after: options.from.addedAfter, next: null, limit: options.limit };
  }

  async *steps(): AsyncGenerator<WalkStep, void> {
    for (;;) {
      if (this.#options.cancelled?.() === true) return yield stopped({ stop: 'cancelled', why: 'was told to stop' });
      const reply = await this.#parts.send(this.#query());
      const trouble = replyTrouble(reply);
      if (reply.kind === 'unreachable' && reply.isTooLarge === true && this.#ask.limit > 1) {
        // Few objects may be as large as many others: the same place again, with fewer.
        this.#ask = { ...this.#ask, limit: Math.floor(this.#ask.limit / 8) || 1 };
        continue;
      }
      if (trouble !== null || reply.kind !== 'answered') {
        if (this.#mayRestart(reply.kind === 'answered' ? reply.status : 0)) continue;
        return yield stopped(trouble ?? { stop: 'unreachable', why: 'no answer' });
      }
      const read = readPage(reply, this.#parts.platform);
      if ('problem' in read)
        return yield stopped({ stop: 'bad-answer', why: `sends no readable page: ${read.problem}` });
      const { page } = read;
      const bad = this.#guard.judge(page) ?? (this.#ask.next === null ? null : this.#guard.stands(page));
      if (bad !== null) return yield stopped(bad);
      this.#place.take(page.first, page.last);
      this.#last = page.last;
      const onward = this.#onward(page);
      const { objects, custom, bytes } = page;
      const place = onward === 'end' ? this.#place.end : this.#place.reached;
      if (objects.length > 0) yield { kind: 'page', objects, custom, bytes, place };
      if (onward === 'end') return yield { kind: 'complete', place, gaps: this.#gaps };
      if ('stop' in onward) return yield stopped(onward);
      this.#ask = onward;
    }
  }

  #query(): string {
    const { after, next, limit } = this.#ask;
    const text = typeof after === 'number' ? formatMicros(after) : after;
    const { ids } = this.#options;
    return (
      `${this.#path}?match[version]=all&limit=${limit}` +
      (ids === undefined ? '' : `&match[id]=${ids.map(encodeURIComponent).join(',')}`) +
      (text === null ? '' : `&added_after=${encodeURIComponent(text)}`) +
      (next === null ? '' : `&next=${encodeURIComponent(next)}`)
    );
  }

  /** Sessions of some servers live for half a minute: what they answer then is one of these. */
  #mayRestart(status: number): boolean {
    if (this.#ask.next === null || ![400, 404, 410, 422, 500].includes(status)) return false;
    if (this.#last === null || !this.#place.isOrdered) return false;
    this.#cursorless = true;
    this.#border = this.#last;
    this.#ask = { after: this.#last - 1, next: null, limit: this.#options.limit };
    return true;
  }

  #onward(page: ReadPage): Ask | Trouble | 'end' {
    const { next, last } = page;
    const full = page.objects.length > 0 && page.objects.length >= this.#ask.limit;
    // A server that says nothing about more and gives a full page is asked once again.
    const more = page.more ?? (next !== null || (full && last !== null));
    if (!more) return 'end';
    if (next !== null && !this.#cursorless) return this.#guard.repeats(next, last) ?? { ...this.#ask, next };
    if (last === null)
      return { stop: 'bad-answer', why: 'promises more and gives neither a cursor nor X-TAXII-Date-Added-Last' };
    if (this.#options.uniqueStamps) return { ...this.#ask, after: last, next: null };
    return this.#byStamp(last);
  }

  /** Goes on with the last stamp itself, since the border of a page may divide objects that share it. */
  #byStamp(last: Micros): Ask | Trouble {
    if (this.#border === null || last > this.#border) {
      this.#border = last;
      return { after: last - 1, next: null, limit: this.#options.limit };
    }
    const { after } = this.#ask;
    if (last < this.#border || (typeof after === 'number' && last <= after))
      return { stop: 'no-progress', why: 'does not go on after the stamp asked for' };
    return this.#stuckAt(last);
  }

  /** A whole page of one stamp, and more of them perhaps behind it. */
  #stuckAt(last: Micros): Ask {
    if (this.#ask.limit < widestPage)
      return { after: last - 1, next: null, limit: Math.min(widestPage, this.#ask.limit * 10) };
    this.#gaps.push(
      `more objects than one page holds share the stamp ${formatMicros(last)}, and the server has no cursors: the rest of them cannot be read`,
    );
    this.#place.passOver();
    return { after: last, next: null, limit: this.#options.limit };
  }
}

const stopped = (trouble: Trouble): WalkStep => ({ kind: 'stopped', ...trouble });
