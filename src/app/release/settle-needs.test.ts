import { describe, expect, it } from 'vitest';
import { limits } from '../../core/limits.ts';
import { baseOf, type Needs, unchecked } from './class-book.ts';
import { settleNeeds, type Unsettled } from './settle-needs.ts';
import { SettlingWork } from './settling-work.ts';

const noOrigins = { isKept: () => false, vouches: () => true };
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const leaf = (id: string, base: number): Unsettled => ({ base, at: 0, id, refs: [] });
const isDoubtful = (needs: Needs): boolean => needs.some((c) => c.some((need) => baseOf(need) === unchecked));

/** Versions of some ids, each of which refers to about half of the ids, itself included. */
const ring = (versions: number, ids: number): Unsettled[] =>
  many(versions, (n) => ({
    base: n + 1,
    at: n % 3,
    id: `x${n % ids}`,
    refs: many(ids, (m) => m)
      .filter((m) => ((n * 7919 + m * 104_729) >> 3) % 2 === 0)
      .map((m) => `x${m}`),
  }));

/** Versions of one id, each of which needs two things that no other needs: two to the power of their number. */
const apart = (versions: number): Unsettled[] => [
  ...many(versions, (n) => ({ base: n + 1, at: 0, id: 'x', refs: [`a${n}`, `b${n}`] })),
  ...many(versions, (n) => leaf(`a${n}`, 10_000 + n)),
  ...many(versions, (n) => leaf(`b${n}`, 20_000 + n)),
];

describe('T-FED-13 one delivery cannot hold up a node by what its objects refer to', () => {
  const hard: Readonly<Record<string, readonly Unsettled[]>> = {
    'a ring of 15 versions under 5 ids': ring(15, 5),
    'a ring of 60 versions under 12 ids': ring(60, 12),
    'a ring of 200 versions under 20 ids': ring(200, 20),
    '30 versions that have nothing in common': apart(30),
    '2,000 versions that have nothing in common': apart(2_000),
    'thirty rings': many(30, (k) =>
      ring(18, 6).map((u) => ({ ...u, id: `${u.id}/${k}`, refs: u.refs.map((r) => `${r}/${k}`) })),
    ).flat(),
    '500 that refer to what is hard, in pairs': [
      ...apart(30),
      ...many(500, (n) => ({ base: 30_000 + n, at: 0, id: `y${n >> 1}`, refs: ['x', `y${(n >> 1) - 1}`] })),
    ],
  };
  it.each(Object.entries(hard))('%s', (_name, unsettled) => {
    const work = new SettlingWork(limits.needsWorkMax, limits.needsWorkPerVersion);
    let asked = 0;
    const counting = {
      ...noOrigins,
      vouches: () => {
        asked++;
        return true;
      },
    };
    const needs = settleNeeds(unsettled, () => [], counting, work);
    expect(needs).toHaveLength(unsettled.length);
    // Each of the three looks at a ring may use what its versions have beside.
    expect(work.spent).toBeLessThanOrEqual(limits.needsWorkMax + 3 * limits.needsWorkPerVersion * unsettled.length);
    const references = unsettled.reduce((sum, u) => sum + u.refs.length, 0);
    expect(asked).toBeLessThanOrEqual(work.spent + references * limits.needsVersionsComparedMax);
  });

  it('what is beside a ring that is too much is settled as if it were alone', () => {
    const beside = ring(12, 5).map((u) => ({
      ...u,
      base: u.base + 5_000,
      id: `o${u.id}`,
      refs: u.refs.map((r) => `o${r}`),
    }));
    const alone = settleNeeds(beside, () => [], noOrigins);
    expect(alone.some(isDoubtful)).toBe(false);
    const [first, second] = [
      ring(60, 12),
      ring(60, 11).map((u) => ({ ...u, id: `z${u.id}`, refs: u.refs.map((r) => `z${r}`) })),
    ];
    const both = settleNeeds([...first, ...second, ...beside], () => [], noOrigins);
    expect(both.slice(0, 60).some(isDoubtful)).toBe(true);
    expect(both.slice(120)).toEqual(alone);
  });

  it('the first version holds what refers to it, whatever versions are added to it', () => {
    const before = settleNeeds([leaf('x', 40_000), { base: 40_001, at: 0, id: 'y', refs: ['x'] }], () => [], noOrigins);
    const more = apart(30).map((u) => ({ ...u, at: 10 }));
    const after = settleNeeds(
      [leaf('x', 40_000), { base: 40_001, at: 0, id: 'y', refs: ['x'] }, ...more],
      () => [],
      noOrigins,
    );
    expect(before[1]).toEqual([[40_000]]);
    expect(after[1]).toEqual([[unchecked, 40_000]]);
  });
});

describe('limits of what references need', () => {
  const max = limits.needsClausesMax;
  const referring = (count: number): Needs =>
    settleNeeds(
      [{ base: 1, at: 0, id: 'x', refs: many(count, (n) => `a${n}`) }, ...many(count, (n) => leaf(`a${n}`, n + 2))],
      () => [],
      noOrigins,
    )[0]!;

  it('so many alternatives and no more: the rest is withheld, and says so', () => {
    expect(referring(max - 1)).toHaveLength(max - 1);
    expect(referring(max)).toHaveLength(max);
    expect(referring(max + 1)).toEqual([[unchecked]]);
  });

  it('what is not here is told from what was not looked at', () => {
    expect(settleNeeds([{ base: 1, at: 0, id: 'x', refs: ['gone'] }], () => [], noOrigins)).toEqual([[[]]]);
  });

  it('as many versions as are compared, and more, are all counted', () => {
    for (const count of [-1, 0, 1].map((n) => limits.needsVersionsComparedMax + n)) {
      const versions = many(count, (n) => leaf('x', n + 2));
      const [needs] = settleNeeds([{ base: 1, at: 0, id: 'y', refs: ['x'] }, ...versions], () => [], noOrigins);
      expect(needs).toEqual([versions.map((v) => v.base)]);
    }
  });
});
