import type { PeerDirectory } from '../ports/transport.ts';
import type { NodeState } from './node-state.ts';

/** What a transport may know of this node. */
export function peerDirectory({ peers, signer, clock }: Pick<NodeState, 'peers' | 'signer' | 'clock'>): PeerDirectory {
  return {
    address: (peer) => peers.address(peer),
    signer: (peer) => signer.toward(peer),
    now: () => clock.now(),
    answered: (peer, stamp, took) => {
      const now = clock.now();
      // The answer was stamped somewhere between our asking and its coming; the middle is the best guess.
      peers.heard(peer, now, { reachedAt: now, problem: null, skew: Math.round(stamp - (now - took / 2)) });
    },
  };
}
