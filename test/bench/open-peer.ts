import { join } from 'node:path';
import type { NodeParts, OpenNode } from '../../src/app/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { TaxiiServer } from '../../src/http/index.ts';
import {
  app,
  cursorSeal,
  guardedEgress,
  http,
  limits,
  memoryKeyRing,
  nodePlatform,
  OwnAddress,
  remoteFeeds,
  secretsInMemory,
  signedClient,
  steadyClock,
  stixIntake,
  storage,
  systemTime,
} from './built.ts';

export interface OpenPeer {
  readonly node: OpenNode;
  readonly server: TaxiiServer;
  /** Bytes of bodies sent to peers and of their answers, since the node was opened. */
  readonly moved: { sent: number; received: number };
}

/** A node with peers on a loopback port, put together as `main` does it. */
export async function openPeer(party: string, dir: string): Promise<OpenPeer> {
  const address = new OwnAddress(null, null);
  const secrets = secretsInMemory();
  const moved = { sent: 0, received: 0 };
  const transport: NonNullable<NodeParts['transport']> = (peers) => {
    const client = signedClient({ peers });
    return {
      send: async (request) => {
        const reply = await client.send(request);
        moved.sent += request.body?.length ?? 0;
        moved.received += reply.kind === 'answered' ? reply.body.length : 0;
        return reply;
      },
      close: async () => client.close?.(),
    };
  };
  const node = await app.assembleNode({
    settings: {
      party: party as PartyId,
      title: party,
      description: null,
      contact: null,
      roots: [{ path: 'api', title: 'Bench', description: null }],
      secondPersonAbove: null,
    },
    store: storage.openSqliteStore(dir === ':memory:' ? dir : join(dir, 'store.sqlite')),
    clock: steadyClock(),
    platform: nodePlatform,
    seal: cursorSeal(Buffer.alloc(32, 7)),
    intake: stixIntake(nodePlatform),
    pageCacheBytes: 32 * 1024 * 1024,
    keys: memoryKeyRing(),
    transport,
    secrets,
    remote: (way) => remoteFeeds({ platform: nodePlatform, secrets, egress: guardedEgress(), transport: way }),
    address,
  });
  // An ordinary message has somebody who takes it.
  node.state.messages.handle('bench', () => ({ ok: true, value: null }));
  const server = http.buildTaxiiServer({
    api: node.partner,
    peers: node.peer,
    now: systemTime,
    limits,
    events: { failed: (_operation, error) => console.error(error) },
  });
  const listening = await server.listen('127.0.0.1', 0);
  address.url = `${listening.url}/`;
  return { node, server, moved };
}
