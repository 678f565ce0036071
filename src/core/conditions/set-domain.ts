import type { Tri } from '../decision/tri.ts';
import type { Comparator } from './comparator.ts';
import { type Fact, type FactTest, notTri, triOf, type ValueDomain } from './value-domain.ts';

/** How one constant may be written in a fact, for example an id with and without its prefix. */
type Spellings = (value: string) => readonly string[];

const asIs: Spellings = (value) => [value];

function meets(fact: Fact, wanted: ReadonlySet<string>): boolean {
  if (typeof fact === 'number') return false;
  if (typeof fact === 'string') return wanted.has(fact);
  for (const word of fact) if (wanted.has(word)) return true;
  return false;
}

function setTest(spellings: Spellings) {
  return (comparator: Comparator, values: readonly string[]): FactTest => {
    const wanted = new Set(values.flatMap(spellings));
    switch (comparator) {
      case 'is':
      case 'has':
      case 'any-of':
        return (fact): Tri => triOf(meets(fact, wanted));
      case 'not':
      case 'none-of':
        return (fact): Tri => notTri(triOf(meets(fact, wanted)));
      case 'all-of': {
        const each = values.map((value) => new Set(spellings(value)));
        return (fact): Tri => triOf(each.every((word) => meets(fact, word)));
      }
      default:
        return (): Tri => 'U';
    }
  };
}

/**
 * A set of words, known as a whole: an empty set is a fact, not a gap. `is` and `has` ask whether a word is in the set.
 * Fewer comparators can be offered where a word such as `is` would read as "is exactly".
 */
export function setDomain(
  invalid: (text: string) => string | null,
  comparators: readonly Comparator[],
  spellings: Spellings = asIs,
): ValueDomain {
  return {
    kind: 'set',
    comparators,
    order: null,
    words: null,
    invalid,
    read: (stated) => (typeof stated === 'string' ? [stated] : stated),
    spellings,
    test: setTest(spellings),
    show: (fact) => (typeof fact === 'object' ? fact : String(fact)),
  };
}
