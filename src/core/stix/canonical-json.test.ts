import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { acceptAll, bytesOf } from '../../../test/stix/node-platform.ts';
import { canonicalJson } from './canonical-json.ts';
import { scanJson } from './scan-json.ts';

const file = join(import.meta.dirname, '../../../conformance/stix21/canonical.json');
const pairs = JSON.parse(readFileSync(file, 'utf8')) as { text: string; canonical: string }[];

/** JSON values whose numbers and texts the scanner takes. */
const value = fc
  .jsonValue({ maxDepth: 6, stringUnit: 'grapheme' })
  .filter((v) => scanJson(bytesOf(v), acceptAll.platform).ok);

function shuffled(v: unknown): unknown {
  if (Array.isArray(v)) return v.map(shuffled);
  if (typeof v !== 'object' || v === null) return v;
  return Object.fromEntries(
    Object.entries(v)
      .reverse()
      .map(([k, one]) => [k, shuffled(one)]),
  );
}

it.each(pairs)('writes $text as RFC 8785 says', ({ text, canonical }) => {
  expect(canonicalJson(JSON.parse(text))).toBe(canonical);
});

it('loses nothing: the canonical form parses to the same value', () => {
  fc.assert(
    fc.property(value, (v) => {
      const scanned = scanJson(bytesOf(v), acceptAll.platform);
      expect(scanned.ok && JSON.parse(canonicalJson(scanned.value))).toEqual(JSON.parse(JSON.stringify(v)));
    }),
  );
});

it('is idempotent and does not depend on the order of keys', () => {
  fc.assert(
    fc.property(value, (v) => {
      const once = canonicalJson(v);
      expect(canonicalJson(JSON.parse(once))).toBe(once);
      expect(canonicalJson(shuffled(v))).toBe(once);
    }),
  );
});

it('is taken by the scanner that took the original', () => {
  fc.assert(
    fc.property(value, (v) => {
      expect(scanJson(bytesOf(canonicalJson(v)), acceptAll.platform).ok).toBe(true);
    }),
  );
});

it('sorts few keys and many keys alike', () => {
  for (const n of [2, 32, 33, 200]) {
    const keys = Array.from({ length: n }, (_, i) => `k${(i * 7919) % 1009}`);
    const record = Object.fromEntries(keys.map((k) => [k, 1]));
    const expected = `{${[...keys]
      .sort()
      .map((k) => `"${k}":1`)
      .join(',')}}`;
    expect(canonicalJson(record)).toBe(expected);
  }
});

it('throws on what is not JSON, since that is a mistake of ours', () => {
  for (const wrong of [undefined, () => 1, Symbol('x'), 1n, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => canonicalJson({ a: wrong })).toThrow(TypeError);
  }
});
