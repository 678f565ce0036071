import type { NodeState } from '../../src/app/node-state.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { Signer } from '../../src/ports/signer.ts';

type At = Pick<NodeState, 'peers' | 'engine' | 'store'>;

/** What enrolment leaves behind, without descriptor and fingerprint: one node knows the key of another. */
export async function pinPeer({ peers, engine, store }: At, party: string, key: Signer, used = true): Promise<void> {
  peers.put({
    party: party as PartyId,
    url: `https://${party}.example/`,
    keys: [{ id: key.keyId, publicKey: key.publicKey, since: 0, retiredAt: null, used }],
    certificate: null,
    allow: [],
    identities: [],
    enrolledAt: engine.now(),
    revokedAt: null,
  });
  await store.flush();
}
