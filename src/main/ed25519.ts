import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { publicKeyHead, publicKeyObject } from '../peers/public-key.ts';
import type { KeyRing, Signer, VerifySignature } from '../ports/signer.ts';

/** What stands before the 32 bytes of a private key in DER (RFC 8410 section 7). */
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex');
const rawBytes = 32;

export const seedBytes = rawBytes;

/** A private key as its 32 bytes (RFC 8032 section 5.1.5). */
export function signerFromSeed(seed: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(publicKeyHead.length);
  return {
    keyId: createHash('sha256').update(raw).digest('hex'),
    publicKey: raw.toString('base64url'),
    sign: (bytes) => sign(null, bytes, key),
  };
}

export const newSeed = (): Uint8Array => randomBytes(rawBytes);

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
