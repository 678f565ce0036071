import { type Fact, type Leaf, valuesOf } from '../conditions/index.ts';

/** A value that a fact might take instead, and how far away it is. */
export interface Candidate {
  readonly fact: Fact;
  readonly distance: number;
}

/** Stands for "anything that no condition names". */
const somethingElse = 'something else';

/** Constants of one operand that are tried one by one. Beyond it a list is tried as a whole only. */
const constantsMax = 100;

const constantsOf = (leaves: readonly Leaf[]): readonly string[] =>
  [...new Set(leaves.flatMap((leaf) => valuesOf(leaf.condition)))].slice(0, constantsMax);

/** Words without order are all one step apart. */
function words(leaves: readonly Leaf[], present: Fact | null, known: readonly string[] | null): readonly Candidate[] {
  const listed = [...constantsOf(leaves), ...(known ?? [])];
  const open = known === null ? [...listed, somethingElse] : listed;
  return [...new Set(open)].filter((word) => word !== present).map((fact) => ({ fact, distance: 1 }));
}

/** Steps along an order; from an unknown value the lowest is nearest. */
function steps(order: readonly string[], leaves: readonly Leaf[], present: Fact | null): readonly Candidate[] {
  const at = typeof present === 'string' ? order.indexOf(present) : -1;
  const known = order.map((fact, index) => ({ fact, distance: at < 0 ? index + 1 : Math.abs(index - at) }));
  const others = constantsOf(leaves).filter((word) => !order.includes(word));
  return [...known, ...others.map((fact) => ({ fact, distance: order.length + 1 }))].filter(
    ({ fact }) => fact !== present,
  );
}

/** Constants of one set that are tried in every combination (at most 2^n); beyond it one by one, all, and none. */
const setConstantsMax = 6;

function partsOf(constants: readonly string[]): readonly (readonly string[])[] {
  let parts: (readonly string[])[] = [[]];
  for (const value of constants) parts = parts.concat(parts.map((part) => [...part, value]));
  return parts;
}

function sets(leaves: readonly Leaf[], present: Fact | null): readonly Candidate[] {
  const held: readonly string[] = typeof present === 'object' && present !== null ? present : [];
  const constants = constantsOf(leaves);
  const spell = leaves[0]?.domain.spellings ?? ((value: string): readonly string[] => [value]);
  const without = (gone: readonly string[]): readonly string[] => {
    const spelled = new Set(gone.flatMap(spell));
    return held.filter((value) => !spelled.has(value));
  };
  const holds = (value: string): boolean => spell(value).some((each) => held.includes(each));
  const missing = constants.filter((value) => !holds(value));
  // Few constants: every part of them in, the rest out, since conditions on one set may pull both ways.
  const found: (readonly string[])[] =
    constants.length <= setConstantsMax
      ? partsOf(constants).map((part) => [
          ...without(constants),
          ...held.filter((value) => part.some((each) => spell(each).includes(value))),
          ...part.filter((value) => !holds(value)),
        ])
      : [
          ...constants.map((value) => (holds(value) ? without([value]) : [...held, value])),
          without(constants),
          [...held, ...missing],
          ...(present === null ? [[]] : []),
        ];
  const changed = (next: readonly string[]): number =>
    next.filter((value) => !held.includes(value)).length + held.filter((value) => !next.includes(value)).length;
  return found
    .map((fact) => ({ fact, distance: changed(fact) }))
    .filter(({ distance }) => distance > 0 || present === null);
}

const decimalsOf = (text: string): number => text.split('.')[1]?.length ?? 0;

function numbers(leaves: readonly Leaf[], present: Fact | null): readonly Candidate[] {
  const constants = constantsOf(leaves);
  const places = Math.max(0, ...constants.map(decimalsOf));
  const step = 10 ** -places;
  const near = (value: number): readonly number[] =>
    [value, value - step, value + step].map((each) => Number(each.toFixed(places)));
  const domain = leaves[0]?.domain;
  return [...new Set(constants.flatMap((text) => near(Number(text))))]
    .filter((value) => value !== present && domain?.invalid(String(value)) === null)
    .map((fact) => ({
      fact,
      distance: typeof present === 'number' ? Math.abs(fact - present) : constants.includes(String(fact)) ? 0 : 1,
    }));
}

const grades = ['A', 'B', 'C', 'D', 'E'].flatMap((letter) => ['1', '2', '3', '4', '5'].map((digit) => letter + digit));

/** From what nobody judged, the least demanding grade is nearest. */
function gradeSteps(present: Fact | null): readonly Candidate[] {
  const from = typeof present === 'string' && grades.includes(present) ? present : 'E5';
  const apart = (a: string, b: string, i: number): number => Math.abs(a.charCodeAt(i) - b.charCodeAt(i));
  return grades
    .filter((grade) => grade !== present)
    .map((fact) => ({ fact, distance: apart(fact, from, 0) + apart(fact, from, 1) }));
}

/**
 * Values worth trying for one operand (terms profile section 5, point 2), nearest first: every constant it is compared
 * with, a step either side, each set member in or out, each word of its list or scale, and something else. Running facts
 * are not here: time moves them all together.
 *
 * @param leaves conditions on this operand, at least one
 * @param scale words of the topic the operand is about, lowest first, or null
 */
export function candidatesFor(
  leaves: readonly Leaf[],
  present: Fact | null,
  scale: Scale | null,
): readonly Candidate[] {
  const found = rawCandidates(leaves, present, scale);
  const seen = new Set<string>();
  return [...found]
    .sort((a, b) => a.distance - b.distance)
    .filter(({ fact }) => {
      const key = JSON.stringify(fact);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

interface Scale {
  readonly values: readonly string[];
  readonly ordered: boolean;
}

function rawCandidates(leaves: readonly Leaf[], present: Fact | null, scale: Scale | null): readonly Candidate[] {
  const domain = leaves[0]?.domain;
  switch (domain?.kind) {
    case 'word':
      return words(leaves, present, domain.words);
    case 'levels': {
      const order = domain.order ?? (scale?.ordered === true ? scale.values : null);
      return order === null ? words(leaves, present, scale?.values ?? null) : steps(order, leaves, present);
    }
    case 'set':
      return sets(leaves, present);
    case 'number':
      return numbers(leaves, present);
    case 'grade':
      return gradeSteps(present);
    default:
      // Durations and instants run; nobody moves a place or an origin.
      return [];
  }
}
