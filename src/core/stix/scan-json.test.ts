import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, nodePlatform } from '../../../test/stix/node-platform.ts';
import { limits } from '../limits.ts';
import { scanJson } from './scan-json.ts';

const scan = (input: string | Uint8Array) => scanJson(typeof input === 'string' ? bytesOf(input) : input, nodePlatform);
const nested = (n: number, open: string, close: string): string => open.repeat(n) + close.repeat(n);

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Fragments that make valid and nearly valid JSON likely. */
const fragment = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '"',
    '\\',
    '\\n',
    '\\u00e9',
    '\\ud83d\\ude00',
    '\\u12',
    '\\x',
    ' ',
    '\n',
    '\t',
  ],
  ...[
    '0',
    '-1',
    '01',
    '1.5',
    '1.',
    '.5',
    '1e5',
    '1e+',
    '-',
    '+1',
    '12345678901234567',
    'true',
    'false',
    'null',
    'nul',
    'é',
    '😀',
    '\u0001',
  ],
);

/** Written from the RFC, not from the scanner: what JSON.parse takes and we refuse, within small texts. */
function lossy(text: string): boolean {
  const value = JSON.parse(text) as unknown;
  const numbers = text.replaceAll(/"(?:\\.|[^"\\])*"/g, '""').match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? [];
  const badNumber = numbers.some((n) => {
    const x = Number(n);
    const unsafe = Number.isInteger(x) && !Number.isSafeInteger(x) && (Math.abs(x) < 1e21 || !/[.eE]/.test(n));
    return !Number.isFinite(x) || unsafe || Object.is(x, -0) || (x === 0 && /[1-9]/.test(n.split(/e/i)[0] ?? ''));
  });
  // As many colons outside strings as there are keys in the text.
  const colons = (text.match(/"(?:\\.|[^"\\])*"|:/g) ?? []).filter((token) => token === ':').length;
  const count = (v: unknown): number =>
    typeof v !== 'object' || v === null
      ? 0
      : Array.isArray(v)
        ? v.reduce((n: number, x) => n + count(x), 0)
        : Object.keys(v).length + count(Object.values(v));
  const duplicate = colons !== count(value);
  const all = JSON.stringify(value);
  return badNumber || duplicate || /\\ud[89a-f]/.test(all) || all.includes('\\u0000');
}

describe('grammar', () => {
  it('takes exactly what JSON.parse takes, less what would be lost', () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        expect(scan(text).ok).toBe(parses(text) && !lossy(text));
      }),
      { numRuns: 4000 },
    );
  });

  it('takes every JSON value and gives back the value of JSON.parse', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const result = scan(text);
        expect(result.ok).toBe(!lossy(text));
        if (result.ok) expect(result.value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(typeof scan(bytes).ok).toBe('boolean');
      }),
    );
  });

  it.each([
    ['', 'line 1, column 1', 'nothing here'],
    ['{"a":1,\n "b" 2}', 'line 2, column 6', 'not JSON here'],
    ['[1,]', 'line 1, column 4', 'not a JSON value'],
    ['{"é":1}x', 'line 1, column 8', 'more text after the value'],
    ['{"a":"x', 'line 1, column 6', 'a string that does not end'],
    ['{"a":1,"b":{"c":1,"c":2}}', 'line 1, column 19', 'the key "c" stands twice in one object'],
  ])('names the place in %j', (text, at, problem) => {
    expect(scan(text)).toMatchObject({ ok: false, error: [{ at, problem }] });
  });

  it('reports all faults that do not end the walk together', () => {
    const result = scan('{"a":-0,"b":9007199254740993,"c":"\\ud800"}');
    expect(result).toMatchObject({
      ok: false,
      error: [{ at: 'line 1, column 6' }, { at: 'line 1, column 13' }, { at: 'line 1, column 35' }],
    });
  });

  it('bounds the report of hostile input', () => {
    const result = scan(`[${Array(5000).fill('-0').join(',')}]`);
    expect(!result.ok && result.error.length).toBe(20);
  });
});

