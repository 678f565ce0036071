import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Platform } from '../ports/platform.ts';

const hash =
  (name: 'sha1' | 'sha256') =>
  (bytes: Uint8Array): Uint8Array =>
    createHash(name).update(bytes).digest();

const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Comparing digests hides the lengths too, and takes the same time wherever the first difference lies. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** Node's own means. */
export const nodePlatform: Platform = {
  sha1: hash('sha1'),
  sha256: hash('sha256'),
  decodeUtf8Fatal: (bytes) => fatal.decode(bytes),
  encodeUtf8: (text) => encoder.encode(text),
  uuid: () => randomUUID(),
  secret: () => randomBytes(32).toString('base64url'),
  sameBytes,
};
