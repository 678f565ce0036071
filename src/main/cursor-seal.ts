import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CursorSeal } from '../ports/platform.ts';

const tagBytes = 16;
const valueBytes = 8;
const textLength = ((tagBytes + valueBytes) * 4) / 3;

/**
 * A cursor is 24 bytes as base64url: a tag of 16 bytes, then the value in 8, masked.
 *
 *     tag  = HMAC-SHA-256(K1, length of binding in 4 bytes || binding || value in 8), first 16 bytes
 *     mask = HMAC-SHA-256(K2, tag), first 8 bytes
 *
 * The tag depends on binding and value alone, so the same place has the same cursor; the mask makes the value unreadable
 * (the order of tag first, then mask keyed by it, is that of RFC 5297). Numbers are big-endian; K1 and K2 are
 * HMAC-SHA-256 of the node's cursor key over the words `tag` and `mask`.
 */
export function cursorSeal(key: Uint8Array): CursorSeal {
  const tagKey = createHmac('sha256', key).update('tag').digest();
  const maskKey = createHmac('sha256', key).update('mask').digest();
  const tagOf = (binding: string, value: Buffer): Buffer => {
    const bound = Buffer.from(binding, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bound.length);
    return createHmac('sha256', tagKey).update(length).update(bound).update(value).digest().subarray(0, tagBytes);
  };
  const masked = (tag: Buffer, value: Buffer): Buffer => {
    const mask = createHmac('sha256', maskKey).update(tag).digest();
    return Buffer.from(value.map((byte, i) => byte ^ (mask[i] ?? 0)));
  };
  return {
    seal: (binding, value) => {
      const plain = Buffer.alloc(valueBytes);
      plain.writeBigInt64BE(BigInt(value));
      const tag = tagOf(binding, plain);
      return Buffer.concat([tag, masked(tag, plain)]).toString('base64url');
    },
    open: (binding, text) => {
      if (text.length !== textLength) return null;
      const bytes = Buffer.from(text, 'base64url');
      // The decoder skips what is not of its alphabet; only the one spelling that was given out is taken.
      if (bytes.length !== tagBytes + valueBytes || bytes.toString('base64url') !== text) return null;
      const tag = bytes.subarray(0, tagBytes);
      const plain = masked(tag, bytes.subarray(tagBytes));
      if (!timingSafeEqual(tag, tagOf(binding, plain))) return null;
      const value = Number(plain.readBigInt64BE());
      return Number.isSafeInteger(value) ? value : null;
    },
  };
}
