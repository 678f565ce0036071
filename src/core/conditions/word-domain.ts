import type { Tri } from '../decision/tri.ts';
import type { Comparator } from './comparator.ts';
import { isOrdering } from './comparator.ts';
import { compareNumbers, type Fact, type FactTest, notTri, onlyText, triOf, type ValueDomain } from './value-domain.ts';

const equality: readonly Comparator[] = ['is', 'not', 'any-of', 'none-of'];
const ordering: readonly Comparator[] = ['at-least', 'at-most', 'more-than', 'less-than'];

function equalityTest(comparator: Comparator, values: readonly string[]): FactTest {
  const negative = comparator === 'not' || comparator === 'none-of';
  const wanted = new Set(values);
  return (fact): Tri => {
    const found = triOf(typeof fact === 'string' && wanted.has(fact));
    return negative ? notTri(found) : found;
  };
}

function orderTest(comparator: Comparator, value: string, fixed: readonly string[] | null): FactTest {
  return (fact, levels): Tri => {
    const order = fixed ?? levels;
    if (order === null || typeof fact !== 'string') return 'U';
    const bound = order.indexOf(value);
    const index = order.indexOf(fact);
    return bound < 0 || index < 0 ? 'U' : compareNumbers(comparator, index, bound);
  };
}

const show = (fact: Fact): string => String(fact);

/** One word out of an open or closed list, without order. */
export function wordDomain(
  invalid: (text: string) => string | null,
  words: readonly string[] | null = null,
): ValueDomain {
  return {
    kind: 'word',
    comparators: equality,
    order: null,
    words,
    invalid,
    read: (stated) => {
      const text = onlyText(stated);
      return text === null || invalid(text) !== null ? null : text;
    },
    test: equalityTest,
    show,
  };
}

/**
 * One word of an ordered list. With `order` null the list belongs to a topic and comes with each question; without one,
 * comparing by order is unknown.
 */
export function levelsDomain(order: readonly string[] | null, invalid: (text: string) => string | null): ValueDomain {
  return {
    ...wordDomain(invalid),
    kind: 'levels',
    comparators: [...equality, ...ordering],
    order,
    words: order,
    test: (comparator, values) =>
      isOrdering(comparator) ? orderTest(comparator, values[0] ?? '', order) : equalityTest(comparator, values),
  };
}

/** One word out of a closed list. */
export const closedDomain = (words: readonly string[]): ValueDomain => wordDomain(oneOf(words), words);

/** A closed list of words as a check. */
export const oneOf =
  (words: readonly string[]) =>
  (text: string): string | null =>
    words.includes(text) ? null : words.join(', ');
