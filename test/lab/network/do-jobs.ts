import { pushedLegs, pushNext } from '../../../src/app/federation/push/push-leg.ts';
import { deliverNext } from '../../../src/app/messages/deliver-next.ts';
import type { Dice } from '../../properties/worlds/seeded.ts';
import type { LivingNode } from './lab-node.ts';

/** What the jobs of a node do, once. */
export async function deliver({ state }: LivingNode): Promise<void> {
  for (const peer of state.messages.waitingFor())
    for (;;) if ((await deliverNext(state, peer)).kind !== 'settled') break;
}

export async function pull({ state }: LivingNode, d: Dice): Promise<void> {
  await state.federation.attend();
  for (const { id } of state.federation.pulled()) await state.federation.run(id, { pageObjects: 1 + d.below(3) });
}

export async function push({ state }: LivingNode): Promise<void> {
  for (const leg of pushedLegs(state)) for (;;) if ((await pushNext(state, leg)).kind !== 'sent') break;
}
