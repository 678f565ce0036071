import { verify } from 'node:crypto';
import type { PeerAddress, PeerReply } from '../ports/transport.ts';
import {
  type AnswerParts,
  answerBase,
  isBodyOf,
  parseAnswerParams,
  parseSignatureValue,
} from '../protocol/peer/index.ts';
import { publicKeyObject } from './public-key.ts';

export interface Arrived {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
  /** Of the request. */
  readonly nonce: string;
}

type Believed =
  | { readonly ok: true; readonly reply: PeerReply; readonly created: number }
  | { readonly ok: false; readonly why: string };

function holds(publicKey: string, base: string, signature: Uint8Array): boolean {
  const key = publicKeyObject(publicKey);
  return key !== null && verify(null, Buffer.from(base), key, signature);
}

/**
 * An answer counts when it is signed by a key pinned for this peer and for this request (its nonce). Only what the
 * signature covers is handed on: status, media type, body, and the stamps of a TAXII page.
 */
export function believedAnswer(
  arrived: Arrived,
  { keys }: PeerAddress,
  sha256: (bytes: Uint8Array) => Uint8Array,
): Believed {
  const { status, headers, body, nonce } = arrived;
  const one = (name: string): string | null => (typeof headers[name] === 'string' ? headers[name] : null);
  const refuse = (why: string): Believed => ({ ok: false, why: `answered with status ${status}, but ${why}` });
  const [input, value, digest] = [one('signature-input'), one('signature'), one('content-digest')];
  if (input === null || value === null || digest === null) return refuse('without the signature of the peer');
  if (headers['content-encoding'] !== undefined && one('content-encoding') !== 'identity') return refuse('compressed');
  const [first, last] = [one('x-taxii-date-added-first'), one('x-taxii-date-added-last')];
  const added = first === null || last === null ? null : { first, last };
  const parts: AnswerParts = { status, contentType: one('content-type') ?? '', contentDigest: digest, added };
  const params = parseAnswerParams(input, parts);
  const signature = parseSignatureValue(value);
  const key = params === null ? undefined : keys.get(params.keyId);
  if (params === null || signature === null || params.nonce !== nonce)
    return refuse('its signature is for something else');
  if (key === undefined) return refuse('signed with a key that is not pinned for it');
  if (!holds(key, answerBase(parts, params), signature)) return refuse('its signature does not hold');
  if (!isBodyOf(digest, body, sha256)) return refuse('its body is not what was signed');
  const kept = new Map([['content-type', parts.contentType]]);
  if (added !== null) kept.set('x-taxii-date-added-first', added.first).set('x-taxii-date-added-last', added.last);
  return { ok: true, created: params.created, reply: { kind: 'answered', status, headers: kept, body } };
}
