import type { Transport } from '../ports/transport.ts';
import { attendKeys } from './messages/key-rotation.ts';
import { MessageDesk } from './messages/message-desk.ts';
import type { NodeState } from './node-state.ts';
import type { NodeParts } from './open-node.ts';
import { OwnAddress } from './own-address.ts';
import { OwnKeys } from './own-keys.ts';
import { peerDirectory } from './peer-directory.ts';
import { Peers } from './peers.ts';

const noTransport = (): Transport => ({
  send: async () => ({ kind: 'unreachable', why: 'this node was opened without a way to its peers' }),
});

/** The parts of a node that other nodes meet. */
export async function peerSide(
  parts: NodeParts,
  engine: NodeState['engine'],
): Promise<Pick<NodeState, 'peers' | 'address' | 'signer' | 'messages' | 'transport'>> {
  const { store, platform, clock, settings } = parts;
  const signer = await OwnKeys.load(store, parts.keys);
  const peers = new Peers(store);
  const messages = new MessageDesk({ store, platform, engine, self: settings.party, keys: signer, peers });
  const transport = (parts.transport ?? noTransport)(peerDirectory({ peers, signer, clock, messages }));
  attendKeys({ platform, peers, signer, messages }, settings.party);
  return { peers, address: parts.address ?? new OwnAddress(), signer, messages, transport };
}
