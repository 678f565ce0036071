import { rangesText, readRanges } from '../../core/number-ranges.ts';
import type { NodeState } from '../node-state.ts';
import type { ClassCoverage } from '../release/class-coverage.ts';
import type { CollectionState } from '../release/collection-state.ts';
import type { PartnerFeed } from '../release/partner-feed.ts';
import { onceAnswered } from './await-answers.ts';
import { plainRecall } from './plain-recall.ts';
import type { NarrowCheck, Recall } from './recall-record.ts';
import { isNothing, suspendedTexts } from './suspended-texts.ts';

type Deps = Pick<NodeState, 'engine' | 'platform' | 'texts'>;

const seqEnd = 1_000_000_000;
/**
 * What a partner may have of a class by its own facts: something now, nothing while gates stand as they do or texts are
 * suspended, nothing ever.
 */
type Standing = 'out' | 'withheld' | 'never';

/**
 * For each partner, versions that it may have got and whose newest version is not for it any more (M 7409): by its own
 * facts no text lets that one out, though an older one is out, or could come out by some gate that the newest passes by
 * none. Texts that are suspended count as gates that are shut. References are not looked at: what is missing beside an
 * object may still come.
 */
export function findNarrowed(deps: Deps, check: NarrowCheck): Recall[] {
  const { engine, platform } = deps;
  const collection = engine.collections.get(check.collection);
  if (collection === undefined) return [];
  const { at } = engine.horizon();
  const families = (readRanges(check.seqs, seqEnd) ?? []).flatMap((seq) => familyOf(deps, collection, seq) ?? []);
  const recalls: Recall[] = [];
  for (const feed of engine.feeds.values()) {
    if (feed.collection !== collection) continue;
    const classes = new Map<number, Standing>();
    const coverage = engine.coverage(feed, [...feed.texts, ...suspendedTexts(deps, feed)]);
    const narrowed = new Set<number>();
    const standing = (seq: number): Standing => {
      const classNo = collection.classes[seq]!;
      const stands = classes.get(classNo) ?? standingOf(deps, feed, classNo, coverage);
      classes.set(classNo, stands);
      return stands;
    };
    const isAwaited = (seq: number): boolean =>
      engine.book.factsOf(collection.classes[seq]!).awaited?.includes(feed.party) === true;
    const wasFor = (newest: number, all: readonly number[], stands: Standing): boolean => {
      if (check.seenBy !== null) return check.seenBy.includes(feed.party);
      const older = all.filter((seq) => seq !== newest);
      const isOut = (seq: number): boolean =>
        feed.stream.visibility(seq, at) !== null || (isAwaited(seq) && standing(seq) === 'out');
      if (older.some(isOut)) return true;
      return stands === 'never' && older.some((seq) => standing(seq) !== 'never');
    };
    for (const { newest, all } of families) {
      const stands = standing(newest);
      if (stands === 'out' || !wasFor(newest, all, stands)) continue;
      // What a newer version took the place of goes out no more; that one itself does once it is fit to.
      for (const seq of all) if (seq !== newest || check.seenBy !== null) narrowed.add(seq);
    }
    if (narrowed.size === 0) continue;
    const seqs = rangesText([...narrowed].sort((a, b) => a - b));
    recalls.push({
      ...plainRecall,
      id: `urn:uuid:${platform.uuid()}`,
      at,
      why: 'narrowed',
      scope: { of: [{ collection: check.collection, seqs }], under: null },
      to: [feed.party],
      withhold: check.seenBy === null ? 'all' : 'visible',
    });
  }
  return recalls;
}

/** The newest version of an id by one deliverer with all of its versions; null where this is not it. */
function familyOf(
  { engine }: Deps,
  collection: CollectionState,
  seq: number,
): { readonly newest: number; readonly all: readonly number[] } | null {
  const delivererOf = (one: number): string | null => {
    const classNo = collection.classes[one] ?? 0;
    return classNo === 0 ? null : engine.book.factsOf(classNo).deliverer;
  };
  const deliverer = delivererOf(seq);
  if (deliverer === null) return null;
  const members = (collection.lineageOf(seq)?.members ?? [{ seq }]).filter((one) => delivererOf(one.seq) === deliverer);
  return members.at(-1)?.seq === seq ? { newest: seq, all: members.map((one) => one.seq) } : null;
}

function standingOf({ engine }: Deps, feed: PartnerFeed, classNo: number, coverage: ClassCoverage): Standing {
  const { book } = engine;
  // What only waits for an answer is out as soon as that comes.
  const base = book.baseOf(onceAnswered(book.factsOf(classNo), feed.party));
  if (engine.releasingFacts(feed, base).length > 0) return 'out';
  const own = coverage.ownOf(base);
  return [...own.values()].every(isNothing) ? 'never' : 'withheld';
}
