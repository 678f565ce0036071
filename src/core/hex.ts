/** Bytes as lower-case hexadecimal (RFC 4648 section 8). */
export function hexOf(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
  return out;
}
