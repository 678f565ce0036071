import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import type { KeyRing, Signer, VerifySignature } from '../ports/signer.ts';

/** What stands before the 32 bytes in the DER forms of RFC 8410 section 7 (private) and section 4 (public). */
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicHead = Buffer.from('302a300506032b6570032100', 'hex');
const rawBytes = 32;

export const seedBytes = rawBytes;

/** A private key as its 32 bytes (RFC 8032 section 5.1.5). */
export function signerFromSeed(seed: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(publicHead.length);
  return {
    keyId: createHash('sha256').update(raw).digest('hex'),
    publicKey: raw.toString('base64url'),
    sign: (bytes) => sign(null, bytes, key),
  };
}

export const newSeed = (): Uint8Array => randomBytes(rawBytes);

/** Parsed keys of peers; a node has few, and parsing one costs more than a look-up. */
const parsed = new Map<string, KeyObject | null>();
const parsedMax = 1_000;

function publicKeyObject(publicKey: string): KeyObject | null {
  const known = parsed.get(publicKey);
  if (known !== undefined) return known;
  if (parsed.size >= parsedMax) parsed.clear();
  const raw = Buffer.from(publicKey, 'base64url');
  let key: KeyObject | null = null;
  if (raw.length === rawBytes && raw.toString('base64url') === publicKey) {
    try {
      key = createPublicKey({ key: Buffer.concat([publicHead, raw]), format: 'der', type: 'spki' });
    } catch {
      key = null;
    }
  }
  parsed.set(publicKey, key);
  return key;
}

export const verifyEd25519: VerifySignature = (publicKey, bytes, signature) => {
  const key = publicKeyObject(publicKey);
  if (key === null || signature.length !== 64) return false;
  try {
    return verify(null, bytes, key, signature);
  } catch {
    return false;
  }
};

/** Keys that live as long as the process; for stores in memory. */
export function memoryKeyRing(seeds: readonly Uint8Array[] = []): KeyRing {
  const signers = seeds.map(signerFromSeed);
  return {
    held: () => [...signers],
    create: async () => {
      const signer = signerFromSeed(newSeed());
      signers.push(signer);
      return signer;
    },
  };
}
