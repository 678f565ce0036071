import type { Store } from '../../../src/ports/store.ts';
import type { Dice } from '../../properties/worlds/seeded.ts';
import { watchRefusals } from './refusal-watch.ts';
import type { Life, Scheduler } from './scheduler.ts';

export interface Disk {
  /** Most commits take up to this. */
  readonly usualMs: number;
  /** One in so many takes up to `slowMs`. */
  readonly slowOneIn: number;
  readonly slowMs: number;
  /** One reading in so many lets others go first. */
  readonly readWaitsOneIn: number;
}

export const usualDisk: Disk = { usualMs: 4, slowOneIn: 16, slowMs: 400, readWaitsOneIn: 6 };

const readings = [
  'find',
  'rows',
  'joinedBodies',
  'body',
  'versionsAt',
  'scan',
  'referrers',
  'releases',
  'status',
] as const;

/**
 * A store whose waits are the scheduler's. A commit has a wait before it and one after, so a crash between two steps
 * finds what was queued lost whole, or kept although nobody heard of it.
 */
export function waitingStore(store: Store, scheduler: Scheduler, dice: Dice, life: Life, disk: Disk): Store {
  const micros = (): number =>
    1 + dice.below((disk.slowOneIn > 0 && dice.oneIn(disk.slowOneIn) ? disk.slowMs : disk.usualMs) * 1000);
  const flush = async (): Promise<void> => {
    if (!life.alive) return new Promise(() => {});
    if (!store.dirty) return store.flush();
    await scheduler.wait(micros(), life, 'commits');
    await scheduler.real(() => store.flush());
    await scheduler.wait(micros(), life, 'committed');
  };
  const write = watchRefusals(store.write, (trace) =>
    scheduler.start(async () => {
      throw new Error(`${life.name}: ${trace}`);
    }),
  );
  const wrapped = Object.create(store, { flush: { value: flush }, write: { value: write } }) as Store;
  for (const name of readings) {
    const read = (store[name] as (...args: unknown[]) => Promise<unknown>).bind(store);
    const waiting = async (...args: unknown[]): Promise<unknown> => {
      if (disk.readWaitsOneIn > 0 && dice.oneIn(disk.readWaitsOneIn)) await scheduler.wait(micros(), life, 'reads');
      return read(...args);
    };
    Object.defineProperty(wrapped, name, { value: waiting });
  }
  return wrapped;
}
