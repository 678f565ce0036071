import type { ObjectFacts } from '../stix/object-facts.ts';
import type { MarkingBook } from './marking-book.ts';
import { strictest, type TlpLevel } from './tlp-level.ts';

type Marked = Pick<ObjectFacts, 'markings' | 'granularMarkings'>;

/**
 * The strictest TLP level on the object, granular markings included. Without any: the collection's default, else
 * unknown. Markings whose definition is unknown are not looked at here: `hasUnknownMarking` withholds for them.
 */
export function effectiveTlp(
  facts: Marked,
  book: MarkingBook,
  collectionDefault: TlpLevel | null,
): TlpLevel | 'unknown' {
  let level: TlpLevel | null = null;
  for (const ids of [facts.markings, facts.granularMarkings]) {
    for (const id of ids) {
      const meaning = book.meaning(id);
      if (meaning.kind === 'tlp') level = level === null ? meaning.level : strictest(level, meaning.level);
    }
  }
  return level ?? collectionDefault ?? 'unknown';
}

/** Whether some marking, granular ones included, has no definition that we can read: such an object is withheld whole. */
export function hasUnknownMarking(facts: Marked, book: MarkingBook): boolean {
  const unknown = (id: string): boolean => book.meaning(id).kind === 'unknown';
  return facts.markings.some(unknown) || facts.granularMarkings.some(unknown);
}

/** Ids of all markings, granular ones included, and their aliases such as `marking:noforn`; sorted, unique. */
export function markingNames(facts: Marked, book: MarkingBook): string[] {
  const names = new Set<string>();
  for (const ids of [facts.markings, facts.granularMarkings]) {
    for (const id of ids) {
      names.add(id);
      const alias = book.alias(id);
      if (alias !== null) names.add(alias);
    }
  }
  return [...names].sort();
}
