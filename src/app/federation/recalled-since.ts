import { type Micros, parseTimestamp } from '../../core/time.ts';
import type { FeedPlace } from '../../ports/remote-feed.ts';
import type { RecentRecalls } from '../recall/recent-recalls.ts';
import type { SourceRecord } from './source-record.ts';
import type { Arriving } from './store-page.ts';

/**
 * What of a page its giver recalled after it read it. A node stamps what it lets out, and what it lets out again after a
 * recall, by the clock that also dates its messages, and a page is no older than the last stamp in it: that orders the two
 * however long either was under way. Of another server all that is known is when the page was asked for, by the clock here.
 */
export function recalledSince(
  recent: RecentRecalls,
  { party, target }: Pick<SourceRecord, 'party' | 'target'>,
  { addedAfter }: FeedPlace,
  askedAt: Micros,
): NonNullable<Arriving['isRecalled']> {
  const last = addedAfter === null ? null : parseTimestamp(addedAfter);
  return target.kind === 'peer' && last !== null
    ? (version) => recent.sinceRead(party, version, last)
    : (version) => recent.sinceAsked(party, version, askedAt);
}
