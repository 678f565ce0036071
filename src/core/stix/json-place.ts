/** Line and column (both from 1, columns in characters) of a byte, for people. */
export function placeAt(bytes: Uint8Array, offset: number): string {
  const end = Math.min(offset, bytes.length);
  let line = 1;
  let lineStart = 0;
  for (let i = 0; i < end; i++) {
    if (bytes[i] === 0x0a) {
      line++;
      lineStart = i + 1;
    }
  }
  let column = 1;
  for (let i = lineStart; i < end; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) column++;
  return `line ${line}, column ${column}`;
}

/** Least and greatest second byte after a lead byte (Unicode 15, table 3-7); null when the byte leads nothing. */
function sequenceAt(lead: number): { readonly length: number; readonly low: number; readonly high: number } | null {
  if (lead < 0x80) return { length: 1, low: 0, high: 0 };
  if (lead >= 0xc2 && lead <= 0xdf) return { length: 2, low: 0x80, high: 0xbf };
  if (lead >= 0xe0 && lead <= 0xef) {
    return { length: 3, low: lead === 0xe0 ? 0xa0 : 0x80, high: lead === 0xed ? 0x9f : 0xbf };
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    return { length: 4, low: lead === 0xf0 ? 0x90 : 0x80, high: lead === 0xf4 ? 0x8f : 0xbf };
  }
  return null;
}

/** Offset of the first byte that is not UTF-8, or the length when all of it is. */
export function firstBadUtf8(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const found = sequenceAt(bytes[i] as number);
    if (found === null) return i;
    for (let k = 1; k < found.length; k++) {
      const next = bytes[i + k];
      if (next === undefined) return i;
      if (k === 1 ? next < found.low || next > found.high : (next & 0xc0) !== 0x80) return i;
    }
    i += found.length;
  }
  return i;
}

/** Bytes of a text in UTF-8, counted without encoding it. Lone surrogates count three. */
function utf8Length(text: string): number {
  let total = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) total += 1;
    else if (unit < 0x800) total += 2;
    else if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      total += 4;
      i++;
    } else total += 3;
  }
  return total;
}

/** Whether a text is longer than so many bytes of UTF-8; cheap for all but texts near the limit. */
export function exceedsUtf8(text: string, max: number): boolean {
  if (text.length > max) return true;
  return text.length * 3 > max && utf8Length(text) > max;
}
