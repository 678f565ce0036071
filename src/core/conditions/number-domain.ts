import { compareNumbers, onlyText, type ValueDomain } from './value-domain.ts';

const decimal = /^-?\d{1,15}(\.\d{1,15})?$/;

/**
 * A decimal number, or `n/d` for a ratio: both forms round once and correctly, so a ratio equal to the bound compares as
 * equal. Null for anything else, exponents included.
 */
export function parseDecimal(text: string): number | null {
  if (decimal.test(text)) return Number(text);
  const slash = text.indexOf('/');
  if (slash < 0) return null;
  const [over, under] = [text.slice(0, slash), text.slice(slash + 1)];
  if (!decimal.test(over) || !decimal.test(under) || Number(under) <= 0) return null;
  return Number(over) / Number(under);
}

/** Numbers from `least` to `most` (units are the operand's). The fact `infinite` is a ratio over nothing received. */
export function numberDomain(least = -1e15, most = 1e15): ValueDomain {
  const range = least > -1e15 || most < 1e15 ? ` from ${least} to ${most === 1e15 ? 'any' : most}` : '';
  return {
    kind: 'number',
    comparators: ['is', 'not', 'at-least', 'at-most', 'more-than', 'less-than'],
    order: null,
    words: null,
    invalid: (text) => {
      const value = decimal.test(text) ? Number(text) : null;
      return value === null || value < least || value > most
        ? `a decimal number${range}, for example 0.25 or 10`
        : null;
    },
    read: (stated) => {
      const text = onlyText(stated);
      return text === null ? null : text === 'infinite' ? Number.POSITIVE_INFINITY : parseDecimal(text);
    },
    test: (comparator, values) => {
      const bound = Number(values[0]);
      return (fact) => (typeof fact === 'number' ? compareNumbers(comparator, fact, bound) : 'U');
    },
    show: (fact) => (fact === Number.POSITIVE_INFINITY ? 'infinite' : String(fact)),
  };
}
