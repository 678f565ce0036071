import { createHash } from 'node:crypto';
import { assembleNode, type OpenNode } from '../../../src/app/index.ts';
import { OwnAddress } from '../../../src/app/own-address.ts';
import type { PartyId } from '../../../src/core/ids.ts';
import { limits } from '../../../src/core/limits.ts';
import { httpDate } from '../../../src/http/answer.ts';
import { connectionFence } from '../../../src/http/connection-fence.ts';
import { requestHandler } from '../../../src/http/request-handler.ts';
import { defaultFence } from '../../../src/http/settings.ts';
import { cursorSeal } from '../../../src/main/cursor-seal.ts';
import { memoryKeyRing, signerFromSeed } from '../../../src/main/ed25519.ts';
import { stixIntake } from '../../../src/main/stix-intake.ts';
import { remoteFeeds } from '../../../src/peers/remote-feeds.ts';
import type { SecretShelf } from '../../../src/ports/secret-shelf.ts';
import type { KeyRing, Signer } from '../../../src/ports/signer.ts';
import type { Dice } from '../../properties/worlds/seeded.ts';
import { readReply, throughHandler, type WireReply, type WireRequest } from '../in-process-wire.ts';
import { addressOf, labEgress, labTransport } from './lab-transport.ts';
import { type Booted, Machine } from './machine.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { Disk } from './waiting-store.ts';

/** The node as shipped behind its real request handler, in one of its lives. */
export interface LivingNode extends OpenNode {
  readonly booted: Booted;
  answer(request: WireRequest): Promise<WireReply>;
}

export type NodeNetwork = SimulatedNetwork<WireRequest, WireReply>;

export interface LabNodeOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly network: NodeNetwork;
  readonly dice: Dice;
  readonly disk?: Disk;
  /** In every life, before the node may be reached: handlers of threads. */
  readonly attend?: (node: LivingNode) => void;
}

/** Files beside the store; they outlive every life. */
const secretsOf = (files: Map<string, string>): SecretShelf => ({
  put: async (name, text) => void files.set(name, text),
  get: async (name) => files.get(name) ?? null,
  remove: async (name) => void files.delete(name),
});

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const signers = new Map<string, Signer>();

function keysOf(name: string): KeyRing {
  const signer = signers.get(name) ?? signerFromSeed(digest(`key of ${name}`));
  signers.set(name, signer);
  return { ...memoryKeyRing(), held: () => [signer] };
}

/** A machine that runs a node, reachable under its party's name. */
export function labNode(options: LabNodeOptions): Machine<LivingNode> {
  const { name, scheduler, network, dice, disk } = options;
  const files = new Map<string, string>();
  return new Machine<LivingNode>({
    name,
    scheduler,
    dice,
    ...(disk === undefined ? {} : { disk }),
    start: async (booted) => {
      const { store, clock, platform, life } = booted;
      const node = await assembleNode({
        settings: {
          party: name as PartyId,
          title: name,
          description: null,
          contact: null,
          roots: [{ path: 'api', title: 'Default', description: null }],
          secondPersonAbove: null,
        },
        store,
        clock,
        platform,
        seal: cursorSeal(digest(`cursors of ${name}`)),
        intake: stixIntake(platform),
        pageCacheBytes: 256 * 1024,
        // From its name: the same key in every life.
        keys: keysOf(name),
        transport: (peers) => labTransport(network, life, name, peers, platform.secret),
        address: new OwnAddress(addressOf(name)),
        secrets: secretsOf(files),
        remote: (transport) =>
          remoteFeeds({ transport, platform, secrets: secretsOf(files), egress: labEgress(network, life, name) }),
      });
      const handle = requestHandler({
        api: node.partner,
        peers: node.peer,
        now: () => clock.now(),
        limits,
        fence: defaultFence,
        proxies: new Set(),
        connections: connectionFence(defaultFence, new Set()),
        date: httpDate(),
        isClosing: () => false,
        ready: () => !store.failed,
        blur: () => scheduler.wait(1 + dice.below(6_000), life, 'blurs a refusal'),
        events: {
          failed: (operation, error) =>
            scheduler.start(async () => {
              throw new Error(`${name} broke in ${operation}: ${(error as Error).stack}`);
            }),
        },
      });
      const answer = async (request: WireRequest): Promise<WireReply> =>
        readReply(await scheduler.streaming(life, () => throughHandler(handle, request)));
      const living: LivingNode = { ...node, booted, answer };
      options.attend?.(living);
      network.listen(name, { life, answer });
      return living;
    },
  });
}
