import { toBase64url } from '../../core/base64.ts';
import { type Message, type SignedMessage, signedBytes } from '../../core/message/index.ts';
import type { Platform } from '../../ports/platform.ts';
import type { Signer } from '../../ports/signer.ts';

export function signMessage(message: Message, signer: Signer, platform: Pick<Platform, 'encodeUtf8'>): SignedMessage {
  return { message, key: signer.keyId, signature: toBase64url(signer.sign(signedBytes(message, platform))) };
}
