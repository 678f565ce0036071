import { toBase64url } from '../../core/base64.ts';
import { type Message, type SignedMessage, signedBytes } from '../../core/message/index.ts';
import type { Platform } from '../../ports/platform.ts';
import type { Signer } from '../../ports/signer.ts';

export function signMessage(message: Message, signer: Signer, platform: Pick<Platform, 'encodeUtf8'>): SignedMessage {
  return { message, key: signer.keyId, signature: toBase64url(signer.sign(signedBytes(message, platform))) };
}

/**
 * The same message under the key that its addressee knows: it may have waited over a change of keys, and a retired key signs
 * nothing new. Number, chain and hash stay, since they do not cover the signature. An announcement of a key proves that it
 * goes with one certain key; where its addressee knows another by now, it answers so, and the thread goes on.
 */
export function signAnew(signed: SignedMessage, signer: Signer, platform: Pick<Platform, 'encodeUtf8'>): SignedMessage {
  return signed.key === signer.keyId ? signed : signMessage(signed.message, signer, platform);
}
