import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

  it('are some dozens of fingerprints each, and not too many', () => {
    expect([0, 48, 49, 768, 769, 200_000, 10_000_000, 1e12].map(bucketDigits)).toEqual([0, 0, 1, 1, 2, 4, 5, 5]);
  });
});
