/** The eleven comparators of a condition (terms profile section 1). */
export type Comparator =
  | 'is'
  | 'not'
  | 'at-least'
  | 'at-most'
  | 'more-than'
  | 'less-than'
  | 'any-of'
  | 'none-of'
  | 'all-of'
  | 'part-of'
  | 'has';

export const comparators: readonly Comparator[] = [
  'is',
  'not',
  'at-least',
  'at-most',
  'more-than',
  'less-than',
  'any-of',
  'none-of',
  'all-of',
  'part-of',
  'has',
];

/** These take a list; all others take exactly one value. */
export const takesList = (comparator: Comparator): boolean =>
  comparator === 'any-of' || comparator === 'none-of' || comparator === 'all-of' || comparator === 'part-of';

/** These need an order among the values. */
export const isOrdering = (comparator: Comparator): boolean =>
  comparator === 'at-least' || comparator === 'at-most' || comparator === 'more-than' || comparator === 'less-than';

export const isComparator = (text: string): text is Comparator => (comparators as readonly string[]).includes(text);
