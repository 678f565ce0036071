import { rangesText } from '../../core/number-ranges.ts';
import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';
import type { PartnerFeed } from './partner-feed.ts';

/** What a release row says beside feed, time and span of positions. */
export interface ReleaseRecord {
  /** Number of the decision inputs of this feed. */
  readonly decision: number;
  readonly parts: readonly {
    readonly form: 'raw';
    readonly texts: readonly string[];
    /** Consents of originators without which it would not have gone; absent where none was needed. */
    readonly consents?: readonly string[];
    /** Positions in the feed: `4-9,12`. */
    readonly positions: string;
  }[];
}

/**
 * Records what goes out for the first time in this feed, in the transaction that gives the right to send it. What went
 * out before needs no second row: its position is marked.
 */
export function recordRelease(
  store: Store,
  feed: PartnerFeed,
  entries: readonly { readonly position: number; readonly seq: number }[],
  at: Micros,
): void {
  const log = feed.stream.entries;
  const fresh = entries.filter((e) => !log.wasServed(e.position));
  if (fresh.length === 0) return;
  const parts = new Map<string, { texts: readonly string[]; consents: readonly string[]; positions: number[] }>();
  for (const e of fresh) {
    log.markServed(e.position);
    const classNo = feed.collection.classes[e.seq]!;
    const texts = feed.textsReleasing(classNo);
    const consents = feed.consentsReleasing(classNo, at);
    const name = [...texts, ...consents].join();
    const part = parts.get(name);
    if (part === undefined) parts.set(name, { texts, consents, positions: [e.position] });
    else part.positions.push(e.position);
  }
  const value: ReleaseRecord = {
    decision: feed.decision,
    parts: [...parts.values()].map((p) => ({
      form: 'raw',
      texts: p.texts,
      ...(p.consents.length === 0 ? {} : { consents: p.consents }),
      positions: rangesText(p.positions),
    })),
  };
  store.write.addRelease({
    feed: feed.no,
    at,
    firstPosition: fresh[0]!.position,
    lastPosition: fresh[fresh.length - 1]!.position,
    value,
  });
}
