/** What each comparator means for each kind of value, spelled out; no comparator is derived from another. */
export type Truth = 'T' | 'F' | 'U';

const truth = (yes: boolean): Truth => (yes ? 'T' : 'F');

/** Where a fact stands against a constant; null when the two have no order. */
type Standing = 'below' | 'equal' | 'above' | null;

function byOrder(comparator: string, standings: readonly Standing[]): Truth {
  const [first] = standings;
  switch (comparator) {
    case 'is':
      return truth(first === 'equal');
    case 'not':
      return truth(first !== 'equal');
    case 'at-least':
      return truth(first === 'equal' || first === 'above');
    case 'more-than':
      return truth(first === 'above');
    case 'at-most':
      return truth(first === 'equal' || first === 'below');
    case 'less-than':
      return truth(first === 'below');
    case 'any-of':
      return truth(standings.includes('equal'));
    case 'none-of':
      return truth(!standings.includes('equal'));
    default:
      throw new Error(`no meaning written down for ${comparator} on one value`);
  }
}

const standing = (fact: bigint | number | string, constant: bigint | number | string): Standing =>
  fact < constant ? 'below' : fact > constant ? 'above' : 'equal';

export function compareMoments(comparator: string, fact: number, constants: readonly number[]): Truth {
  return byOrder(
    comparator,
    constants.map((c) => standing(fact, c)),
  );
}

/** Keys of timestamps of any precision: their order as text is their order in time. */
export function compareKeys(comparator: string, fact: string, constants: readonly string[]): Truth {
  return byOrder(
    comparator,
    constants.map((c) => standing(fact, c)),
  );
}

/** A number as numerator over a positive denominator; `infinite` stands above every number. */
export type Fraction = { readonly n: bigint; readonly d: bigint } | 'infinite';

export function fraction(text: string): Fraction {
  if (text === 'infinite') return text;
  const slash = text.indexOf('/');
  if (slash !== -1) return { n: BigInt(text.slice(0, slash)), d: BigInt(text.slice(slash + 1)) };
  const [whole = '0', digits = ''] = text.split('.');
  return { n: BigInt(whole + digits), d: 10n ** BigInt(digits.length) };
}

export function compareNumbers(comparator: string, fact: Fraction, constants: readonly Fraction[]): Truth {
  return byOrder(
    comparator,
    constants.map((c) => {
      if (c === 'infinite') throw new Error('a constant is finite');
      return fact === 'infinite' ? 'above' : standing(fact.n * c.d, c.n * fact.d);
    }),
  );
}

const needsOrder = ['at-least', 'more-than', 'at-most', 'less-than'];

/** Words in an order, or without one (`order` null): then a question about order has no answer, equal words or not. */
export function compareWords(
  comparator: string,
  fact: string,
  constants: readonly string[],
  order: readonly string[] | null,
): Truth {
  if (!needsOrder.includes(comparator))
    return byOrder(
      comparator,
      constants.map((c) => (fact === c ? 'equal' : null)),
    );
  const [f, k] = [order?.indexOf(fact) ?? -1, order?.indexOf(constants[0] ?? '') ?? -1];
  return f === -1 || k === -1 ? 'U' : byOrder(comparator, [standing(f, k)]);
}

/** A set of words. `is` and `not` ask for one member, as `has` does. */
export function compareSets(comparator: string, fact: readonly string[], constants: readonly string[]): Truth {
  const inside = constants.map((c) => fact.includes(c));
  switch (comparator) {
    case 'is':
    case 'has':
      return truth(inside[0] === true);
    case 'not':
      return truth(inside[0] === false);
    case 'any-of':
    case 'part-of':
      return truth(inside.includes(true));
    case 'none-of':
      return truth(!inside.includes(true));
    case 'all-of':
      return truth(!inside.includes(false));
    default:
      throw new Error(`no meaning written down for ${comparator} on sets`);
  }
}

/** Admiralty grades: letter and digit both. `fact` is judged (no F, no 6). */
export function compareGrades(comparator: string, fact: string, constants: readonly string[]): Truth {
  const c = constants[0] ?? '';
  const atLeast = fact.charAt(0) <= c.charAt(0) && fact.charAt(1) <= c.charAt(1);
  const atMost = fact.charAt(0) >= c.charAt(0) && fact.charAt(1) >= c.charAt(1);
  switch (comparator) {
    case 'at-least':
      return truth(atLeast);
    case 'at-most':
      return truth(atMost);
    case 'more-than':
      return truth(atLeast && fact !== c);
    case 'less-than':
      return truth(atMost && fact !== c);
    default:
      return compareWords(comparator, fact, constants, null);
  }
}
