import { moveAccord } from '../../../src/app/accord/move-accord.ts';
import { tableAccord } from '../../../src/app/accord/table-accord.ts';
import { uuid } from '../../taxii/world.ts';
import { pinPeer } from '../pin-peer.ts';
import { must } from '../whole-node-lab.ts';
import type { NetworkLab } from './create-lab.ts';
import { deliver } from './do-jobs.ts';

/** Each of the two takes the other for its peer, as staff that compared fingerprints would. */
export async function enrolPair(lab: NetworkLab, a: string, b: string): Promise<void> {
  await enrol(lab, a, b);
  await enrol(lab, b, a);
}

async function enrol(lab: NetworkLab, at: string, other: string): Promise<void> {
  const { operator, state } = lab.node(at);
  if (state.peers.enrolled(other) !== null) return;
  const key = lab.node(other).state.signer.current;
  await lab.finish(async () => {
    must(await operator.addParty({ id: other, name: other }));
    await pinPeer(state, other, key);
  });
}

export interface LegWanted {
  readonly giver: string;
  readonly taker: string;
  /** Of the text. */
  readonly id?: string;
  readonly allow: readonly unknown[];
  readonly delivery: 'pull' | 'push';
}

/** An accord over the giver's collection `shared`, in force at both; what comes under it goes into the taker's. */
export async function agreeOn(lab: NetworkLab, { giver, taker, allow, delivery, ...named }: LegWanted): Promise<void> {
  await enrolPair(lab, giver, taker);
  const [from, to] = [`party:${giver}`, `party:${taker}`];
  const terms = { ...named, from, to, over: 'collection:shared', references: 'keep', allow };
  const id = `urn:uuid:${uuid(0xb00 + giver.charCodeAt(0) * 256 + taker.charCodeAt(0))}`;
  await lab.finish(async () => {
    const [give, take] = [lab.node(giver), lab.node(taker)];
    const value = { id, legs: [{ terms, delivery }] };
    must(await tableAccord(give.state, { value, to: taker, confirm: 'auto' }));
    await deliver(give);
    must(await moveAccord(take.state, { id, move: 'accept' }));
    await deliver(take);
    await deliver(give);
    must(await take.operator.deliverInto({ peer: giver, into: 'shared' }));
  });
}
