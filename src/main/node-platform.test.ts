import { createHash } from 'node:crypto';
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

  it('hashes bytes and texts as node does', () => {
    for (const text of ['', 'abc', 'ä€😀', 'x'.repeat(5_000)]) {
      const bytes = nodePlatform.encodeUtf8(text);
      for (const name of ['sha1', 'sha256'] as const)
        expect(Buffer.from(nodePlatform[name](bytes))).toEqual(createHash(name).update(bytes).digest());
      expect(nodePlatform.sha256Hex(text)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('T-AUT-07 knows the digest of a text from every other one, of any length', () => {
    const digest = createHash('sha256').update('secret').digest('hex');
    expect(nodePlatform.hasDigest('secret', digest)).toBe(true);
    expect(nodePlatform.hasDigest('secrets', digest)).toBe(false);
    for (let i = 0; i < digest.length; i++) {
      const other = digest[i] === '0' ? '1' : '0';
      expect(nodePlatform.hasDigest('secret', digest.slice(0, i) + other + digest.slice(i + 1))).toBe(false);
    }
    for (const length of ['', digest.slice(1), digest.slice(0, -1), `${digest}0`, `${digest}${digest}`])
      expect(nodePlatform.hasDigest('secret', length)).toBe(false);
  });
});
