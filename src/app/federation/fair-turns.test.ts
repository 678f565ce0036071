import { expect, it } from 'vitest';
import { FairTurns } from './fair-turns.ts';

it('T-FED-13 gives the next turn to whoever used the least: a flood waits for itself', async () => {
  let now = 0;
  const spent: [string, number][] = [];
  const turns = new FairTurns({ ticks: () => now, cpuMs: () => now }, (who, ms) => spent.push([who, ms]));
  const order: string[] = [];
  const work = (who: string, ms: number) => () => {
    now += ms;
    order.push(who);
    return Promise.resolve();
  };
  const flood = Array.from({ length: 50 }, () => turns.take('flood', work('flood', 100)));
  const quiet = [1, 2, 3].map(() => turns.take('quiet', work('quiet', 10)));
  await Promise.all([...flood, ...quiet]);
  // The one turn that was begun before the other came, and never two in a row while it waits.
  expect(order.slice(0, 5)).toEqual(['flood', 'quiet', 'quiet', 'quiet', 'flood']);
  expect(spent.slice(0, 2)).toEqual([
    ['flood', 100],
    ['quiet', 10],
  ]);
  expect(spent).toHaveLength(53);
});

it('goes on after work that fails, one at a time', async () => {
  const turns = new FairTurns({ ticks: () => 0, cpuMs: () => 0 });
  let under = 0;
  const work = async (): Promise<number> => {
    under++;
    await Promise.resolve();
    const seen = under--;
    return seen;
  };
  const results = await Promise.allSettled([
    turns.take('a', work),
    turns.take('a', () => Promise.reject(new Error('broken'))),
    turns.take('b', work),
  ]);
  expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []))).toEqual([1, 1]);
});
