import type { Coverage } from '../../core/stream/index.ts';
import { compileTerms } from '../../core/terms/index.ts';
import type { NodeState } from '../node-state.ts';
import type { LiveText } from '../release/class-coverage.ts';
import type { PartnerFeed } from '../release/partner-feed.ts';
import { isSuspended } from '../text-in-force.ts';
import { onceAnswered } from './await-answers.ts';

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

/**
 * Whether versions of a class may go to the partner of a feed once texts are not suspended any more. What waits for an
 * answer, and with `gates` everything, also by texts in force whose gates may be shut now.
 */
export function mayGoLater(
  { texts, engine }: Pick<NodeState, 'texts' | 'engine'>,
  feed: PartnerFeed,
  gates: boolean,
): (classNo: number) => boolean {
  const { book } = engine;
  const suspended = suspendedTexts({ texts }, feed);
  const resumed = engine.coverage(feed, suspended);
  const opened = engine.coverage(feed, [...suspended, ...feed.texts]);
  const known = new Map<number, boolean>();
  const decide = (classNo: number): boolean => {
    const facts = book.factsOf(classNo);
    const coverage = gates || facts.awaited?.includes(feed.party) === true ? opened : resumed;
    const own = coverage.ownOf(book.baseOf(onceAnswered(facts, feed.party)));
    return [...own.values()].some((c) => !isNothing(c));
  };
  return (classNo) => {
    const may = known.get(classNo) ?? decide(classNo);
    known.set(classNo, may);
    return may;
  };
}
