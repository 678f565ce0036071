import { describe, test } from 'vitest';
import type { Micros } from '../../../src/core/time.ts';
import { accordWay, type Deliveries } from './accord-way.ts';
import { hour, second } from './create-lab.ts';
import { exchangesWanted } from './exchange-count.ts';
import { type Edge, ExchangeWorld, type Way } from './exchange-world.ts';
import { keyWay } from './key-way.ts';
import { type Run, seededRuns } from './seeded-runs.ts';

interface Story {
  readonly parties: readonly string[];
  readonly edges: readonly Edge[];
  readonly rounds: number;
  readonly clockStep?: number;
  readonly way?: () => Way;
}

const pair: Story = { parties: ['a', 'b'], edges: [{ giver: 'a', taker: 'b' }], rounds: 40 };
const both: Story = { ...pair, edges: [...pair.edges, { giver: 'b', taker: 'a' }] };

async function exchange(run: Run, { parties, edges, rounds, clockStep = 0, way = keyWay }: Story): Promise<number> {
  const d = run.dice;
  const world = await ExchangeWorld.open(run, parties, edges, way());
  const { lab } = world;
  world.behind = rounds * clockStep;
  lab.foul(60);
  const stop = world.begin();
  for (let round = 0; round < rounds; round++) {
    world.happen();
    if (d.oneIn(10)) lab.network.cut(d.pick(parties), d.pick(parties));
    if (d.oneIn(5)) lab.network.heal();
    if (clockStep > 0 && d.oneIn(4)) lab.machine(d.pick(parties)).wall.step(d.pick([-1, 1]) * clockStep);
    // Whoever was ahead stands still until time is there; only then is anything taken from it again.
    if (clockStep === hour && d.oneIn(40)) await lab.pass(hour);
    await lab.pass(d.below(30 * second));
  }
  stop();
  await world.quiet();
  const wrong = await world.wrong();
  if (wrong !== null) throw new Error(wrong);
  world.close();
  return lab.network.counts.answered;
}

async function untilEnough(name: string, wanted: number, story: (run: Run) => Story): Promise<void> {
  let exchanges = 0;
  const runs = await seededRuns(
    name,
    () => exchanges >= wanted,
    async (run) => {
      exchanges += await exchange(run, story(run));
    },
  );
  console.info(`${name}: ${runs} worlds, ${exchanges} exchanges`);
}

// As long as `PROVISO_EXCHANGES` asks for.
describe('T-DUR-06 T-FED-09 pulls between nodes', { timeout: 86_400_000 }, () => {
  test('objects, records, counts and places are those of a reference, whatever was lost and whoever died', async () => {
    await untilEnough('pull', exchangesWanted(10_000, 0.12), ({ dice }) => (dice.oneIn(2) ? pair : both));
  });

  test.each<[string, Deliveries]>([
    ['pulled', () => 'pull'],
    ['pushed', () => 'push'],
    ['pulled and pushed', (dice) => dice.pick(['pull', 'push'])],
  ])(
    'the same for objects %s under accords that are signed, suspended and revoked meanwhile',
    async (name, delivery) => {
      const way = (): Way => accordWay(delivery);
      await untilEnough(name, exchangesWanted(10_000, 0.09), ({ dice }) => ({ ...(dice.oneIn(2) ? pair : both), way }));
    },
  );

  const steps: readonly [string, Micros][] = [
    ['a second', second],
    ['an hour', hour],
    ['a year', 8766 * hour],
  ];

  test.each(steps)('T-CLK-01 the same while clocks are moved by %s', async (_, clockStep) => {
    await untilEnough('pull with clocks', exchangesWanted(10_000, 0.02), () => ({ ...pair, clockStep }));
  });

  test.each(steps)('T-CLK-01 the same under accords while clocks are moved by %s', async (_, clockStep) => {
    const way = (): Way => accordWay((dice) => dice.pick(['pull', 'push']));
    await untilEnough('accords with clocks', exchangesWanted(10_000, 0.02), () => ({ ...both, way, clockStep }));
  });
});
