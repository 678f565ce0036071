import { expect, test } from 'vitest';
import { type HistoryFigures, runHistory } from '../lab/random-history.ts';
import { seedOfRun } from './worlds/seeded.ts';

/** How many histories; `PROVISO_HISTORIES` says another number. One history is reproduced by PROVISO_SEED with PROVISO_HISTORIES=1. */
const wanted = Number(process.env['PROVISO_HISTORIES'] ?? 1000);

test("union of a polling client's pages = what the oracle says, under concurrent adds and flips (S1-S4, S7-S9)", {
  timeout: 3_600_000,
}, async () => {
  const first = seedOfRun();
  const total: Record<keyof HistoryFigures, number> = { steps: 0, pages: 0, records: 0, entries: 0 };
  const broken: string[] = [];
  for (let i = 0; i < wanted; i++)
    try {
      const figures = await runHistory(first + i);
      for (const name of Object.keys(total) as (keyof HistoryFigures)[]) total[name] += figures[name];
    } catch (error) {
      broken.push(`seed ${first + i}: ${(error as Error).stack ?? ''}`);
      if (broken.length >= Number(process.env['PROVISO_BROKEN_MAX'] ?? 1)) break;
    }
  console.log(`${wanted} histories from seed ${first}: ${JSON.stringify(total)}`);
  for (const each of broken) console.error(each);
  expect(broken.length, 'laws broken; the stories are above').toBe(0);
  expect(total.records).toBeGreaterThan(0);
});
