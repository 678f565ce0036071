import type { PartyId } from '../core/ids.ts';
import type { Micros } from '../core/time.ts';
import type { Signer } from './signer.ts';

/** A request to an enrolled peer. It goes to the address that was enrolled and nowhere else. */
export interface PeerRequest {
  readonly peer: PartyId;
  readonly method: 'GET' | 'POST';
  /** Path with query below the peer's enrolled address, with a leading slash; never an address of its own. */
  readonly path: string;
  readonly body: Uint8Array | null;
  readonly contentType?: string;
  readonly accept?: string;
  /** Of the answer; limits.peerAnswerBytesMax when absent. */
  readonly bytesMax?: number;
  /** For the whole exchange; limits.peerAnswerTimeMs when absent. */
  readonly timeoutMs?: number;
}

export type PeerReply = {
  /**
   * What `Retry-After` asked for, bounded by limits.retryAfterMsMax. The signature does not cover it: whoever stands in
   * between can make us wait, as it can by answering nothing.
   */
  readonly retryAfterMs?: number;
} /** The peer's own answer, signed with a key that is pinned for it. Header names in lower case. */ & (
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: Uint8Array;
    }
  /** No answer that can be believed: nobody there, a wrong certificate, an unsigned answer, too large, too late. */
  | { readonly kind: 'unreachable'; readonly why: string; readonly isTooLarge?: boolean }
);

/** Signs and sends requests; never rejects. */
export interface Transport {
  send(request: PeerRequest): Promise<PeerReply>;
  /** Ends connections; what is under way answers `unreachable`. */
  close?(): Promise<void>;
}

/** Where a peer is and what it is recognised by, as enrolled. */
export interface PeerAddress {
  readonly party: PartyId;
  /** Ends in a slash. */
  readonly url: string;
  /** PEM; when set, the one certificate that is taken. */
  readonly certificate: string | null;
  /** Addresses or ranges (CIDR) besides public ones that its name may resolve to. */
  readonly allow: readonly string[];
  /** Public keys it may answer with, base64url, by key id. */
  readonly keys: ReadonlyMap<string, string>;
}

export interface AnswerTimes {
  /** What the answer's signature says its time was. */
  readonly stamp: Micros;
  /** How long the exchange took. */
  readonly took: Micros;
}

/** What a transport asks of the node it works for. */
export interface PeerDirectory {
  /** Null: no such peer, or its enrolment was revoked. */
  address(peer: PartyId): PeerAddress | null;
  /** The key that a request to this peer is signed with. */
  signer(peer: PartyId): Signer;
  now(): Micros;
  /** A signed answer came to a request signed with this key. */
  answered(peer: PartyId, keyId: string, times: AnswerTimes): void;
  /** A request signed with this key was answered 401, and not by anybody who knew it. */
  notKnown(peer: PartyId, keyId: string): void;
}
