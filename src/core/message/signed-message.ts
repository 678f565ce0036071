import type { PartyId } from '../ids.ts';
import type { JsonObject } from '../json-value.ts';
import { canonicalJson } from '../stix/index.ts';

/**
 * The one kind of lasting message between nodes. Every sender numbers and chains its own messages of a thread, per
 * counterpart, so that a message can be neither left out nor put elsewhere.
 */
export interface Message {
  readonly v: 1;
  /** `keys`, or a kind of thread and its id: `accord/urn:uuid:…`. */
  readonly thread: string;
  readonly kind: string;
  readonly from: PartyId;
  readonly to: PartyId;
  /** Of the sender in this thread with this counterpart, from 1. */
  readonly seq: number;
  /** SHA-256 (hexadecimal) of the signed bytes of the sender's message before; null exactly in the first. */
  readonly prev: string | null;
  /** Number of the last message of `to` in this thread that the sender had taken when it wrote; 0: none. */
  readonly seen: number;
  /** RFC 3339, UTC. */
  readonly issued: string;
  /** RFC 3339, UTC; the message holds before this moment and not at it. Null: without end. */
  readonly expires: string | null;
  readonly body: JsonObject;
}

export interface SignedMessage {
  readonly message: Message;
  /** Id of the Ed25519 key: the SHA-256 of its 32 bytes, hexadecimal. */
  readonly key: string;
  /** Ed25519 (RFC 8032) over the signed bytes, base64url without padding. */
  readonly signature: string;
}

/** What the functions of this folder need of the machine. */
export interface MessagePlatform {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly encodeUtf8: (text: string) => Uint8Array;
  /** Throws on bytes that are not UTF-8. */
  readonly decodeUtf8Fatal: (bytes: Uint8Array) => string;
}

/** Says what is signed, so that no signature over anything else can be taken for one over a message (T-NEG-02). */
const domain = 'proviso-message/1\n';

/** The domain prefix, then the canonical form (RFC 8785) of the message. */
export function signedBytes(message: Message, platform: Pick<MessagePlatform, 'encodeUtf8'>): Uint8Array {
  return platform.encodeUtf8(domain + canonicalJson(message));
}
