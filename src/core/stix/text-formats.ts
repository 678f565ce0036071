import { hexValue } from './identifier.ts';

/** Formats of text values, read by character: linear whatever the input. Each answers null when the text is right. */

/** STIX 2.1 section 2.8: an even number of digits. Upper case is told apart, since schemas take it and the text does not. */
export function hexForm(text: string): 'right' | 'upper-case' | 'wrong' {
  if (text.length === 0 || text.length % 2 === 1) return 'wrong';
  let upper = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (hexValue(c) < 0) return 'wrong';
    if (c >= 0x41 && c <= 0x46) upper = true;
  }
  return upper ? 'upper-case' : 'right';
}

const base64Char = new Uint8Array(128);
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') base64Char[c.charCodeAt(0)] = 1;

/** RFC 4648 section 4, padded, not empty. */
export function isBase64(text: string): boolean {
  if (text.length === 0 || text.length % 4 !== 0) return false;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  for (let i = 0; i < text.length - padding; i++) if (base64Char[text.charCodeAt(i)] !== 1) return false;
  return true;
}

/** The shape of RFC 5646: parts of 1–8 letters or digits joined by hyphens, the first of letters. */
export function isLanguageTag(text: string): boolean {
  if (text.length > 100) return false;
  let length = 0;
  let first = true;
  for (let i = 0; i <= text.length; i++) {
    const c = i === text.length ? 0x2d : text.charCodeAt(i);
    if (c === 0x2d) {
      if (length === 0) return false;
      length = 0;
      first = false;
      continue;
    }
    const low = c | 0x20;
    const letter = low >= 0x61 && low <= 0x7a;
    if (!letter && (first || c < 0x30 || c > 0x39)) return false;
    if (++length > 8) return false;
  }
  return true;
}

/** Hex digits by algorithm (STIX 2.1 section 10.7). */
const hashDigits: ReadonlyMap<string, number> = new Map([
  ['MD5', 32],
  ['SHA-1', 40],
  ['SHA-256', 64],
  ['SHA-512', 128],
  ['SHA3-256', 64],
  ['SHA3-512', 128],
]);

/** What a hash of that algorithm looks like when this one does not; null when it does or the algorithm has no one form. */
export function hashProblem(algorithm: string, value: string): string | null {
  const digits = hashDigits.get(algorithm);
  if (digits === undefined) return value.length === 0 || value.length > 1024 ? 'text of 1–1024 characters' : null;
  return value.length === digits && hexForm(value) !== 'wrong' ? null : `${digits} hexadecimal digits`;
}

/** Fraction digits of a valid timestamp. */
export function fractionDigits(timestamp: string): number {
  const dot = timestamp.indexOf('.');
  return dot === -1 ? 0 : timestamp.length - dot - 2;
}