describe('bytes', () => {
  it('refuses a byte order mark', () => {
    expect(scan(new Uint8Array([0xef, 0xbb, 0xbf, 0x31]))).toMatchObject({
      ok: false,
      error: [{ at: 'line 1, column 1' }],
    });
  });

  it.each([
    [[0x22, 0x80, 0x22], 'a stray continuation byte'],
    [[0x22, 0xc3, 0x22], 'a sequence cut short'],
    [[0x22, 0xc0, 0xaf, 0x22], 'an overlong form'],
    [[0x22, 0xed, 0xa0, 0x80, 0x22], 'an encoded surrogate'],
    [[0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], 'a character beyond U+10FFFF'],
    [[0x22, 0xff, 0x22], 'a byte that never occurs'],
  ])('refuses %j, %s, naming its place', (bytes) => {
    expect(scan(new Uint8Array(bytes))).toMatchObject({
      ok: false,
      error: [{ at: 'line 1, column 2', problem: 'bytes that are not UTF-8' }],
    });
  });

  it('finds the same first bad byte as the decoder, on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (raw) => {
        const inner = raw.filter((b) => b >= 0x20 && b !== 0x22 && b !== 0x5c);
        const result = scan(new Uint8Array([0x22, ...inner, 0x22]));
        let valid = true;
        try {
          nodePlatform.decodeUtf8Fatal(inner);
        } catch {
          valid = false;
        }
        expect(result.ok).toBe(valid);
        if (!result.ok) expect(result.error[0]?.at).not.toBe(`line 1, column ${inner.length + 3}`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('limits, at one less, the limit and one more', () => {
  const taken = (text: string): boolean => scan(text).ok;
  it.each([-1, 0, 1])('nesting %i', (d) => {
    const n = limits.jsonDepthMax + d;
    expect(taken(nested(n, '[', ']'))).toBe(d <= 0);
    expect(taken(`${'{"a":'.repeat(n)}1${'}'.repeat(n)}`)).toBe(d <= 0);
  });
  it.each([-1, 0, 1])('bytes of a string %i', (d) => {
    const n = limits.stringBytesMax + d;
    expect(taken(`"${'s'.repeat(n)}"`)).toBe(d <= 0);
    expect(taken(`"${'é'.repeat(n / 2)}${n % 2 === 1 ? 's' : ''}"`)).toBe(d <= 0);
    expect(taken(`"${'\\u00e9'.repeat(Math.floor(n / 2))}${n % 2 === 1 ? 's' : ''}"`)).toBe(d <= 0);
    expect(taken(`"${'\\n'.repeat(n)}"`)).toBe(d <= 0);
    expect(taken(`"${'\\ud83d\\ude00'.repeat(Math.floor(n / 4))}${'s'.repeat(n % 4)}"`)).toBe(d <= 0);
  });
  it.each([-1, 0, 1])('bytes of a key %i', (d) => {
    const n = limits.keyBytesMax + d;
    expect(taken(`{"${'k'.repeat(n)}":1}`)).toBe(d <= 0);
    expect(taken(`{"${'\\u006b'.repeat(n)}":1}`)).toBe(d <= 0);
  });
  it.each([-1, 0, 1])('keys of an object %i', (d) => {
    const n = limits.keysPerObjectMax + d;
    expect(taken(`{${Array.from({ length: n }, (_, i) => `"k${i}":1`).join(',')}}`)).toBe(d <= 0);
  });
  it.each([-1, 0, 1])('elements of an array %i', (d) => {
    const n = limits.arrayLengthMax + d;
    expect(taken(`[${Array(n).fill('0').join(',')}]`)).toBe(d <= 0);
  });
  it.each([
    ['9007199254740991', true],
    ['-9007199254740991', true],
    ['9007199254740992', false],
    ['-9007199254740992', false],
    ['1.7976931348623157e308', true],
    ['1e21', true],
    ['1e309', false],
    ['5e-324', true],
    ['0', true],
    ['-0', false],
    ['0e5', true],
  ])('number %s', (text, expected) => {
    expect(taken(text)).toBe(expected);
  });
});

it('does not overflow the stack on five million open brackets', () => {
  expect(scan('['.repeat(5_000_000))).toMatchObject({ ok: false, error: [{ problem: 'nested too deeply' }] });
});
