import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorSeal } from './cursor-seal.ts';

const seal = cursorSeal(new Uint8Array(32).fill(7));
const value = fc.maxSafeInteger();

describe('cursor seal', () => {
  it('S8 opens what it sealed, under the same binding only, and the same input gives the same text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), value, (binding, other, n) => {
        const text = seal.seal(binding, n);
        expect(seal.open(binding, text)).toBe(n);
        expect(cursorSeal(new Uint8Array(32).fill(7)).seal(binding, n)).toBe(text);
        expect(seal.open(other, text)).toBe(other === binding ? n : null);
      }),
    );
  });

  it('T-TAX-04 refuses every flipped bit, another key, and every other spelling', () => {
    const text = seal.seal('energy/shared', 1_700_000_000_000_000);
    const bytes = Buffer.from(text, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(seal.open('energy/shared', flipped.toString('base64url'))).toBeNull();
    }
    expect(cursorSeal(new Uint8Array(32).fill(8)).open('energy/shared', text)).toBeNull();
    for (const other of [`${text}=`, ` ${text}`, `${text}A`, text.slice(1), bytes.toString('base64').concat('+'), '']) {
      expect(seal.open('energy/shared', other)).toBeNull();
    }
  });

  it('T-TAX-04 refuses random texts', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(seal.open('energy/shared', text)).toBeNull();
      }),
    );
  });

  it('T-TAX-03 shows neither the value nor the distance of two values', () => {
    const tails = [1, 2].map((n) => Buffer.from(seal.seal('b', n), 'base64url').subarray(16).toString('hex'));
    expect(tails[0]!.slice(0, 12)).not.toBe(tails[1]!.slice(0, 12));
    expect(tails[0]).not.toContain('00000000');
  });
});
