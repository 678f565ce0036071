import { assembleNode, type NodeParts, type OpenNode, OwnAddress } from '../../src/app/index.ts';
import type { PeerInvitation } from '../../src/app/operator-api.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { buildTaxiiServer, type TaxiiServer } from '../../src/http/index.ts';
import { cursorSeal } from '../../src/main/cursor-seal.ts';
import { memoryKeyRing } from '../../src/main/ed25519.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { secretsInMemory } from '../../src/main/secret-files.ts';
import { stixIntake } from '../../src/main/stix-intake.ts';
import { steadyClock } from '../../src/main/system-clock.ts';
import { guardedEgress } from '../../src/peers/guarded-egress.ts';
import { signedClient } from '../../src/peers/index.ts';
import { remoteFeeds } from '../../src/peers/remote-feeds.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { KeyRing } from '../../src/ports/signer.ts';
import { openSqliteStore } from '../../src/storage/index.ts';
import { must } from './whole-node-lab.ts';

export interface SocketNodeOptions {
  /** In memory when absent. */
  readonly file?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly certificate?: string;
  readonly clock?: Clock;
  readonly host?: string;
}

/** A node as shipped on a loopback port, with the client that reaches its peers. */
export class SocketNode {
  readonly party: PartyId;
  readonly clock: Clock;
  readonly keys: KeyRing = memoryKeyRing();
  node!: OpenNode;
  url = '';
  readonly #options: SocketNodeOptions;
  #server: TaxiiServer | null = null;
  #port = 0;

  private constructor(party: string, options: SocketNodeOptions) {
    this.party = party as PartyId;
    this.clock = options.clock ?? steadyClock();
    this.#options = options;
  }

  static async open(party: string, options: SocketNodeOptions = {}): Promise<SocketNode> {
    const made = new SocketNode(party, options);
    await made.#open();
    return made;
  }

  get state(): OpenNode['state'] {
    return this.node.state;
  }

  async #open(): Promise<void> {
    const { file, tls, certificate, host } = this.#options;
    const address = new OwnAddress(null, certificate ?? null);
    const secrets = secretsInMemory();
    const transport: NonNullable<NodeParts['transport']> = (peers) => signedClient({ peers });
    this.node = await assembleNode({
      settings: {
        party: this.party,
        title: this.party,
        description: null,
        contact: null,
        roots: [{ path: 'api', title: 'Default', description: null }],
        secondPersonAbove: null,
      },
      store: openSqliteStore(file ?? ':memory:'),
      clock: this.clock,
      platform: nodePlatform,
      seal: cursorSeal(Buffer.alloc(32, 7)),
      intake: stixIntake(nodePlatform),
      pageCacheBytes: 1024 * 1024,
      keys: this.keys,
      transport,
      secrets,
      remote: (way) => remoteFeeds({ platform: nodePlatform, secrets, egress: guardedEgress(), transport: way }),
      address,
    });
    this.#server = buildTaxiiServer({
      api: this.node.partner,
      peers: this.node.peer,
      now: () => this.clock.now(),
      limits,
      ...(tls === undefined ? {} : { tls }),
    });
    const listening = await this.#server.listen(host ?? '127.0.0.1', this.#port);
    this.#port = listening.port;
    this.url = `${listening.url}/`;
    address.url = this.url;
  }

  invite(): PeerInvitation {
    return must(this.node.operator.invitePeer());
  }

  async enrol(other: SocketNode, more: { readonly allow?: readonly string[] } = {}): Promise<void> {
    const { descriptor, fingerprint } = other.invite();
    must(await this.node.operator.enrolPeer({ descriptor, fingerprint, ...more }));
  }

  /** The same node on the same port. */
  async restart(): Promise<void> {
    await this.close();
    await this.#open();
  }

  async close(): Promise<void> {
    await this.#server?.close(50);
    await this.node.close();
  }
}

export async function socketPair(
  options: Partial<Record<'a' | 'b', SocketNodeOptions>> = {},
): Promise<{ readonly a: SocketNode; readonly b: SocketNode }> {
  const a = await SocketNode.open('a', options.a);
  const b = await SocketNode.open('b', options.b);
  await a.enrol(b);
  await b.enrol(a);
  return { a, b };
}
