import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PeerApi, VerifiedRequest } from '../../app/peer-api.ts';
import type { Micros } from '../../core/time.ts';
import { isBodyOf, parseRequestParams } from '../../protocol/peer/index.ts';
import type { Answer } from '../answer.ts';
import type { CredentialProblem } from '../auth/authenticate.ts';
import type { FailureThrottle } from '../auth/failure-throttle.ts';
import { faulty, throttled, tooManyInFlight, unauthorized } from '../errors.ts';
import { type BodyBudget, readBody } from '../read-body.ts';
import { signedRequestOf } from './signed-request.ts';

export interface PeerGateParts {
  readonly api: PeerApi;
  readonly throttle: FailureThrottle;
  readonly now: () => Micros;
  readonly addressOf: (req: IncomingMessage) => string;
  readonly bodyBytesMax: (req: IncomingMessage) => number;
  readonly bodies: BodyBudget;
  /** The connection belongs to somebody. */
  readonly proved: (req: IncomingMessage) => void;
  readonly refused: (problem: CredentialProblem, keyId: string | null, address: string) => void;
}

export type PeerEntry =
  | { readonly ok: true; readonly request: VerifiedRequest; readonly body: Uint8Array }
  /** `request`: who is to be answered is known, so the answer is signed. A null answer: the caller is gone. */
  | { readonly ok: false; readonly answer: Answer | null; readonly request: VerifiedRequest | null };

const tooLarge = (bytesMax: number): Answer =>
  faulty(413, 'Body too large', [{ at: 'body', problem: 'is too large', valid: `at most ${bytesMax} bytes` }]);

/**
 * Lets signed requests in: signature first, so that only enrolled peers make us read a body; then the body, which must be
 * what was signed; then the nonce, which is used up before anything is done (T-FED-11). Nothing else about the request is
 * believed.
 */
export function peerGate(parts: PeerGateParts): (req: IncomingMessage, res: ServerResponse) => Promise<PeerEntry> {
  const { api, throttle } = parts;
  const stop = (answer: Answer | null, request: VerifiedRequest | null = null): PeerEntry => ({
    ok: false,
    answer,
    request,
  });
  return async (req, res) => {
    const [at, address] = [parts.now(), parts.addressOf(req)];
    const signed = signedRequestOf(req);
    const named = signed === null ? null : (parseRequestParams(signed.signatureInput)?.keyId ?? null);
    if (throttle.admits(address, named, at) === 'refuse') {
      parts.refused('throttled', named, address);
      return stop(throttled);
    }
    const refuse = (keyId: string | null, request: VerifiedRequest | null = null): PeerEntry => {
      throttle.failed(address, keyId, at);
      parts.refused(signed === null ? 'malformed' : 'refused', keyId, address);
      return stop(unauthorized, request);
    };
    const verified = signed === null ? null : api.verify(signed);
    if (signed === null || verified === null) return refuse(null);
    if (!verified.ok) return refuse(verified.keyId, verified.answerTo);
    const { request } = verified;
    const bytesMax = parts.bodyBytesMax(req);
    const body = await readBody(req, res, bytesMax, parts.bodies);
    if (!body.ok) {
      const answers = { 'too-large': tooLarge(bytesMax), busy: tooManyInFlight, gone: null };
      return stop(answers[body.problem], request);
    }
    if (!isBodyOf(signed.contentDigest, body.bytes, (bytes) => hash('sha256', bytes, 'buffer')))
      return refuse(request.who.keyId, request);
    const admitted = await api.admit(request);
    if (admitted === 'full') return stop(tooManyInFlight, request);
    if (admitted === 'replayed') return refuse(request.who.keyId);
    throttle.succeeded(address, request.who.keyId);
    parts.proved(req);
    return { ok: true, request, body: body.bytes };
  };
}
