import type { AnswerParts, MessageAnswer } from '../protocol/peer/index.ts';
import type { PeerAccord, PeerLegGate } from './accord/show-to-peer.ts';
import type { Delivery, PeerAnswer } from './federation/push/take-delivery.ts';
import type { Principal } from './partner-api.ts';

/** A request as it came, with the header fields that carry its signature; each is there once. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly target: string;
  readonly host: string;
  readonly contentDigest: string;
  readonly signatureInput: string;
  readonly signature: string;
}

/** Why a signed request is not taken; for the operator's eyes, a stranger sees one answer. */
export type SignatureProblem = 'malformed' | 'unknown-key' | 'wrong-address' | 'bad-signature' | 'outside-window';

export interface VerifiedRequest {
  readonly who: Principal;
  readonly nonce: string;
}

export type Verification =
  | { readonly ok: true; readonly request: VerifiedRequest }
  /** `answerTo`: the signature holds and only its time does not, so the answer may say so and be signed. */
  | {
      readonly ok: false;
      readonly problem: SignatureProblem;
      readonly keyId: string | null;
      readonly answerTo: VerifiedRequest | null;
    };

/** What other nodes may ask of this one, besides what it serves to any partner. */
export interface PeerApi {
  /** Signature, address and time of a request; its body is compared with the digest by the caller. Changes nothing. */
  verify(request: SignedRequest): Verification;
  /** The request has come whole: its nonce is used up, durably when this resolves. Otherwise it came before, or too many did. */
  admit(request: VerifiedRequest): Promise<'fresh' | 'replayed' | 'full'>;
  /** Values of `Signature-Input` and `Signature` for an answer to this request. */
  sign(request: VerifiedRequest, answer: AnswerParts): { readonly input: string; readonly signature: string };
  /** Does the work of a request when it is the caller's turn; what it costs counts for the caller (T-FED-13). */
  turn<T>(who: Principal, work: () => Promise<T>): Promise<T>;
  receive(who: Principal, bytes: Uint8Array): Promise<MessageAnswer>;
  /** A delivery under one of the caller's legs. */
  deliver(who: Principal, delivery: Delivery): Promise<PeerAnswer>;
  /** Compares what was released to the caller with what it holds; `request` is JSON as it came. */
  compare(who: Principal, request: Uint8Array): Promise<PeerAnswer>;
  /** An accord with the caller as it stands; null for what does not exist and for accords of others. */
  accord(who: Principal, id: string): PeerAccord | null;
  /** The gate of a leg that this node gives the caller, as far as its text lets the caller hear; null as above. */
  legGate(who: Principal, id: string, leg: string): PeerLegGate | null;
  /** Messages of one thread with the caller, oldest first; empty when there are none. */
  transcript(who: Principal, thread: string): readonly unknown[];
}
