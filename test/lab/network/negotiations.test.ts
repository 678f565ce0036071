import { describe, test } from 'vitest';
import { hour, second } from './create-lab.ts';
import { exchangesWanted } from './exchange-count.ts';
import { Negotiation } from './negotiate.ts';
import { seededRuns } from './seeded-runs.ts';

async function negotiations(name: string, wanted: number, clockStep: number): Promise<void> {
  let exchanges = 0;
  const reached = new Map<string, number>();
  const runs = await seededRuns(
    name,
    () => exchanges >= wanted,
    async (run) => {
      const negotiation = await Negotiation.open(run);
      await negotiation.play({ rounds: 200, crashOneIn: 60, clockStep });
      const wrong = negotiation.wrong();
      if (wrong !== null) throw new Error(wrong);
      exchanges += negotiation.lab.network.counts.answered;
      for (const [stage, count] of negotiation.stages()) reached.set(stage, (reached.get(stage) ?? 0) + count);
      negotiation.lab.close();
    },
  );
  console.info(`${name}: ${runs} worlds, ${exchanges} exchanges, ${[...reached].map((r) => r.join(' ')).join(', ')}`);
}

// As long as `PROVISO_EXCHANGES` asks for.
describe('T-DUR-06 T-NEG-05 accords between nodes', { timeout: 86_400_000 }, () => {
  test('both sides come to the same, and never have different texts in force, whatever was lost and whoever died', async () => {
    await negotiations('negotiation', exchangesWanted(10_000, 0.13), 0);
  });

  test.each([
    ['a second', second],
    ['an hour', hour],
    ['a year', 8766 * hour],
  ])('T-CLK-01 the same while clocks are moved by %s', async (_, clockStep) => {
    await negotiations('negotiation with clocks', exchangesWanted(10_000, 0.02), clockStep);
  });
});
