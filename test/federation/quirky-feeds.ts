import { ok } from '../../src/core/result.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { readServerAddress } from '../../src/peers/server-address.ts';
import { TaxiiClient } from '../../src/peers/taxii-client.ts';
import type { RemoteFeeds } from '../../src/ports/remote-feed.ts';
import type { Transport } from '../../src/ports/transport.ts';
import type { QuirkyServer } from './quirky-server.ts';

export const noPeers: Transport = { send: async () => ({ kind: 'unreachable', why: 'no peers here' }) };

/** Servers by the host of their address, without a socket; each has the collection that is asked for. */
export function quirkyFeeds(servers: Readonly<Record<string, QuirkyServer>>): RemoteFeeds {
  const serverAt = (url: string): QuirkyServer => servers[new URL(url).hostname]!;
  return {
    address: readServerAddress,
    find: async (_, collection) => ok({ root: '/api/', id: collection, title: collection, canRead: true }),
    walk: (target, collection, options) => {
      const { send } = serverAt(target.kind === 'foreign' ? target.url : 'http://nobody.example');
      const client = new TaxiiClient({ send, platform: nodePlatform, ticks: nodePlatform.ticks });
      return client.walk(collection, { ...options, limit: Math.min(options.limit, 100) });
    },
  };
}
