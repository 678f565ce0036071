import { fromBase64url } from '../base64.ts';
import { hexOf } from '../hex.ts';
import { type MessagePlatform, type SignedMessage, signedBytes } from './signed-message.ts';

/** Ed25519 (RFC 8032): `publicKey` is the 32 bytes as base64url; false for whatever is not a key. */
export type VerifyEd25519 = (publicKey: string, bytes: Uint8Array, signature: Uint8Array) => boolean;

/** The id of a key: SHA-256 of its 32 bytes, hexadecimal. A key id names one key and no other; null for what is not a key. */
export function keyIdOf(publicKey: string, sha256: MessagePlatform['sha256']): string | null {
  const raw = fromBase64url(publicKey);
  return raw === null || raw.length !== 32 ? null : hexOf(sha256(raw));
}

/** The key id in groups of four, for people to compare over another way. */
export const fingerprintText = (keyId: string): string => (keyId.match(/.{1,4}/g) ?? []).join(' ');

/** SHA-256 (hexadecimal) of the signed bytes: what the next message of the sender names in `prev`. */
export const messageHash = (signed: SignedMessage, platform: MessagePlatform): string =>
  hexOf(platform.sha256(signedBytes(signed.message, platform)));

/** The signature is that of this key over this message, and the message names this key. */
export function isSignedBy(
  signed: SignedMessage,
  publicKey: string,
  platform: MessagePlatform,
  verify: VerifyEd25519,
): boolean {
  if (keyIdOf(publicKey, platform.sha256) !== signed.key) return false;
  const signature = fromBase64url(signed.signature);
  return (
    signature !== null && signature.length === 64 && verify(publicKey, signedBytes(signed.message, platform), signature)
  );
}
