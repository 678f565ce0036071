import { createHash, randomBytes } from 'node:crypto';
import type { PartyId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import type { Micros } from '../core/time.ts';
import type { Signer } from '../ports/signer.ts';
import type { PeerAddress, PeerDirectory, PeerReply, PeerRequest, Transport } from '../ports/transport.ts';
import {
  contentDigest,
  type PeerUrl,
  parsePeerUrl,
  requestBase,
  requestParams,
  signatureLabel,
  signatureValue,
} from '../protocol/peer/index.ts';
import { type Arrived, believedAnswer } from './believed-answer.ts';
import type { Pool } from './guarded-pool.ts';
import { readBounded } from './read-bounded.ts';
import { reasonOf } from './reason-of.ts';
import { retryAfterMs } from './retry-after.ts';
import { type Resolve, systemResolve } from './system-resolve.ts';

interface Line {
  readonly url: PeerUrl;
  readonly pool: Pool;
  /** What the line was opened for; another address, certificate or allowance is another line. */
  readonly of: string;
}

export interface SignedClientOptions {
  readonly peers: PeerDirectory;
  readonly resolve?: Resolve;
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const second = 1_000_000;
const connectionsMax = 4;
const nothing = new Uint8Array(0);

/** A target below the enrolled address: no other host, no scheme, nothing that a parser might take for one (T-FED-02). */
const pathPattern = /^\/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?[\]-]*$/;

/**
 * Signed requests to enrolled peers over undici. No redirects, no decompression, no proxy of the environment, no switch
 * that ignores a TLS error; size and time are bounded; answers without the peer's signature are none.
 */
export function signedClient({ peers, resolve = systemResolve }: SignedClientOptions): Transport {
  const lines = new Map<PartyId, Line>();
  let isClosed = false;

  const lineTo = async (peer: PartyId, address: PeerAddress): Promise<Line | null> => {
    const { guardedPool } = await import('./guarded-pool.ts');
    const { url: text, certificate, allow } = address;
    const of = JSON.stringify([text, certificate, allow]);
    const open = lines.get(peer);
    if (open?.of === of) return open;
    void open?.pool.destroy();
    const url = parsePeerUrl(text);
    if (!url.ok || isClosed) return null;
    const guard = { url: url.value, allow, certificate, timeoutMs: limits.peerAnswerTimeMs, resolve };
    const line = { url: url.value, pool: guardedPool(guard, connectionsMax), of };
    lines.set(peer, line);
    return line;
  };

  return {
    send: async (request) => {
      const address = peers.address(request.peer);
      if (address === null) return unreachable(`${request.peer} is not an enrolled peer`);
      if (!pathPattern.test(request.path) || request.path.length > limits.urlBytesMax)
        return unreachable(`"${request.path.slice(0, 100)}" is not a path`);
      const line = await lineTo(request.peer, address);
      if (line === null) return unreachable(isClosed ? 'this node is closing' : 'its address is none');
      try {
        return await exchange(peers, address, line, request);
      } catch (error) {
        return unreachable(reasonOf(error));
      }
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...lines.values()].map(({ pool }) => pool.destroy()));
      lines.clear();
    },
  };
}

const unreachable = (why: string): PeerReply => ({ kind: 'unreachable', why });

async function exchange(
  peers: PeerDirectory,
  address: PeerAddress,
  line: Line,
  request: PeerRequest,
): Promise<PeerReply> {
  const began = peers.now();
  const nonce = randomBytes(32).toString('base64url');
  const body = request.body ?? nothing;
  const signer = peers.signer(request.peer);
  const abort = AbortSignal.timeout(request.timeoutMs ?? limits.peerAnswerTimeMs);
  const answer = await line.pool.request({
    method: request.method,
    path: request.path,
    headers: signedHeaders({ signer, now: began, url: line.url, nonce }, request, body),
    body: request.method === 'GET' ? null : body,
    signal: abort,
  });
  const bytes = await readBounded(answer.body, request.bytesMax ?? limits.peerAnswerBytesMax);
  if (bytes === null) return { kind: 'unreachable', why: 'its answer is too large', isTooLarge: true };
  const arrived: Arrived = { status: answer.statusCode, headers: answer.headers, body: bytes, nonce };
  const believed = believedAnswer(arrived, address, sha256);
  const wait = retryAfterMs(answer.headers['retry-after'], peers.now());
  const asked = wait === null ? {} : { retryAfterMs: wait };
  if (!believed.ok) {
    if (arrived.status === 401) peers.notKnown(address.party, signer.keyId);
    return { ...unreachable(believed.why), ...asked };
  }
  const times = { stamp: believed.created * second + second / 2, took: peers.now() - began };
  peers.answered(address.party, signer.keyId, times);
  return { ...believed.reply, ...asked };
}

/** What a request is signed with, when and for whom. */
interface Signing {
  readonly signer: Signer;
  readonly now: Micros;
  readonly url: PeerUrl;
  readonly nonce: string;
}

/** The fields of a request that the peer recognises us by (RFC 9421). */
export function signedHeaders(
  { signer, now, url, nonce }: Signing,
  { method, path, contentType, accept }: PeerRequest,
  body: Uint8Array,
): Record<string, string> {
  const created = Math.floor(now / second);
  const params = { created, expires: created + limits.signatureWindowMs / 1000, nonce, keyId: signer.keyId };
  const digest = contentDigest(body, sha256);
  const targetUri = url.url + path.slice(1);
  const base = requestBase({ method, targetUri, authority: url.authority, contentDigest: digest }, params);
  return {
    host: url.authority,
    'content-digest': digest,
    'signature-input': `${signatureLabel}=${requestParams(params)}`,
    signature: signatureValue(signer.sign(new TextEncoder().encode(base))),
    'accept-encoding': 'identity',
    accept: accept ?? 'application/json',
    ...(method === 'GET' ? {} : { 'content-type': contentType ?? 'application/json' }),
  };
}
