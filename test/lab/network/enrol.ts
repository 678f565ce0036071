import { pinPeer } from '../pin-peer.ts';
import { must } from '../whole-node-lab.ts';
import type { NetworkLab } from './create-lab.ts';

/** Each of the two takes the other for its peer, as staff that compared fingerprints would. */
export async function enrolPair(lab: NetworkLab, a: string, b: string): Promise<void> {
  await enrol(lab, a, b);
  await enrol(lab, b, a);
}

async function enrol(lab: NetworkLab, at: string, other: string): Promise<void> {
  const { operator, state } = lab.node(at);
  const key = lab.node(other).state.signer.current;
  await lab.finish(async () => {
    must(await operator.addParty({ id: other, name: other }));
    await pinPeer(state, other, key);
  });
}
