import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeField, safeJson, safeLines } from './terminal-text.ts';

const esc = String.fromCodePoint(0x1b);
/** Independent of the code under test: Unicode's own classes of control, format, surrogate and separator characters. */
const steering = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))).map((units) => units.join('')),
  fc.constantFrom(
    `${esc}[2J`,
    `${esc}]0;title\u0007`,
    '\u009b31m',
    '\u202Eabc',
    '\u{e0041}',
    '\ud800',
    '\r\n',
    '\u00ad',
  ),
);
/** Format characters that belong to ordinary writing and show as what they are. */
const visible =
  /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}]/gu;

describe('terminal text', () => {
  it('T-CLI-01 leaves no character in a field that steers a terminal or hides text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safeField(text).replace(visible, '')).not.toMatch(steering);
      }),
    );
  });

  it('T-CLI-01 keeps only line ends of our own in composed lines', () => {
    expect(safeLines(`a\nb${esc}[31m\rc\td`)).toBe('a\nb\\u{1b}[31m\\rc\\td');
  });

  it('T-CLI-01 escapes inside JSON without changing the document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), hostile, (value, text) => {
        const document = { value, text };
        const json = safeJson(JSON.stringify(document));
        expect(json.replace(visible, '')).not.toMatch(steering);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(document)));
      }),
    );
  });

  it('leaves ordinary writing of any script as it is', () => {
    const text = 'Банк Ελλάδα 銀行 🏦 naïve — “quoted” 1.5 €';
    expect(safeField(text)).toBe(text);
    expect(safeJson(JSON.stringify(text))).toBe(JSON.stringify(text));
  });
});
