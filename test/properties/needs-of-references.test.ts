import { describe, expect, it } from 'vitest';
import { baseOf, lateOf, type Needs, unchecked } from '../../src/app/release/class-book.ts';
import type { Option } from '../../src/app/release/needs.ts';
import { settleNeeds } from '../../src/app/release/settle-needs.ts';
import { SettlingWork } from '../../src/app/release/settling-work.ts';
import { limits } from '../../src/core/limits.ts';
import { referencesMet, type VersionOfWorld } from '../oracle/needs-by-definition.ts';
import { casesOf, type Dice, dice, seedOfRun } from './worlds/seeded.ts';

const seed = seedOfRun();
console.log(`needs of references: PROVISO_SEED=${seed}`);

const never = Number.POSITIVE_INFINITY;
const now = 100;

interface World {
  readonly versions: readonly VersionOfWorld[];
  /** So many of them were settled before the others came; none of them refers to one of those. */
  readonly settledBefore: number;
  readonly kept: ReadonlySet<number>;
  readonly refused: ReadonlySet<string>;
}

function randomWorld(throws: Dice): World {
  const bases = 1 + throws.below(8);
  const ids = 1 + throws.below(5);
  const settledBefore = throws.oneIn(3) ? throws.below(4) : 0;
  const count = settledBefore + 1 + throws.below(8);
  const name = (n: number): string => `x--${n}`;
  const versions = Array.from({ length: count }, (_, i): VersionOfWorld => {
    const isBefore = i < settledBefore;
    const own = isBefore ? 10 + throws.below(2) : throws.below(ids);
    const others = isBefore ? [10, 11] : [...Array(ids).keys(), ...(settledBefore > 0 ? [10, 11] : [])];
    const refs = throws.oneIn(4) ? [] : throws.some(others).slice(0, 4).map(name);
    return { id: name(own), base: 1 + throws.below(bases), at: 10 * throws.below(3), refs };
  });
  const kept = new Set(throws.oneIn(2) ? throws.some([...Array(bases + 1).keys()]) : []);
  const refused = new Set(
    throws.oneIn(3)
      ? versions.flatMap((v) => (throws.oneIn(4) ? [`${v.id} ${v.base} ${1 + throws.below(bases)}`] : []))
      : [],
  );
  return { versions, settledBefore, kept, refused };
}

function settled({ versions, settledBefore, kept, refused }: World, work: () => SettlingWork): Needs[] {
  const origins = {
    isKept: (base: number) => kept.has(base),
    vouches: (id: string, base: number, referrer: number) => !refused.has(`${id} ${base} ${referrer}`),
  };
  const before = settleNeeds(versions.slice(0, settledBefore), () => [], origins, work());
  const options = (id: string): Option[] =>
    versions
      .slice(0, settledBefore)
      .flatMap(({ base, at, ...v }, i) => (v.id === id ? [{ base, at, needs: before[i]!, kept: kept.has(base) }] : []));
  return [...before, ...settleNeeds(versions.slice(settledBefore), options, origins, work())];
}

/** What is covered at once, later or never. */
const delays = [0, 0, 75, 85, 95, never];

function* coverings(throws: Dice): Generator<(base: number, added: number) => boolean> {
  for (let n = 0; n < 12; n++) {
    const delay = Array.from({ length: 10 }, () => throws.pick(delays));
    yield (base, added) => now >= added + delay[base]!;
  }
}

const isMet = (needs: Needs, at: number, isCovered: (base: number, added: number) => boolean): boolean =>
  needs.every((clause) => clause.some((n) => baseOf(n) !== unchecked && isCovered(baseOf(n), at + lateOf(n))));

const hasDoubt = (needs: Needs): boolean => needs.some((clause) => clause.some((n) => baseOf(n) === unchecked));

describe('what references need, flattened', () => {
  it('is what the definition says, whatever rings, versions, origins and delays', () => {
    for (let n = 0; n < casesOf(500); n++) {
      const throws = dice(seed + n);
      const world = randomWorld(throws);
      const needs = settled(world, () => new SettlingWork(limits.needsWorkMax));
      const vouches = (id: string, base: number, by: number): boolean => !world.refused.has(`${id} ${base} ${by}`);
      for (const isCovered of coverings(throws))
        expect(
          needs.map((one, i) => isMet(one, world.versions[i]!.at, isCovered)),
          `seed ${seed + n}: ${JSON.stringify(world.versions)}`,
        ).toEqual(referencesMet(world.versions, isCovered, vouches));
    }
  });

  it('T-FED-13: releases no more where the work is too much, and says where it may release less', () => {
    let withheld = 0;
    for (let n = 0; n < casesOf(500); n++) {
      const throws = dice(seed + n);
      const world = randomWorld(throws);
      const needs = settled(world, () => new SettlingWork(throws.below(400), throws.below(30)));
      const vouches = (id: string, base: number, by: number): boolean => !world.refused.has(`${id} ${base} ${by}`);
      for (const isCovered of coverings(throws)) {
        const met = referencesMet(world.versions, isCovered, vouches);
        needs.forEach((one, i) => {
          const ours = isMet(one, world.versions[i]!.at, isCovered);
          const where = `seed ${seed + n}, version ${i}: ${JSON.stringify(world.versions)}`;
          if (ours) expect(met[i], where).toBe(true);
          else if (met[i]) {
            withheld++;
            expect(hasDoubt(one), where).toBe(true);
          }
        });
      }
    }
    expect(withheld).toBeGreaterThan(0);
  });
});
