/** Signed messages between nodes: form, bytes, chain, evidence. */
export { checkEquivocation, type Equivocation } from './equivocation.ts';
export { isThread, readSignedMessage, signedMessageOf, threadPrefix } from './parse-message.ts';
export {
  type Message,
  type MessagePlatform,
  type SignedMessage,
  signedBytes,
} from './signed-message.ts';
export {
  fingerprintText,
  isSignedBy,
  keyIdOf,
  messageHash,
  type VerifyEd25519,
} from './verify-message.ts';
