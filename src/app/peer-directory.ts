import type { PeerDirectory } from '../ports/transport.ts';
import type { NodeState } from './node-state.ts';

type Deps = Pick<NodeState, 'peers' | 'signer' | 'clock' | 'messages'>;

/** What a transport may know of this node. */
export function peerDirectory({ peers, signer, clock, messages }: Deps): PeerDirectory {
  return {
    address: (peer) => peers.address(peer),
    signer: (peer) => signer.toward(peer),
    now: () => clock.now(),
    notKnown: (peer, keyId) => signer.notKnown(peer, keyId),
    answered: (peer, keyId, { stamp, took }) => {
      const now = clock.now();
      // What it did not take for its signature alone, it takes now.
      if (signer.answeredTo(peer, keyId)) messages.stopped.tryAgain(peer);
      // The answer was stamped somewhere between our asking and its coming; the middle is the best guess.
      peers.heard(peer, now, { reachedAt: now, problem: null, skew: Math.round(stamp - (now - took / 2)) });
    },
  };
}
