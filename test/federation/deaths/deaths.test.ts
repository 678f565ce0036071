import { describe, expect, test } from 'vitest';
import { dice, seedOfRun } from '../../properties/worlds/seeded.ts';
import { planOf, type Who } from './death-world.ts';
import { type Kind, play } from './play-deaths.ts';

/** Seeds of each kind: `PROVISO_DEATH_SEEDS` (1,000 for the full run). */
const seeds = Number(process.env['PROVISO_DEATH_SEEDS'] ?? 5);
const smallSeeds = Math.ceil(seeds / 20);
const nodes: readonly Who[] = ['a', 'b'];
const kinds: readonly Kind[] = ['pull', 'push', 'repair'];

const note = (kind: Kind, seed: number, what: unknown): string =>
  `${kind} of seed ${seed} with ${JSON.stringify(what)} ends otherwise than without`;

describe('T-FED-09 objects, lineage, places, counts and the record are those of a run in which nobody dies', {
  timeout: 86_400_000,
}, () => {
  test.each(kinds)('%s: both nodes die, each at a wait that the seed names', async (kind) => {
    const first = seedOfRun();
    let deaths = 0;
    for (let seed = first; seed < first + seeds; seed++) {
      const plan = planOf(seed, false);
      const d = dice(seed);
      const reference = await play(seed, plan, kind, []);
      // Both die, at some time; where it is the same time, so be it. One may die again over starting anew.
      const death = nodes.map((who) => ({ who, at: 1 + d.below(reference.waits[who]) }));
      const again = d.pick(death);
      if (d.oneIn(3)) death.push({ ...again, at: again.at + 1 + d.below(20) });
      const { account, died } = await play(seed, plan, kind, death);
      deaths += died;
      expect(account, note(kind, seed, death)).toEqual(reference.account);
    }
    console.info(`${kind}: ${seeds} seeds from ${first}, ${deaths} deaths`);
    expect(deaths).toBeGreaterThanOrEqual(seeds);
  });

  test.each(kinds)('%s: in a small world, a death at every wait there is', async (kind) => {
    const first = seedOfRun();
    let deaths = 0;
    for (let seed = first; seed < first + smallSeeds; seed++) {
      const plan = planOf(seed, true);
      const reference = await play(seed, plan, kind, []);
      for (const who of nodes)
        for (let at = 1; at <= reference.waits[who]; at++) {
          const { account, died } = await play(seed, plan, kind, [{ who, at }]);
          deaths += died;
          expect(account, note(kind, seed, { who, at })).toEqual(reference.account);
        }
    }
    console.info(`${kind}: ${smallSeeds} small worlds from ${first}, ${deaths} deaths`);
    expect(deaths).toBeGreaterThan(0);
  });
});
