import { compareSource } from '../../../src/app/federation/compare/compare-source.ts';
import { pushedLegs, pushNext } from '../../../src/app/federation/push/push-leg.ts';
import type { NetworkLab } from '../../lab/network/create-lab.ts';
import type { LivingNode } from '../../lab/network/lab-node.ts';
import type { Who } from './death-world.ts';

/** One way in which objects go from `a` to `b`. */
export interface Act {
  /** Who begins it, and begins it anew after a death. */
  readonly actor: Who;
  /** True when there is nothing more to do. */
  readonly work: (node: LivingNode) => Promise<boolean>;
}

const stepsMax = 100_000;
const triesMax = 20;

/** Tries again, with whoever died started anew, until the act is done. */
export async function actToTheEnd(lab: NetworkLab, { actor, work }: Act): Promise<void> {
  for (let n = 0; n < triesMax; n++) {
    for (const machine of lab.machines) if (!machine.up) await boot(lab, machine.name);
    const { life, program } = lab.machine(actor);
    if (program === null) continue;
    const end = { done: false, ended: false };
    lab.scheduler.start(async () => {
      end.done = await work(program);
      end.ended = true;
    });
    await lab.scheduler.runUntil(() => end.ended || !life.alive, stepsMax);
    if (end.done) return;
  }
  throw new Error(`not done after ${triesMax} tries`);
}

/** Up, unless it dies over it; it is started anew then. */
async function boot(lab: NetworkLab, name: string): Promise<void> {
  const machine = lab.machine(name);
  for (let n = 0; n < triesMax && !machine.up; n++) {
    lab.scheduler.start(() => machine.boot());
    const { life } = machine;
    await lab.scheduler.runUntil(() => machine.up || !life.alive, stepsMax);
  }
}

export const pulls = (pageObjects: number): Act => ({
  actor: 'b',
  work: async ({ state: { federation } }) => {
    await federation.attend();
    let isDone = true;
    for (const { id } of federation.pulled()) {
      const run = await federation.run(id, { pageObjects });
      isDone &&= run.ok && run.value.ended === 'complete';
    }
    return isDone;
  },
});

export const pushes = (pageObjects: number): Act => ({
  actor: 'a',
  work: async ({ state }) => {
    for (const leg of pushedLegs(state))
      for (;;) {
        const { kind } = await pushNext(state, leg, pageObjects);
        if (kind === 'idle') break;
        if (kind === 'failed') return false;
      }
    return true;
  },
});

export const repairs: Act = {
  actor: 'b',
  work: async ({ state }) => {
    const [source] = state.federation.pulled();
    const report = await compareSource(state.federation, state, source!, true);
    return report.ok && report.value.missing.length === 0;
  },
};
