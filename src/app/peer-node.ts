import { limits } from '../core/limits.ts';
import type { Micros } from '../core/time.ts';
import {
  answerBase,
  answerParams,
  parsePeerUrl,
  parseRequestParams,
  parseSignatureValue,
  requestBase,
  type SignatureParams,
  signatureLabel,
  signatureValue,
} from '../protocol/peer/index.ts';
import { accordForPeer, legGateForPeer } from './accord/show-to-peer.ts';
import { compareDesk } from './federation/compare/compare-desk.ts';
import { takeDelivery } from './federation/push/take-delivery.ts';
import type { NodeState } from './node-state.ts';
import { NonceBook } from './nonce-book.ts';
import type { PartnerApi } from './partner-api.ts';
import type { PeerApi, SignatureProblem, SignedRequest, Verification, VerifiedRequest } from './peer-api.ts';

const windowMicros: Micros = limits.signatureWindowMs * 1000;
const second: Micros = 1_000_000;

type Deps = Pick<
  NodeState,
  | 'store'
  | 'clock'
  | 'platform'
  | 'peers'
  | 'signer'
  | 'messages'
  | 'address'
  | 'federation'
  | 'engine'
  | 'accords'
  | 'settings'
> & {
  /** What a caller may know of. */
  readonly partner: PartnerApi;
};

/** The node as other nodes meet it. */
export function peerNode(deps: Deps): PeerApi {
  const { store, clock, peers, messages, platform } = deps;
  const nonces = new NonceBook(store);
  const answers = compareDesk(deps);
  return {
    verify: (request) => verify(deps, request),
    admit: async ({ who, nonce }) => {
      const now = clock.now();
      const taken = nonces.take(who.keyId, nonce, now);
      if (taken === 'fresh') {
        peers.used(who.keyId);
        peers.heard(who.party, now, { heardAt: now });
      }
      await store.flush();
      return taken;
    },
    sign: ({ who, nonce }, answer) => {
      const signer = deps.signer.toward(who.party);
      const params = { created: Math.floor(clock.now() / second), nonce, keyId: signer.keyId };
      const signature = signer.sign(platform.encodeUtf8(answerBase(answer, params)));
      return { input: `${signatureLabel}=${answerParams(answer, params)}`, signature: signatureValue(signature) };
    },
    turn: (who, work) => deps.federation.deps.turns.take(who.party, work),
    receive: (who, bytes) => messages.receive(who.party, bytes),
    deliver: (who, delivery) => takeDelivery(deps.federation, who.party, delivery),
    compare: (who, request) => answers.to(who, request),
    accord: (who, id) => accordForPeer(deps, who.party, id),
    legGate: (who, id, leg) => legGateForPeer(deps, who.party, id, leg),
    transcript: (who, thread) => messages.transcript(thread, who.party),
  };
}

/** Reads nothing of the request but what the signature covers: method, target, authority, digest and parameters (T-FED-12). */
function verify({ clock, platform, peers, address }: Deps, request: SignedRequest): Verification {
  const params = parseRequestParams(request.signatureInput);
  const signature = parseSignatureValue(request.signature);
  const refuse = (problem: SignatureProblem, answerTo: VerifiedRequest | null = null): Verification => ({
    ok: false,
    problem,
    keyId: params?.keyId ?? null,
    answerTo,
  });
  if (params === null || signature === null) return refuse('malformed');
  const own = address.url === null ? null : parsePeerUrl(address.url);
  if (own === null || !own.ok || request.host !== own.value.authority || !request.target.startsWith('/'))
    return refuse('wrong-address');
  const found = peers.signerOf(params.keyId);
  if (found === null) return refuse('unknown-key');
  const parts = {
    method: request.method,
    targetUri: own.value.url + request.target.slice(1),
    authority: own.value.authority,
    contentDigest: request.contentDigest,
  };
  const base = platform.encodeUtf8(requestBase(parts, params));
  if (!platform.verifySignature(found.key.publicKey, base, signature)) return refuse('bad-signature');
  const verified: VerifiedRequest = {
    who: { party: found.record.party, keyId: params.keyId, peer: true },
    nonce: params.nonce,
  };
  const now = clock.now();
  peers.heard(found.record.party, now, { skew: params.created * second + second / 2 - now });
  return inWindow(params, now) ? { ok: true, request: verified } : refuse('outside-window', verified);
}

/** Half-open: a request holds from one window before to one window after it was signed, and before it expires. */
function inWindow({ created, expires }: SignatureParams, now: Micros): boolean {
  const from = created * second;
  const until = Math.min(expires * second, from + windowMicros);
  return expires > created && expires * second - from <= windowMicros && from - windowMicros <= now && now < until;
}
