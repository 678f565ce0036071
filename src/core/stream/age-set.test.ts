import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AgeSet, intersectAges, intervalAt, never, sameAges, subtractAges, uniteAges } from './age-set.ts';
import { type Coverage, coverageKey, coveredByAll, coveredByAny, modeOf, type OpenPairs } from './coverage.ts';

const spans = fc.array(fc.tuple(fc.nat(12), fc.option(fc.integer({ min: 1, max: 8 }), { nil: null })), {
  maxLength: 4,
});
const ages: fc.Arbitrary<AgeSet> = spans.map((list) =>
  list.reduce<AgeSet>(
    (set, [from, length]) => uniteAges(set, [{ from, until: length === null ? null : from + length }]),
    never,
  ),
);
const points = Array.from({ length: 25 }, (_, i) => i);
const has = (set: AgeSet, age: number): boolean => intervalAt(set, age) !== null;

test('union, intersection and difference of ages say of each age what they say of sets', () => {
  fc.assert(
    fc.property(ages, ages, (a, b) => {
      for (const age of points) {
        expect(has(uniteAges(a, b), age)).toBe(has(a, age) || has(b, age));
        expect(has(intersectAges(a, b), age)).toBe(has(a, age) && has(b, age));
        expect(has(subtractAges(a, b), age)).toBe(has(a, age) && !has(b, age));
      }
    }),
  );
});

test('one set of ages has one form: sorted, disjoint, not touching', () => {
  fc.assert(
    fc.property(ages, ages, ages, (a, b, c) => {
      for (const set of [uniteAges(a, b), intersectAges(a, b), subtractAges(a, b)])
        for (let i = 1; i < set.length; i++) expect(set[i]!.from).toBeGreaterThan(set[i - 1]!.until!);
      expect(sameAges(uniteAges(uniteAges(a, b), c), uniteAges(a, uniteAges(c, b)))).toBe(true);
    }),
  );
});

const leaf = fc.record({
  text: fc.constantFrom('a', 'b', 'c'),
  form: fc.constant('raw'),
  permits: fc.subarray([0, 1, 2], { minLength: 1 }),
  blocks: fc.subarray([0, 1]),
});
const { coverage } = fc.letrec<{ coverage: Coverage }>((tie) => ({
  coverage: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('coverage'), { maxLength: 3 }).map((parts) => ({ all: parts })),
    fc.array(tie('coverage'), { maxLength: 3 }).map((parts) => ({ any: parts })),
    fc.record({ held: tie('coverage'), late: fc.nat(9) }),
    fc.record({ held: tie('coverage'), since: fc.nat(9) }),
  ),
}));

/** The same coverage, put together by the functions that flatten and sort. */
const rebuilt = (c: Coverage): Coverage => {
  if ('text' in c) return c;
  if ('held' in c) return { ...c, held: rebuilt(c.held) };
  return 'all' in c ? coveredByAll(c.all.map(rebuilt)) : coveredByAny(c.any.map(rebuilt));
};
const mirrored = (c: Coverage): Coverage => {
  if ('text' in c) return c;
  if ('held' in c) return { ...c, held: mirrored(c.held) };
  return 'all' in c ? { all: [...c.all].reverse().map(mirrored) } : { any: [...c.any].reverse().map(mirrored) };
};

test('flattening a coverage changes no mode, and order makes no difference to its name', () => {
  const pairs = fc.record({ permits: fc.tuple(ages, ages, ages), blocks: fc.tuple(ages, ages) });
  fc.assert(
    fc.property(coverage, fc.dictionary(fc.constantFrom('a', 'b'), pairs), fc.nat(30), (c, open, at) => {
      const context = { open: (text: string): OpenPairs | null => open[text] ?? null, at };
      expect(modeOf(rebuilt(c), context)).toEqual(modeOf(c, context));
      expect(coverageKey(rebuilt(mirrored(c)))).toBe(coverageKey(rebuilt(c)));
    }),
  );
});

test('between the moments it names, the mode of a coverage stands still', () => {
  const pairs = fc.record({ permits: fc.tuple(ages, ages, ages), blocks: fc.tuple(ages, ages) });
  fc.assert(
    fc.property(coverage, fc.dictionary(fc.constantFrom('a', 'b'), pairs), fc.nat(30), (c, given, at) => {
      let next = Number.POSITIVE_INFINITY;
      const open = (text: string): OpenPairs | null => given[text] ?? null;
      const mode = modeOf(c, {
        open,
        at,
        due: (moment) => {
          next = Math.min(next, moment);
        },
      });
      expect(next).toBeGreaterThan(at);
      for (let t = at + 1; t < Math.min(next, at + 40); t++) expect(modeOf(c, { open, at: t })).toEqual(mode);
    }),
  );
});
