import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inRanges, rangesTest, rangesText, readRanges } from './number-ranges.ts';

const rising = fc.uniqueArray(fc.nat(300)).map((list) => list.sort((a, b) => a - b));

test('rising numbers read back as they were, and every one of them is in the text', () => {
  fc.assert(
    fc.property(rising, fc.nat(300), (numbers, other) => {
      const text = rangesText(numbers);
      expect(readRanges(text, 301)).toEqual(numbers);
      expect(rangesTest(text)?.(other)).toBe(numbers.includes(other));
      if (numbers.length > 0) expect(inRanges(text, other)).toBe(numbers.includes(other));
    }),
  );
});

test.each(['3,2', '1-1,1', '2-1', '1,', '-1', '1-2-3', ' 1', '1e2', '0-5'])(
  '%s is no text of ranges below 5',
  (text) => {
    expect(readRanges(text, 5)).toBeNull();
  },
);
