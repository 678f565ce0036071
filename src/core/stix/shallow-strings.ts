const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** An id or a time is never longer; with quotes and escapes. */
const stringBytesMax = 600;

const isSpace = (c: number): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
const opens = (c: number): boolean => c === 0x7b || c === 0x5b;
const closes = (c: number): boolean => c === 0x7d || c === 0x5d;

/**
 * Strings that stand directly in the outermost object under one of these names, the first of each, out of text that need
 * not be whole or within any limit: what is refused can be named all the same. It judges nothing.
 */
export function shallowStrings(
  bytes: Uint8Array,
  names: readonly string[],
  decode: (bytes: Uint8Array) => string,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let depth = 0;
  let key: string | null = null;
  for (let at = 0; at < bytes.length && found.size < names.length; at++) {
    const c = bytes[at]!;
    if (opens(c)) depth++;
    else if (closes(c)) depth--;
    if (c !== QUOTE) continue;
    const end = endOfString(bytes, at);
    const text = depth === 1 && end - at <= stringBytesMax ? textOf(bytes.subarray(at, end), decode) : null;
    at = end - 1;
    if (depth !== 1) continue;
    let next = end;
    while (next < bytes.length && isSpace(bytes[next]!)) next++;
    if (bytes[next] === COLON) key = text;
    else {
      if (key !== null && text !== null && names.includes(key) && !found.has(key)) found.set(key, text);
      key = null;
    }
  }
  return found;
}

/** The place behind the closing quote of the string that begins at `at`. */
function endOfString(bytes: Uint8Array, at: number): number {
  let i = at + 1;
  while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
  return Math.min(i + 1, bytes.length);
}

function textOf(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): string | null {
  try {
    const text: unknown = JSON.parse(decode(bytes));
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}
