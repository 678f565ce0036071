import type { NetworkLab } from '../../lab/network/create-lab.ts';
import { diceOf, type Run } from '../../lab/network/seeded-runs.ts';
import { type Account, accountOf } from './account-of.ts';
import { type Act, actToTheEnd, pulls, pushes, repairs } from './act-to-the-end.ts';
import { bring, type DeathPlan, diceFor, openDeathWorld, sharedCollection, type Who } from './death-world.ts';

export type Kind = 'pull' | 'push' | 'repair';

/** The node dies when it is about to go on from this wait of the exchange, counted from 1. */
export interface Death {
  readonly who: Who;
  readonly at: number;
}

export interface Played {
  readonly account: Account;
  /** Waits of each node while it was exchanged. */
  readonly waits: Readonly<Record<Who, number>>;
  readonly died: number;
}

/** One world from its seed to its end, with these deaths. */
export async function play(seed: number, plan: DeathPlan, kind: Kind, deaths: readonly Death[]): Promise<Played> {
  let told = (): string => '';
  const run: Run = {
    seed,
    no: 0,
    dice: diceOf(seed, 0),
    tell: (what) => {
      told = what;
    },
  };
  const lab = await openDeathWorld(run, plan, kind === 'push' ? 'push' : 'pull');
  try {
    return await exchange(lab, seed, plan, kind, deaths);
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).stack}\n${told()}`);
  } finally {
    lab.close();
  }
}

async function exchange(
  lab: NetworkLab,
  seed: number,
  plan: DeathPlan,
  kind: Kind,
  deaths: readonly Death[],
): Promise<Played> {
  const waits = { a: 0, b: 0 };
  let isOpen = false;
  let died = 0;
  lab.crashWhen = ({ name }) => {
    if (!isOpen || (name !== 'a' && name !== 'b')) return false;
    waits[name]++;
    const dies = deaths.some(({ who, at }) => who === name && at === waits[name]);
    if (dies) died++;
    return dies;
  };
  const mortal = async (act: Act): Promise<void> => {
    isOpen = true;
    await actToTheEnd(lab, act);
    isOpen = false;
    // Whoever died behind the end of it.
    await actToTheEnd(lab, { ...act, work: async () => true });
  };
  const act = kind === 'push' ? pushes(plan.pageObjects) : pulls(plan.pageObjects);
  for (const batch of plan.batches) {
    await lab.finish(() => bring(lab.node('a'), sharedCollection, batch));
    if (kind === 'repair') await actToTheEnd(lab, act);
    else await mortal(act);
  }
  if (kind === 'repair') {
    await loseSome(lab, seed);
    await mortal(repairs);
  }
  return { account: await accountOf(lab, plan), waits, died };
}

/** Some of what came from `a` is gone at `b`, without anybody having been told. */
async function loseSome(lab: NetworkLab, seed: number): Promise<void> {
  const d = diceFor(seed);
  await lab.finish(async () => {
    const { engine, shelf, store } = lab.node('b').state;
    const into = [...engine.collections.values()].at(-1)!;
    const rows = await store.scan(into.record.no, 0, 1_000);
    const lost = d.some(rows.map(({ id }) => id));
    await engine.exclusive(async () => {
      const found = await shelf.find(lost);
      await shelf.remove(found.filter(({ collection }) => collection === into.record.no));
    });
    await store.flush();
  });
}
