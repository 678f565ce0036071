import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexOf } from '../hex.ts';
import { limits } from '../limits.ts';
import {
  bucketDigits,
  bucketHashes,
  differingBuckets,
  fingerprintDigits,
  fingerprintOf,
} from './fingerprint-buckets.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const name = (n: number): string =>
  fingerprintOf(`indicator--${n}`, '2026-01-01T00:00:00', sha256(Buffer.from([n])), sha256);

describe('buckets of fingerprints', () => {
  it('differ exactly where the sets do, whatever the sets and the size of buckets', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 255 }), { maxLength: 80 }),
        fc.uniqueArray(fc.nat({ max: 255 }), { maxLength: 80 }),
        fc.integer({ min: 0, max: 4 }),
        (a, b, digits) => {
          const [ours, theirs] = [a, b].map((set) => set.map(name).sort()) as [string[], string[]];
          const found = new Set(
            differingBuckets(bucketHashes(ours, digits, sha256), bucketHashes(theirs, digits, sha256)),
          );
          const only = [...ours.filter((f) => !theirs.includes(f)), ...theirs.filter((f) => !ours.includes(f))];
          expect(found).toEqual(new Set(only.map((f) => f.slice(0, digits))));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('tell id, version and content apart', () => {
    const body = sha256(Buffer.from('a'));
    const all = [
      fingerprintOf('x--1', '2026', body, sha256),
      fingerprintOf('x--2', '2026', body, sha256),
      fingerprintOf('x--1', '2027', body, sha256),
      fingerprintOf('x--1', '2026', sha256(Buffer.from('b')), sha256),
    ];
    expect(new Set(all).size).toBe(4);
    for (const one of all) expect(one).toMatch(new RegExp(`^[0-9a-f]{${fingerprintDigits}}$`));
  });

  const digitsPossible = [0, 1, 2, 3, 4, 5];
  const hashed = (count: number, digits: number): number => 16 ** digits * (1 - Math.exp(-count / 16 ** digits));
  /** Bytes expected to move: hashes of all buckets, and by name what lies in those that differ. */
  const expected = (count: number, digits: number, differences: number): number =>
    hashed(count, digits) * (38 + digits) + (differences + (hashed(differences, digits) * count) / 16 ** digits) * 115;
  const sizes = Array.from({ length: 81 }, (_, k) => Math.round(10 ** (3 + k / 20)));

  it('are chosen so that never much more moves than with the best choice', () => {
    for (const count of sizes)
      for (const differences of [50, 100]) {
        const best = Math.min(...digitsPossible.map((digits) => expected(count, digits, differences)));
        expect(expected(count, bucketDigits(count), differences), `${count}`).toBeLessThan(1.7 * best);
      }
  });

  it('move a small part of the bodies, and no list of hashes is larger than a peer takes', () => {
    const bodyBytes = 330;
    for (const count of sizes) {
      const moved = expected(count, bucketDigits(count), 50);
      expect(moved, `${count}`).toBeLessThan(15_000 + 0.08 * count * bodyBytes);
      if (count >= 100_000) expect(moved, `${count}`).toBeLessThan(0.012 * count * bodyBytes);
      const digits = bucketDigits(count);
      expect(hashed(count, digits) * (38 + digits), `${count}`).toBeLessThan(limits.peerAnswerBytesMax);
    }
    expect(expected(200_000, bucketDigits(200_000), 50)).toBeLessThan(512 * 1024);
  });

  it('move what was expected: hashes and names of real sets, as they are written', () => {
    for (const count of [1_000, 10_000, 20_000]) {
      const ours = Array.from({ length: count }, (_, n) =>
        hexOf(sha256(Buffer.from(`${n}`))).slice(0, fingerprintDigits),
      );
      const theirs = ours.filter((_, n) => n % Math.floor(count / 50) !== 0).sort();
      ours.sort();
      const digits = bucketDigits(count);
      const [a, b] = [bucketHashes(ours, digits, sha256), bucketHashes(theirs, digits, sha256)];
      const differing = new Set(differingBuckets(a, b));
      const named = ours
        .filter((one) => differing.has(one.slice(0, digits)))
        .map((one) => [`indicator--${'0'.repeat(36)}`, '2026-01-01T00:00:00.000Z', one]);
      const moved = JSON.stringify(Object.fromEntries(a)).length + JSON.stringify(named).length;
      expect(moved / expected(count, digits, 50)).toBeGreaterThan(0.8);
      expect(moved / expected(count, digits, 50)).toBeLessThan(1.2);
    }
  });

  it('have as many digits as the size of the set asks for', () => {
    expect([0, 48, 49, 4_096, 4_097, 1_048_576, 1_048_577, 1e12].map(bucketDigits)).toEqual([0, 0, 2, 2, 3, 3, 4, 4]);
  });
});
