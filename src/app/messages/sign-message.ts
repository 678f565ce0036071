import { toBase64url } from '../../core/base64.ts';
import { type Message, type SignedMessage, signedBytes } from '../../core/message/index.ts';
import type { Platform } from '../../ports/platform.ts';
import type { Signer } from '../../ports/signer.ts';
import { keysThread } from './keys-thread.ts';

export function signMessage(message: Message, signer: Signer, platform: Pick<Platform, 'encodeUtf8'>): SignedMessage {
  return { message, key: signer.keyId, signature: toBase64url(signer.sign(signedBytes(message, platform))) };
}

/**
 * The same message under the key that its addressee knows: it may have waited over a change of keys, and a retired key signs
 * nothing new. Number, chain and hash stay, since they do not cover the signature. An announcement of a key is what it is
 * by the key it is signed with.
 */
export function signAnew(signed: SignedMessage, signer: Signer, platform: Pick<Platform, 'encodeUtf8'>): SignedMessage {
  const fits = signed.key === signer.keyId || signed.message.thread === keysThread;
  return fits ? signed : signMessage(signed.message, signer, platform);
}
