import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../core/limits.ts';
import { LargeBodies } from './large-bodies.ts';

const small = limits.smallBodyBytesMax;
const noted = (sizes: readonly number[]): LargeBodies => {
  const bodies = new LargeBodies();
  for (const [i, size] of sizes.entries()) bodies.note(i + 1, size);
  return bodies;
};

describe('what bodies come to at most', () => {
  it('as many small ones as a page may have always fit (limits.smallBodyBytesMax)', () => {
    expect(limits.pageObjectsMax * (small + 1)).toBeLessThanOrEqual(limits.pageBytesMax / 2);
  });

  it('is told exactly of large ones, and of others by the limit', () => {
    const bodies = noted([small - 1, small, small + 1, 2 * small]);
    expect([0, 1, 2, 3, 4, 5].map((seq) => bodies.atMost(seq))).toEqual([
      small,
      small,
      small,
      small + 1,
      2 * small,
      small,
    ]);
  });

  it('bounds a page: at one less, the limit and one more, commas included', () => {
    const bodies = noted([3 * small, 4 * small]);
    const exact = 7 * small + 1;
    expect([-1, 0, 1].map((more) => bodies.fitting([1, 2], exact + more))).toEqual([1, 2, 2]);
    expect([bodies.fitting([2, 1], 1), bodies.fitting([], 1)]).toEqual([1, 0]);
  });

  it('agrees with adding them up, whatever was noted', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 * small }), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 60 * small }), fc.integer(), (all, bytesMax, start) => {
        const bodies = noted(all);
        const seqs = all.map((_, i) => ((i + Math.abs(start)) % all.length) + 1);
        const bytes = seqs.map((seq) => Math.max(small, all[seq - 1]!));
        const joined = (count: number): number => bytes.slice(0, count).reduce((sum, size) => sum + size + 1, -1);
        let most = all.length;
        while (most > 1 && joined(most) > bytesMax) most--;
        expect(bodies.fitting(seqs, bytesMax)).toBe(most);
      }),
    );
  });
});
