import type { Tri } from '../decision/tri.ts';
import type { Comparator } from './comparator.ts';
import { type Fact, type FactTest, notTri, type ValueDomain } from './value-domain.ts';

const id = /^(party:[a-z0-9][a-z0-9-]{0,63}|identity--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** Each kind of origin is known or missing by itself: a missing claim leaves only questions about claims open. */
function isOrigin(fact: readonly string[], wanted: string): Tri {
  if (fact.includes(wanted)) return 'T';
  const ofParty = wanted.startsWith('party:');
  return fact.some((value) => value.startsWith('party:') === ofParty) ? 'F' : 'U';
}

function originTest(comparator: Comparator, values: readonly string[]): FactTest {
  const negative = comparator === 'not' || comparator === 'none-of';
  return (fact): Tri => {
    if (typeof fact === 'number') return 'U';
    const origins = typeof fact === 'string' ? [fact] : fact;
    let found: Tri = 'F';
    for (const value of values) {
      const one = isOrigin(origins, value);
      if (one === 'T') return negative ? 'F' : 'T';
      if (one === 'U') found = 'U';
    }
    return negative ? notTri(found) : found;
  };
}

/** Who an object is from: `party:x` is the verified deliverer, an `identity--…` the creator that the object claims. */
export const originatorDomain: ValueDomain = {
  kind: 'originator',
  comparators: ['is', 'not', 'any-of', 'none-of'],
  order: null,
  words: null,
  invalid: (text) => (id.test(text) ? null : 'party: and a party id, or the id of an identity object'),
  read: (stated): Fact | null => (stated === null ? null : typeof stated === 'string' ? [stated] : stated),
  test: originTest,
  show: (fact) => (typeof fact === 'object' ? fact : String(fact)),
};
