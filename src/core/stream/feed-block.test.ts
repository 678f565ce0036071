import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BlockEntries, blockEntriesMax, decodeBlock, encodeBlock } from './feed-block.ts';
import { FeedEntries } from './feed-entries.ts';

const steps = fc.array(
  fc.record({
    seq: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    gap: fc.nat(2 ** 40),
    asOf: fc.nat(3),
    flags: fc.nat(63),
  }),
  { minLength: 1, maxLength: 40 },
);

test('a block comes back from its bytes entry by entry', () => {
  fc.assert(
    fc.property(steps, (list) => {
      let stamp = 1.7e15;
      let asOf = 0;
      const entries: BlockEntries = {
        seq: Uint32Array.from(list, (s) => s.seq),
        stamp: Float64Array.from(list, (s) => (stamp += s.gap + 1)),
        asOf: Float64Array.from(list, (s) => (asOf += s.asOf)),
        flags: Uint8Array.from(list, (s) => s.flags),
      };
      expect(decodeBlock(encodeBlock(entries, list.length), list.length)).toEqual(entries);
    }),
  );
});

test('a stretch of consecutive numbers committed together costs one run, whatever its length', () => {
  const n = blockEntriesMax;
  const entries: BlockEntries = {
    seq: Uint32Array.from({ length: n }, (_, i) => i + 1),
    stamp: Float64Array.from({ length: n }, (_, i) => 1.7e15 + i),
    asOf: Float64Array.from({ length: n }, () => 7),
    flags: new Uint8Array(n),
  };
  expect(encodeBlock(entries, n).length).toBeLessThan(40);
});

test('entries, served marks and stamps survive being stored and loaded at any moment', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(900), { minLength: 1, maxLength: 12 }), fc.nat(100), (batches, salt) => {
      let feed = new FeedEntries();
      const stored = new Map<
        number,
        { no: number; firstPosition: number; count: number; bytes: Uint8Array; served: Uint8Array | null }
      >();
      const expected: number[] = [];
      for (const n of batches) {
        for (let i = 0; i < n; i++) {
          expected.push(((expected.length * 7919 + salt) % 5000) + 1);
          feed.append(expected[expected.length - 1]!, 1000 + expected.length, 1, 0);
        }
        if (expected.length > 0) feed.markServed(expected.length - 1);
        const changes = feed.takeChanges();
        for (const b of changes.blocks) stored.set(b.no, { ...b, served: stored.get(b.no)?.served ?? null });
        for (const s of changes.served) stored.get(s.no)!.served = Uint8Array.from(s.bits);
        feed = new FeedEntries([...stored.values()]);
      }
      const seen: number[] = [];
      feed.scan(0, 0, (_p, seq) => seen.push(seq) > 0);
      expect(seen).toEqual(expected);
      expect(feed.length).toBe(expected.length);
      if (expected.length > 0) {
        expect(feed.wasServed(expected.length - 1)).toBe(true);
        expect(feed.firstAfter(1000 + expected.length - 1)).toBe(expected.length - 1);
        expect(feed.firstAfter(1000 + expected.length)).toBe(expected.length);
        expect(feed.of(expected[0]!).map((e) => e.position)).toEqual(
          expected.flatMap((s, i) => (s === expected[0] ? [i] : [])),
        );
      }
    }),
    { numRuns: 40 },
  );
});
