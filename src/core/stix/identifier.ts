/** Names and identifiers (STIX 2.1 sections 2.9 and 3.1), read by character: no pattern, no backtracking. */

const lower = (c: number): boolean => c >= 0x61 && c <= 0x7a;
const digit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** a–z, 0–9 and single hyphens, first a letter, 3–250 characters. */
export function isTypeName(text: string): boolean {
  if (text.length < 3 || text.length > 250 || !lower(text.charCodeAt(0))) return false;
  for (let i = 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x2d ? text.charCodeAt(i - 1) === 0x2d || i === text.length - 1 : !lower(c) && !digit(c)) return false;
  }
  return true;
}

/** a–z, 0–9 and `_`, first a letter, 3–250 characters; `id` is the one short name. */
export function isPropertyName(text: string): boolean {
  if (text.length < 3 || text.length > 250) return text === 'id';
  if (!lower(text.charCodeAt(0))) return false;
  for (let i = 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (!lower(c) && !digit(c) && c !== 0x5f) return false;
  }
  return true;
}

/** Letters, digits, `-` and `_` of ASCII, 1–250 characters (STIX 2.1 section 2.3). `__proto__` is refused everywhere. */
export function isDictionaryKey(text: string): boolean {
  if (text.length === 0 || text.length > 250) return false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (!lower(c | 0x20) && !digit(c) && c !== 0x2d && c !== 0x5f) return false;
  }
  return text !== '__proto__';
}

/** `hex` of one character, -1 when it is none. */
export function hexValue(c: number): number {
  if (digit(c)) return c - 0x30;
  const low = c | 0x20;
  return low >= 0x61 && low <= 0x66 ? low - 0x57 : -1;
}

/**
 * Where the UUID of an identifier starts, or -1 when the text is none: a type name, two hyphens, an RFC 4122 UUID of
 * version 1–8. Upper-case digits are read; `comparableId` makes them comparable.
 */
function uuidStart(id: string): number {
  const at = id.length - 36;
  if (at < 5 || id.charCodeAt(at - 1) !== 0x2d || id.charCodeAt(at - 2) !== 0x2d) return -1;
  for (let i = 0; i < 36; i++) {
    const c = id.charCodeAt(at + i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (c !== 0x2d) return -1;
    } else if (hexValue(c) < 0) return -1;
  }
  const version = id.charCodeAt(at + 14);
  if (version < 0x31 || version > 0x38 || (hexValue(id.charCodeAt(at + 19)) & 0xc) !== 0x8) return -1;
  return at;
}

/** The type an identifier names, or null when the text is no identifier. */
export function typeOfId(id: string): string | null {
  const at = uuidStart(id);
  if (at < 0) return null;
  const type = id.slice(0, at - 2);
  return isTypeName(type) ? type : null;
}

/** Two spellings of one identifier become one: UUIDs are equal whatever the case of their digits (RFC 4122 section 3). */
export const comparableId = (id: string): string => id.toLowerCase();

/** Version digit of a valid identifier's UUID. */
export const uuidVersion = (id: string): string => id.charAt(id.length - 22);
