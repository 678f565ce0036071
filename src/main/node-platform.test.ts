import { describe, expect, it } from 'vitest';
import { nodePlatform } from './node-platform.ts';

describe('platform', () => {
  it('refuses bytes that are not UTF-8, and keeps a byte order mark visible to the reader', () => {
    expect(() => nodePlatform.decodeUtf8Fatal(Uint8Array.of(0x61, 0xff))).toThrow();
    expect(nodePlatform.decodeUtf8Fatal(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });

  it('T-AUT-01 makes secrets of 256 random bits', () => {
    const secrets = Array.from({ length: 100 }, () => nodePlatform.secret());
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  });

  it('T-AUT-07 compares bytes of any lengths', () => {
    const bytes = (text: string): Uint8Array => nodePlatform.encodeUtf8(text);
    expect(nodePlatform.sameBytes(bytes('abc'), bytes('abc'))).toBe(true);
    expect(nodePlatform.sameBytes(bytes('abc'), bytes('abd'))).toBe(false);
    expect(nodePlatform.sameBytes(bytes('abc'), bytes('ab'))).toBe(false);
  });
});
