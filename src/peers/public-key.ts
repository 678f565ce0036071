import { createPublicKey, type KeyObject } from 'node:crypto';

/** What stands before the 32 bytes of a public key in DER (RFC 8410 section 4). */
export const publicKeyHead = Buffer.from('302a300506032b6570032100', 'hex');
const rawBytes = 32;

/** Parsed keys of peers; a node has few, and parsing one costs more than a look-up. */
const parsed = new Map<string, KeyObject | null>();
const parsedMax = 1_000;

/** The Ed25519 key of this text (32 bytes, base64url), ready to verify with; null when it is none. */
export function publicKeyObject(publicKey: string): KeyObject | null {
  const known = parsed.get(publicKey);
  if (known !== undefined) return known;
  if (parsed.size >= parsedMax) parsed.clear();
  const raw = Buffer.from(publicKey, 'base64url');
  let key: KeyObject | null = null;
  if (raw.length === rawBytes && raw.toString('base64url') === publicKey) {
    try {
      key = createPublicKey({ key: Buffer.concat([publicKeyHead, raw]), format: 'der', type: 'spki' });
    } catch {
      key = null;
    }
  }
  parsed.set(publicKey, key);
  return key;
}
