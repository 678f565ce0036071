import { expect, test } from 'vitest';
import { runTwins, type TwinFigures } from '../lab/twin-worlds.ts';
import { seedOfRun } from './worlds/seeded.ts';

const wanted = Number(process.env['PROVISO_HISTORIES'] ?? 400);

test('S5 I2 T4 T8b T11 two nodes that differ in hidden content only answer alike, byte for byte', {
  timeout: 3_600_000,
}, async () => {
  const first = seedOfRun();
  const total: Record<keyof TwinFigures, number> = { answers: 0, records: 0, hiddenChanges: 0, discarded: 0 };
  const broken: string[] = [];
  for (let i = 0; i < wanted && broken.length < Number(process.env['PROVISO_BROKEN_MAX'] ?? 1); i++)
    try {
      const figures = await runTwins(first + i);
      for (const name of Object.keys(total) as (keyof TwinFigures)[]) total[name] += figures[name];
    } catch (error) {
      broken.push(`seed ${first + i}: ${(error as Error).stack ?? ''}`);
    }
  console.log(`${wanted} pairs of nodes from seed ${first}: ${JSON.stringify(total)}`);
  for (const each of broken) console.error(each);
  expect(broken.length, 'pairs that could be told apart; the stories are above').toBe(0);
  expect(total.hiddenChanges).toBeGreaterThan(0);
  expect(total.records).toBeGreaterThan(0);
});
