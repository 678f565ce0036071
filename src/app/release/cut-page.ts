import { limits } from '../../core/limits.ts';
import type { StreamPage } from '../../core/stream/index.ts';
import type { PartnerFeed } from './partner-feed.ts';

/** How versions come to the partner of a feed, as JSON text. */
export type ProvenanceOf = (feed: PartnerFeed, seqs: readonly number[]) => Uint8Array;

/**
 * As much of a page as may leave at once, one object at least: a page may end before its limit (TAXII 2.1 section 3.4).
 * With `provenance`, what that says of these objects is bounded as well.
 */
export function cutPage(
  feed: PartnerFeed,
  found: StreamPage,
  bytesMax: number,
  provenance: ProvenanceOf | null,
): { readonly page: StreamPage; readonly provenance: Uint8Array | null } {
  const seqs = found.entries.map((e) => e.seq);
  let count = feed.collection.bodies.fitting(seqs, bytesMax);
  if (provenance === null || count === 0) return { page: firstOf(found, count), provenance: null };
  for (;;) {
    const how = provenance(feed, count === seqs.length ? seqs : seqs.slice(0, count));
    if (how.length <= limits.pageProvenanceBytesMax || count === 1)
      return { page: firstOf(found, count), provenance: how };
    count = Math.ceil(count / 2);
  }
}

/** What was left out is known to be there: the page says so, whatever the clock held back besides. */
const firstOf = (page: StreamPage, count: number): StreamPage =>
  count === page.entries.length ? page : { entries: page.entries.slice(0, count), more: true, settled: true };
