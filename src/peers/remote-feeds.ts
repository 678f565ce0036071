import { limits } from '../core/limits.ts';
import { fail } from '../core/result.ts';
import type { Platform } from '../ports/platform.ts';
import type { RemoteFeeds, RemoteTarget } from '../ports/remote-feed.ts';
import type { SecretShelf } from '../ports/secret-shelf.ts';
import type { Transport } from '../ports/transport.ts';
import { taxii21 } from '../protocol/index.ts';
import { findRemoteCollection } from './find-collection.ts';
import { readServerAddress } from './server-address.ts';
import type { SendGet, ServerReply } from './server-reply.ts';
import { TaxiiClient } from './taxii-client.ts';

/** One guarded GET to another server. Never follows a redirect, never decompresses, never throws. */
export type Egress = (request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Addresses or ranges besides public ones that its name may stand for. */
  readonly allow: readonly string[];
  readonly bytesMax: number;
  readonly timeoutMs: number;
}) => Promise<ServerReply>;

export interface RemoteFeedsParts {
  readonly platform: Pick<Platform, 'decodeUtf8Fatal' | 'encodeUtf8' | 'sha256' | 'ticks'>;
  readonly secrets: SecretShelf;
  readonly egress: Egress;
  readonly transport: Transport;
}

/** Stands for the enrolled address of a peer, which the transport alone knows. */
const peerOrigin = 'https://peer.invalid';

/** TAXII servers as the node reads them: foreign ones by a credential of ours, peers by signed requests. */
export function remoteFeeds(parts: RemoteFeedsParts): RemoteFeeds {
  const { platform } = parts;
  return {
    address: readServerAddress,
    find: async (target, collection) => {
      const send = senderTo(parts, target);
      if (target.kind === 'peer') {
        const found = await findRemoteCollection(send, platform, peerOrigin, '/taxii2/', collection);
        if (found.ok) return found;
        return fail(...found.error.map((f) => ({ ...f, at: f.at.replace(peerOrigin, `party:${target.party} `) })));
      }
      const { origin, pathname } = new URL(target.url);
      return findRemoteCollection(send, platform, origin, pathname, collection);
    },
    walk: (target, collection, options) =>
      new TaxiiClient({ send: senderTo(parts, target), platform, ticks: platform.ticks }).walk(collection, options),
  };
}

function senderTo({ secrets, platform, egress, transport }: RemoteFeedsParts, target: RemoteTarget): SendGet {
  if (target.kind === 'peer') {
    const { party: peer } = target;
    return (path) => transport.send({ peer, method: 'GET', path, body: null, accept: taxii21.taxiiMediaType });
  }
  const { origin } = new URL(target.url);
  return async (path) => {
    const secret = target.credential === null ? null : await secrets.get(target.credential);
    if (target.credential !== null && secret === null)
      return { kind: 'unreachable', why: 'the credential for this server is gone' };
    return egress({
      url: `${origin}${path}`,
      headers: {
        accept: taxii21.taxiiMediaType,
        'accept-encoding': 'identity',
        'user-agent': 'proviso',
        ...(secret === null ? {} : { authorization: authorization(secret, platform) }),
      },
      allow: target.allow,
      bytesMax: limits.peerAnswerBytesMax,
      timeoutMs: limits.peerAnswerTimeMs,
    });
  };
}

/** `Basic USER:PASSWORD` becomes what RFC 7617 wants; Bearer and Token go as they are. */
function authorization(credential: string, { encodeUtf8 }: Pick<Platform, 'encodeUtf8'>): string {
  const blank = credential.indexOf(' ');
  const scheme = credential.slice(0, blank);
  const rest = credential.slice(blank + 1);
  return scheme === 'Basic' ? `Basic ${Buffer.from(encodeUtf8(rest)).toString('base64')}` : `${scheme} ${rest}`;
}
