import type { Bench } from '../bench.ts';
import { Child } from '../child.ts';
import type { PeerOperations } from '../peer-process.ts';
import { uuidFrom } from '../real-objects.ts';

export type PeerChild = Child<PeerOperations>;

export interface OpenedPeer {
  readonly party: string;
  readonly child: PeerChild;
  readonly url: string;
}

/** A node with peers in a process of its own. */
export async function openPeerChild(bench: Bench, party: string): Promise<OpenedPeer> {
  const child: PeerChild = new Child('./peer-process.ts');
  await child.ask('open', { party, dir: bench.directory() });
  const { descriptor } = await child.ask('invite', undefined);
  return { party, child, url: descriptor.url };
}

export async function enrolEachOther(a: OpenedPeer, b: OpenedPeer): Promise<void> {
  await a.child.ask('enrol', await b.child.ask('invite', undefined));
  await b.child.ask('enrol', await a.child.ask('invite', undefined));
}

/** One leg in force; the id of the accord. */
export async function agree(
  giver: OpenedPeer,
  receiver: OpenedPeer,
  over: string,
  delivery: 'pull' | 'push',
): Promise<string> {
  const id = `urn:uuid:${uuidFrom(`accord ${giver.party} ${receiver.party} ${over}`)}`;
  await giver.child.ask('table', { id, to: receiver.party, over, delivery });
  await talk(giver, receiver);
  await receiver.child.ask('accept', { id });
  await talk(giver, receiver);
  return id;
}

async function talk(a: OpenedPeer, b: OpenedPeer): Promise<void> {
  // The answer to the last message of one side waits on the other.
  for (let round = 0, quiet = 0; round < 20; round++) {
    const waiting = (await a.child.ask('talk', undefined)) + (await b.child.ask('talk', undefined));
    quiet = waiting === 0 ? quiet + 1 : 0;
    if (quiet === 2) return;
  }
  throw new Error('messages do not come to rest');
}
