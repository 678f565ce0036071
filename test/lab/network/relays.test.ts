import { describe, test } from 'vitest';
import type { Micros } from '../../../src/core/time.ts';
import { hour, second } from './create-lab.ts';
import { exchangesWanted } from './exchange-count.ts';
import { RelayWorld } from './relay-world.ts';
import { type Run, seededRuns } from './seeded-runs.ts';
import { wrongWithRelay } from './wrong-with-relay.ts';

const parties = ['o', 'a', 'c'];

async function relay(run: Run, rounds: number, clockStep: Micros): Promise<number> {
  const d = run.dice;
  const world = await RelayWorld.open(run);
  const { lab } = world;
  world.behind = rounds * clockStep;
  lab.foul(60);
  const stop = world.begin();
  for (let round = 0; round < rounds; round++) {
    world.happen();
    if (d.oneIn(10)) lab.network.cut(d.pick(parties), d.pick(parties));
    if (d.oneIn(5)) lab.network.heal();
    if (clockStep > 0 && d.oneIn(4)) lab.machine(d.pick(parties)).wall.step(d.pick([-1, 1]) * clockStep);
    await lab.pass(d.below(30 * second));
  }
  stop();
  await world.quiet();
  const wrong = await wrongWithRelay(world);
  if (wrong !== null) throw new Error(wrong);
  lab.close();
  return lab.network.counts.answered;
}

async function untilEnough(name: string, wanted: number, clockStep: Micros): Promise<void> {
  let exchanges = 0;
  const runs = await seededRuns(
    name,
    () => exchanges >= wanted,
    async (run) => {
      exchanges += await relay(run, 40, clockStep);
    },
  );
  console.info(`${name}: ${runs} worlds, ${exchanges} exchanges`);
}

// As long as `PROVISO_EXCHANGES` asks for.
describe('T-DUR-06 T-FED-09 consents and recalls along a chain', { timeout: 86_400_000 }, () => {
  test('what goes on is what the originator last said, and what it deleted is gone everywhere', async () => {
    await untilEnough('relay', exchangesWanted(10_000, 0.08), 0);
  });

  test.each<[string, Micros]>([
    ['a second', second],
    ['an hour', hour],
    ['a year', 8766 * hour],
  ])('T-CLK-01 the same while clocks are moved by %s', async (_, clockStep) => {
    await untilEnough('relay with clocks', exchangesWanted(10_000, 0.02), clockStep);
  });
});
