const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Padded base64 (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const word = (a << 16) | (b << 8) | c;
    out += alphabet[word >>> 18]! + alphabet[(word >>> 12) & 63]!;
    out += i + 1 < bytes.length ? alphabet[(word >>> 6) & 63]! : '=';
    out += i + 2 < bytes.length ? alphabet[word & 63]! : '=';
  }
  return out;
}

/** Null when the text is not padded base64; line breaks and blanks between are passed over. */
export function fromBase64(text: string): Uint8Array | null {
  const plain = text.replace(/\s+/g, '');
  if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) return null;
  const padding = plain.endsWith('==') ? 2 : plain.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((plain.length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < plain.length; i += 4) {
    let word = 0;
    for (let k = 0; k < 4; k++) word = (word << 6) | Math.max(0, alphabet.indexOf(plain[i + k]!));
    for (const shift of [16, 8, 0]) if (at < bytes.length) bytes[at++] = (word >>> shift) & 255;
  }
  return bytes;
}

/** Base64url without padding (RFC 4648 section 5). */
export const toBase64url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Null for every text that is not base64url without padding. */
export function fromBase64url(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  const plain = text.replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(plain + '='.repeat((4 - (plain.length % 4)) % 4));
}
