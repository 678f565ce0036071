import { describe, expect, test } from 'vitest';
import { dice } from '../../properties/worlds/seeded.ts';
import { hour, second } from './create-lab.ts';
import { exchangesWanted } from './exchange-count.ts';
import { type Run, seededRuns } from './seeded-runs.ts';
import { playDeath, playTalk, type TalkOptions, wrongWithTalk } from './talk.ts';

async function talk(run: Run, options: TalkOptions): Promise<number> {
  const lab = await playTalk(run, options);
  const wrong = wrongWithTalk(lab);
  if (wrong !== null) throw new Error(wrong);
  lab.close();
  return lab.network.counts.answered;
}
const wanted = exchangesWanted(10_000, 0.13);
const pair = { parties: ['a', 'b'], rounds: 40, crashOneIn: 40, clockStep: 0 };
const times =
  (n: number) =>
  (runs: number): boolean =>
    runs === n;

// As long as `PROVISO_EXCHANGES` asks for.
describe('T-DUR-06 messages between nodes', { timeout: 86_400_000 }, () => {
  test('I7 T-FED-09 every message is taken once and in order, whatever was lost, doubled or late and whoever died', async () => {
    let exchanges = 0;
    const runs = await seededRuns(
      'talk',
      () => exchanges >= wanted,
      async (run) => {
        exchanges += await talk(run, { ...pair, crashOneIn: run.dice.pick([10, 40]) });
      },
    );
    console.info(`${runs} talks, ${exchanges} messages delivered`);
  });

  test('I7 the same among three', async () => {
    await seededRuns('talk of three', times(4), async (run) => {
      await talk(run, { ...pair, parties: ['a', 'b', 'c'], rounds: 60 });
    });
  });

  test('T-FED-09 I6 a node dies at each of its waits in turn, and nothing is lost, doubled or half done', async () => {
    let deaths = 0;
    for (const name of ['a', 'b'])
      for (let at = 0; ; at++) {
        const lab = await playDeath({ seed: 1, no: at, dice: dice(7), tell: () => {} }, name, at);
        if (lab === null) break;
        deaths++;
        expect([name, at, wrongWithTalk(lab)]).toEqual([name, at, null]);
        lab.close();
      }
    expect(deaths).toBeGreaterThan(30);
    console.info(`${deaths} deaths, each at another wait`);
  });

  test.each([
    ['a second', second],
    ['an hour', hour],
    ['a year', 8766 * hour],
  ])('T-CLK-01 the same while clocks are moved by %s', async (_, clockStep) => {
    await seededRuns('talk with clocks', times(5), async (run) => {
      await talk(run, { ...pair, clockStep });
    });
  });
});
