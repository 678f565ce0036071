import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import type { PeerApi, VerifiedRequest } from '../../app/peer-api.ts';
import type { AnswerParts } from '../../protocol/peer/index.ts';
import { contentDigest } from '../../protocol/peer/index.ts';
import type { Answer } from '../answer.ts';

/** A page is rendered once and asked for again; so is its digest. */
const digests = new WeakMap<Answer, string>();

function digestOf(reply: Answer): string {
  let digest = digests.get(reply);
  if (digest === undefined) {
    digest = contentDigest(Buffer.concat(reply.body), (bytes) => hash('sha256', bytes, 'buffer'));
    digests.set(reply, digest);
  }
  return digest;
}

function field(reply: Answer, name: string): string | null {
  for (let i = 0; i < reply.headers.length; i += 2)
    if (reply.headers[i]!.toLowerCase() === name) return reply.headers[i + 1]!;
  return null;
}

/** The answer to a signed request, signed itself and bound to that request: nobody in between can make one up. */
export function signAnswer(api: PeerApi, request: VerifiedRequest, reply: Answer): Answer {
  const [first, last] = [field(reply, 'x-taxii-date-added-first'), field(reply, 'x-taxii-date-added-last')];
  const parts: AnswerParts = {
    status: reply.status,
    contentType: field(reply, 'content-type') ?? '',
    contentDigest: digestOf(reply),
    added: first === null || last === null ? null : { first, last },
  };
  const { input, signature } = api.sign(request, parts);
  const headers = ['Content-Digest', parts.contentDigest, 'Signature-Input', input, 'Signature', signature];
  return { ...reply, headers: [...reply.headers, ...headers] };
}
