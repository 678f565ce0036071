import type { Coverage } from '../../core/stream/index.ts';
import { compileTerms } from '../../core/terms/index.ts';
import type { NodeState } from '../node-state.ts';
import type { LiveText } from '../release/class-coverage.ts';
import type { PartnerFeed } from '../release/partner-feed.ts';
import { isSuspended } from '../text-in-force.ts';

export const isNothing = (cover: Coverage): boolean => 'any' in cover && cover.any.length === 0;

/** Texts of ours that let nothing out as long as their accord is suspended; what went out before is still there. */
export function suspendedTexts(
  { texts }: Pick<NodeState, 'texts'>,
  { party, collection }: PartnerFeed,
): readonly LiveText[] {
  return [...texts.values()].flatMap((text) => {
    const isFor = text.collection === collection.record.no && (text.to === null || text.to === party);
    const terms = isFor && text.endedAt === null && isSuspended(text) ? compileTerms(text.text) : null;
    return terms?.ok ? [{ id: text.id, terms: terms.value }] : [];
  });
}

/** Whether versions of a class may go to the partner of a feed once texts are not suspended any more. */
export function waitsForResumption(
  deps: Pick<NodeState, 'texts' | 'engine'>,
  feed: PartnerFeed,
): (classNo: number) => boolean {
  const texts = suspendedTexts(deps, feed);
  if (texts.length === 0) return () => false;
  const coverage = deps.engine.coverage(feed, texts);
  return (classNo) => [...coverage.ownOf(deps.engine.book.class(classNo).base).values()].some((c) => !isNothing(c));
}
