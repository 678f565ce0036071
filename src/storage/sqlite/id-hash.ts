/** A keyed 52-bit hash of an id. Equal hashes are told apart by the id itself; the key only spreads them. */
export function idHash(id: string, key: number): number {
  let a = key | 0;
  let b = (key ^ 0x9e3779b9) | 0;
  for (let i = 0; i < id.length; i++) {
    const c = id.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x85ebca6b);
    b = (b << 13) | (b >>> 19);
  }
  a ^= b >>> 15;
  a = Math.imul(a ^ (a >>> 16), 0x7feb352d);
  b = Math.imul(b ^ (b >>> 15), 0x846ca68b);
  return ((a ^ (a >>> 15)) >>> 0) * 0x100000 + ((b ^ (b >>> 16)) >>> 12);
}
