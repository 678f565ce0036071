import { createHash } from 'node:crypto';
import { believedAnswer } from '../../../src/peers/believed-answer.ts';
import type { Egress } from '../../../src/peers/remote-feeds.ts';
import { signedHeaders } from '../../../src/peers/signed-client.ts';
import type { PeerDirectory, PeerReply, PeerRequest, Transport } from '../../../src/ports/transport.ts';
import { parsePeerUrl } from '../../../src/protocol/peer/index.ts';
import type { NodeNetwork } from './lab-node.ts';
import type { Life } from './scheduler.ts';

const second = 1_000_000;
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const unreachable = (why: string): PeerReply => ({ kind: 'unreachable', why });

/** `https://NAME.example/` is the node of that name. */
export const addressOf = (name: string): string => `https://${name}.example/`;
const nameIn = (url: string): string => new URL(url).hostname.replace(/\.example$/, '');

/** Carries a node's requests to its peers over the lab's network, signed and believed as over a socket. */
export function labTransport(
  network: NodeNetwork,
  life: Life,
  self: string,
  peers: PeerDirectory,
  secret: () => string,
): Transport {
  return {
    send: async (request: PeerRequest): Promise<PeerReply> => {
      const address = peers.address(request.peer);
      const url = address === null ? null : parsePeerUrl(address.url);
      if (address === null || url?.ok !== true) return unreachable(`${request.peer} is not an enrolled peer`);
      const began = peers.now();
      const nonce = secret();
      const body = request.body ?? new Uint8Array(0);
      const { method, path } = request;
      const signer = peers.signer(request.peer);
      const signing = { signer, now: began, url: url.value, nonce };
      const headers = Object.entries(signedHeaders(signing, request, body)).flat();
      const wired = { method, path, headers, ...(method === 'GET' ? {} : { body }) };
      const heard = await network.send(life, self, nameIn(address.url), wired, request.timeoutMs);
      if (heard.kind === 'unreachable') return heard;
      const { status, headers: fields, text } = heard.reply;
      const arrived = { status, headers: Object.fromEntries(fields), body: Buffer.from(text), nonce };
      const believed = believedAnswer(arrived, address, sha256);
      if (!believed.ok) {
        if (status === 401) peers.notKnown(address.party, signer.keyId);
        return unreachable(believed.why);
      }
      const times = { stamp: believed.created * second + second / 2, took: peers.now() - began };
      peers.answered(address.party, signer.keyId, times);
      return believed.reply;
    },
  };
}

/** Carries a node's requests to TAXII servers that are no peers. */
export function labEgress(network: NodeNetwork, life: Life, self: string): Egress {
  return async ({ url, headers, timeoutMs }) => {
    const { pathname, search } = new URL(url);
    const wired = { method: 'GET', path: pathname + search, headers: Object.entries(headers).flat() };
    const heard = await network.send(life, self, nameIn(url), wired, timeoutMs);
    if (heard.kind === 'unreachable') return heard;
    const { status, headers: fields, text } = heard.reply;
    return { kind: 'answered', status, headers: fields, body: Buffer.from(text) };
  };
}
