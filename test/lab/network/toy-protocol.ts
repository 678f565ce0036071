import { dice } from '../../properties/worlds/seeded.ts';
import { Machine } from './machine.ts';
import { Scheduler } from './scheduler.ts';
import type { Run } from './seeded-runs.ts';
import { foulWeather, SimulatedNetwork } from './simulated-network.ts';

/** What is wrong with a receiver that has to count every payment once. */
export type ToyBug = 'none' | 'counts-twice' | 'says-before-it-keeps' | 'keeps-in-two-parts' | 'forgets-at-start';

interface Payment {
  readonly no: number;
  readonly amount: number;
}
interface Toy {
  readonly work: () => Promise<void>;
}

const payments: readonly Payment[] = [1, 2, 3, 4].map((no) => ({ no, amount: 10 ** no }));
const total = payments.reduce((sum, p) => sum + p.amount, 0);

export interface ToyEnd {
  readonly counted: number;
  readonly owed: number;
  readonly fingerprint: string;
}

/** One payer sends until it is told that a payment is counted; one counter counts. The bugs are the usual ones. */
export async function playToy(run: Run, bug: ToyBug, crashes = true): Promise<ToyEnd> {
  const d = run.dice;
  const scheduler = new Scheduler(d, 1_700_000_000_000_000);
  run.tell(() => scheduler.lastLines());
  const network = new SimulatedNetwork<Payment, 'counted'>(scheduler, d);
  network.weather = foulWeather;

  const counter = new Machine<Toy>({
    name: 'counter',
    scheduler,
    dice: d,
    start: async ({ store, life }) => {
      let sum = (store.document('toy', 'sum') as number | null) ?? 0;
      const seen = new Set(bug === 'forgets-at-start' ? [] : store.documents('seen').map((s) => s.id));
      const answer = async ({ no, amount }: Payment): Promise<'counted'> => {
        const known = seen.has(String(no));
        if (!known || bug === 'counts-twice') {
          seen.add(String(no));
          sum += amount;
          store.write.putDocument('toy', 'sum', sum);
          if (bug === 'keeps-in-two-parts') await store.flush();
          store.write.putDocument('seen', String(no), true);
        }
        const kept = store.flush();
        if (bug !== 'says-before-it-keeps') await kept;
        return 'counted';
      };
      network.listen('counter', { life, answer });
      return { work: async () => {} };
    },
  });
  const payer = new Machine<Toy>({
    name: 'payer',
    scheduler,
    dice: d,
    start: async ({ store, life }) => ({
      work: async () => {
        const paid = new Set(store.documents('paid').map((s) => s.id));
        for (const p of payments) {
          if (paid.has(String(p.no))) continue;
          const heard = await network.send(life, 'payer', 'counter', p, 2_000);
          if (heard.kind !== 'answered') return;
          store.write.putDocument('paid', String(p.no), true);
          await store.flush();
        }
      },
    }),
  });
  return play(scheduler, [counter, payer], crashes ? dice(d.below(1 << 30)) : null, () => {
    network.weather = { ...foulWeather, lossOneIn: 0, duplicateOneIn: 0, longOneIn: 0 };
  });
}

async function play(
  scheduler: Scheduler,
  [counter, payer]: readonly [Machine<Toy>, Machine<Toy>],
  crashes: ReturnType<typeof dice> | null,
  calm: () => void,
): Promise<ToyEnd> {
  const second = 1_000_000;
  const machines = [counter, payer];
  for (const m of machines) {
    m.downMsMax = 3_000;
    scheduler.start(() => m.boot());
  }
  const work = (): void => {
    if (payer.program !== null) scheduler.start(payer.program.work);
  };
  scheduler.onStep = (life) => {
    if (crashes?.oneIn(12)) machines.find((m) => m.life === life)?.kill();
  };
  for (let k = 0; k < 6; k++) {
    work();
    await scheduler.runTo(scheduler.now + 5 * second);
  }
  scheduler.onStep = () => {};
  calm();
  for (let k = 0; k < 3; k++) {
    await scheduler.runTo(scheduler.now + 120 * second);
    work();
  }
  await scheduler.runTo(scheduler.now + 120 * second);
  const counted = (counter.stored('toy', 'sum') as number | null) ?? 0;
  for (const m of machines) m.close();
  return { counted, owed: total, fingerprint: scheduler.fingerprint() };
}
