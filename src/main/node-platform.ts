import { Buffer } from 'node:buffer';
import { createHash, hash as oneShot, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Platform } from '../ports/platform.ts';
import { verifyEd25519 } from './ed25519.ts';

/** By way of a text: a buffer that node's hashing makes itself costs several times what both steps cost. */
const hash =
  (name: 'sha1' | 'sha256') =>
  (bytes: Uint8Array): Uint8Array =>
    Buffer.from(oneShot(name, bytes, 'binary'), 'latin1');

const digestLength = 64;
const presented = Buffer.alloc(digestLength);
const expected = Buffer.alloc(digestLength);

function hasDigest(text: string, sha256Hex: string): boolean {
  presented.write(oneShot('sha256', text, 'hex'), 'latin1');
  const isWhole = expected.fill(0).write(sha256Hex, 'latin1') === sha256Hex.length;
  return timingSafeEqual(presented, expected) && isWhole;
}

const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Takes the same time wherever the first difference lies; comparing digests hides how far two lengths are apart. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length === b.length) return timingSafeEqual(a, b);
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** Node's own means. */
export const nodePlatform: Platform = {
  sha1: hash('sha1'),
  sha256: hash('sha256'),
  sha256Hex: (text) => oneShot('sha256', text, 'hex'),
  hasDigest,
  decodeUtf8Fatal: (bytes) => fatal.decode(bytes),
  encodeUtf8: (text) => encoder.encode(text),
  uuid: () => randomUUID(),
  secret: () => randomBytes(32).toString('base64url'),
  sameBytes,
  ticks: () => performance.now(),
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  verifySignature: verifyEd25519,
  othersFirst: () => new Promise((resolve) => setImmediate(resolve)),
};
