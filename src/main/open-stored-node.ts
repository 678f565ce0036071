import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { assembleNode, OwnAddress } from '../app/index.ts';
import { type Fault, ok, type Result } from '../core/result.ts';
import { startJobs } from '../jobs/index.ts';
import { guardedEgress } from '../peers/guarded-egress.ts';
import { signedClient } from '../peers/index.ts';
import { remoteFeeds } from '../peers/remote-feeds.ts';
import { parsePeerUrl } from '../protocol/peer/index.ts';
import { openSqliteStore } from '../storage/index.ts';
import type { Node, NodeOptions } from './build-node.ts';
import { cursorSeal } from './cursor-seal.ts';
import { nodePlatform } from './node-platform.ts';
import { secretFiles, secretsInMemory } from './secret-files.ts';
import { stixIntake } from './stix-intake.ts';
import { steadyClock } from './system-clock.ts';

/** Rendered pages kept for partners that ask again. */
const pageCacheBytes = 32 * 1024 * 1024;

/** The seam between composition and the use cases: storage and app are put together here and nowhere else. */
export async function openStoredNode(options: NodeOptions): Promise<Result<Node, Fault[]>> {
  const secrets = options.dir === ':memory:' ? secretsInMemory() : secretFiles(options.dir);
  const store = openSqliteStore(options.dir === ':memory:' ? options.dir : join(options.dir, 'store.sqlite'));
  const node = await withSmallNursery(() =>
    assembleNode({
      settings: {
        party: options.party,
        title: options.name,
        description: options.description,
        contact: options.contact,
        roots: options.roots,
        secondPersonAbove: options.secondPersonAbove,
        ...(options.recalls === undefined ? {} : { recalls: options.recalls }),
        ...(options.asking === undefined ? {} : { asking: options.asking }),
      },
      store,
      clock: options.clock ?? steadyClock(),
      platform: nodePlatform,
      seal: cursorSeal(options.cursorKey),
      intake: stixIntake(nodePlatform),
      secrets,
      remote: (transport) => remoteFeeds({ platform: nodePlatform, secrets, egress: guardedEgress(), transport }),
      pageCacheBytes: options.pageCacheBytes ?? pageCacheBytes,
      keys: options.keys,
      transport: (peers) => signedClient({ peers }),
      address: new OwnAddress(options.publicUrl ?? reachable(options.listensUrl ?? ''), options.certificate),
    }),
  );
  return ok({
    operator: node.operator,
    partner: node.partner,
    peer: node.peer,
    listensAt: (url) => {
      if (options.publicUrl === null) node.state.address.url = reachable(url);
    },
    startJobs: (failed, pullEveryMs) => startJobs(node.state, failed, pullEveryMs),
    ready: () => !store.failed,
    close: () => node.close(),
  });
}

/** Every address of the machine is none that a peer could be told. */
function reachable(url: string): string | null {
  const parsed = parsePeerUrl(url);
  return parsed.ok && parsed.value.host !== '0.0.0.0' && parsed.value.host !== '::' ? parsed.value.url : null;
}

/**
 * Reading the classes of a large store makes much garbage that lives for a moment. V8 answers by growing its young
 * generation, and the process keeps that room for good: some 20 MB of an idle node. So it is not let grow meanwhile.
 */
async function withSmallNursery<T>(open: () => Promise<T>): Promise<T> {
  setFlagsFromString('--semi-space-growth-factor=1');
  try {
    return await open();
  } finally {
    setFlagsFromString('--semi-space-growth-factor=2');
  }
}
