import type { PartyId } from '../../../src/core/ids.ts';
import type { Egress } from '../../../src/peers/remote-feeds.ts';
import type { PeerReply, PeerRequest, Transport } from '../../../src/ports/transport.ts';
import type { NodeNetwork } from './lab-node.ts';
import type { Life } from './scheduler.ts';

/** Says who sends; the network of the lab does not let anybody say it for another. */
export const senderField = 'X-Lab-Sender';

/** Carries a node's requests to its peers over the lab's network. */
export function labTransport(network: NodeNetwork, life: Life, self: string): Transport {
  return {
    send: async (request: PeerRequest): Promise<PeerReply> => {
      const { peer, method, path, body, contentType, accept, timeoutMs } = request;
      const headers = [senderField, self];
      if (accept !== undefined) headers.push('Accept', accept);
      if (contentType !== undefined) headers.push('Content-Type', contentType);
      const wired = { method, path, headers, ...(body === null ? {} : { body }) };
      const heard = await network.send(life, self, peer, wired, timeoutMs);
      if (heard.kind === 'unreachable') return heard;
      const { status, headers: fields, text } = heard.reply;
      return { kind: 'answered', status, headers: fields, body: Buffer.from(text) };
    },
  };
}

/** Carries a node's requests to TAXII servers: `https://NAME.example` is the node of that name. */
export function labEgress(network: NodeNetwork, life: Life, self: string): Egress {
  return async ({ url, headers, timeoutMs }) => {
    const { hostname, pathname, search } = new URL(url);
    const heard = await network.send(
      life,
      self,
      hostname.replace(/\.example$/, ''),
      { method: 'GET', path: pathname + search, headers: Object.entries(headers).flat() },
      timeoutMs,
    );
    if (heard.kind === 'unreachable') return heard;
    const { status, headers: fields, text } = heard.reply;
    return { kind: 'answered', status, headers: fields, body: Buffer.from(text) };
  };
}

/** Who sent a request, by `senderField`. */
export function senderOf(headers: readonly string[]): PartyId {
  const at = headers.indexOf(senderField);
  return (at === -1 ? '' : headers[at + 1]) as PartyId;
}
