import type { Tri } from '../decision/tri.ts';
import type { Micros } from '../time.ts';
import type { Comparator } from './comparator.ts';
import type { StatedFact } from './facts.ts';

/** A fact ready to be compared: text, number (also whole microseconds), or a set of texts. */
export type Fact = string | number | readonly string[];

/** Compares a known fact with the constants of one condition. `levels` is the order of a topic's scale, when it has one. */
export type FactTest = (fact: Fact, levels: readonly string[] | null) => Tri;

export type DomainKind =
  | 'word'
  | 'levels'
  | 'set'
  | 'number'
  | 'duration'
  | 'instant'
  | 'grade'
  | 'place'
  | 'originator';

/** The kind of value an operand has: what may be written, how facts are read, how both compare. */
export interface ValueDomain {
  readonly kind: DomainKind;
  readonly comparators: readonly Comparator[];
  /** Null when the text is a value of this domain; otherwise what a valid one looks like. */
  invalid(text: string): string | null;
  /** A stated fact as a comparable one; null when unknown or not readable. */
  read(stated: StatedFact, at: Micros | null): Fact | null;
  test(comparator: Comparator, values: readonly string[]): FactTest;
  /** The fact in the words of a text of terms. */
  show(fact: Fact): string | readonly string[];
  /** Fixed order of the words, lowest first; null when there is none (or the topic's scale gives it). */
  readonly order: readonly string[] | null;
  /** All words, where the list is closed. */
  readonly words: readonly string[] | null;
  /** How a constant may be written in a set; absent: as it is. */
  readonly spellings?: (value: string) => readonly string[];
}

export const triOf = (value: boolean): Tri => (value ? 'T' : 'F');

export const notTri = (value: Tri): Tri => (value === 'T' ? 'F' : value === 'F' ? 'T' : 'U');

export const onlyText = (stated: StatedFact): string | null =>
  typeof stated === 'string' ? stated : stated !== null && stated.length === 1 ? (stated[0] ?? null) : null;

/** Compares two numbers under an ordering or equality comparator. */
export function compareNumbers(comparator: Comparator, fact: number, bound: number): Tri {
  switch (comparator) {
    case 'is':
      return triOf(fact === bound);
    case 'not':
      return triOf(fact !== bound);
    case 'at-least':
      return triOf(fact >= bound);
    case 'at-most':
      return triOf(fact <= bound);
    case 'more-than':
      return triOf(fact > bound);
    case 'less-than':
      return triOf(fact < bound);
    default:
      return 'U';
  }
}
