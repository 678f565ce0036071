import type { NodeState } from './node-state.ts';
import { comparePeer } from './operate/compare-peer.ts';
import { deliverInto } from './operate/manage-sources.ts';
import { peerQuota } from './operate/peer-quota.ts';
import { enrolPeer, invitePeer, peerView, retryPeer, revokePeer, rotateKey, showPeer } from './operate/peers.ts';
import type { OperatorApi } from './operator-api.ts';

type PeerOperator = Pick<
  OperatorApi,
  | 'invitePeer'
  | 'enrolPeer'
  | 'peers'
  | 'peer'
  | 'rotateKey'
  | 'retryPeer'
  | 'revokePeer'
  | 'peerQuota'
  | 'comparePeer'
  | 'deliverInto'
>;

/** The part of own staff's interface that is about other nodes. */
export function peerOperator(node: NodeState): PeerOperator {
  return {
    invitePeer: () => invitePeer(node),
    enrolPeer: (input) => enrolPeer(node, input),
    peers: () => node.peers.list().map((record) => peerView(node, record)),
    peer: (id) => showPeer(node, id),
    rotateKey: () => rotateKey(node),
    retryPeer: (input) => retryPeer(node, input),
    revokePeer: (id) => revokePeer(node, id),
    deliverInto: (input) => deliverInto(node, input),
    peerQuota: (input) => peerQuota(node, input),
    comparePeer: (input) => comparePeer(node, input),
  };
}
