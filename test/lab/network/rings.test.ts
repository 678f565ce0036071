import { describe, expect, test } from 'vitest';
import { uuid } from '../../taxii/world.ts';
import { clear, stix } from '../stix-makers.ts';
import { must } from '../whole-node-lab.ts';
import { minute, NetworkLab } from './create-lab.ts';
import { pull } from './do-jobs.ts';
import { agreeOn } from './enrol.ts';
import { bundled, type Edge, heldIn } from './exchange-world.ts';
import { type Run, seededRuns } from './seeded-runs.ts';

const shared = uuid(0x51);

/** Everybody's collection `shared`, given to others under terms that let it go on. */
async function openWeb(run: Run, parties: readonly string[], edges: readonly Edge[]): Promise<NetworkLab> {
  const lab = await NetworkLab.open({ parties, run });
  for (const name of parties)
    await lab.finish(async () =>
      must(await lab.node(name).operator.createCollection({ id: shared, title: 'Shared', alias: 'shared' })),
    );
  const allow = [{ do: 'receive' }, { do: 'relay' }];
  for (const edge of edges) await agreeOn(lab, { ...edge, allow, delivery: 'pull' });
  return lab;
}

/** One object of `a` goes around while requests are lost and nodes die; then everybody asks once more. */
async function goesAround(run: Run, parties: readonly string[], edges: readonly Edge[]): Promise<void> {
  const lab = await openWeb(run, parties, edges);
  await lab.finish(async () => {
    const source = bundled([stix('malware', 1, [clear])]);
    must(await lab.node('a').operator.importObjects({ collection: shared, source, dryRun: false }));
  });
  lab.foul(80);
  const stop = lab.regularly('pulls', 30_000, (node) => pull(node, run.dice));
  await lab.pass(5 * minute);
  stop();
  await lab.calm();
  await lab.pass(5 * minute);
  const round = async (): Promise<void> => {
    for (const name of parties) await lab.finish(() => pull(lab.node(name), run.dice));
  };
  for (let k = 0; k < parties.length; k++) await round();
  const moved = (): number[] =>
    edges.map(({ giver, taker }) => {
      const { added, held, foreign, echoes, pages } = lab
        .node(taker)
        .state.federation.deps.sources.state(`${giver}/shared`);
      return added + 1000 * (held + foreign + echoes) + 1_000_000 * pages;
    });
  const before = moved();
  const sent = lab.network.counts.sent;
  await round();
  expect(moved()).toEqual(before);
  // Quiet: one question for each leg, and nothing in the answers.
  expect(lab.network.counts.sent - sent).toBe(edges.length);
  for (const name of parties) expect(await lab.finish(() => heldIn(lab.node(name), shared))).toHaveLength(1);
  const added = before.reduce((sum, n) => sum + (n % 1000), 0);
  expect(added).toBe(parties.length - 1);
  lab.close();
}

const five = ['a', 'b', 'c', 'd', 'e'];
const next = (i: number): string => five[(i + 1) % 5]!;
const ring = five.map((giver, i): Edge => ({ giver, taker: next(i) }));
const star = five.slice(1).flatMap((leaf): Edge[] => [
  { giver: 'b', taker: leaf === 'b' ? 'a' : leaf },
  { giver: leaf === 'b' ? 'a' : leaf, taker: 'b' },
]);

describe('T-FED-08 T-DUR-06 webs of five nodes go quiet', () => {
  const times = (runs: number): boolean => runs === 3;
  test('a ring gives one object to each node once, whatever is lost and whoever dies', async () => {
    await seededRuns('ring', times, (run) => goesAround(run, five, ring));
  });

  test('a ring both ways', async () => {
    const back = ring.map(({ giver, taker }): Edge => ({ giver: taker, taker: giver }));
    await seededRuns('double ring', times, (run) => goesAround(run, five, [...ring, ...back]));
  });

  test('a star', async () => {
    await seededRuns('star', times, (run) => goesAround(run, five, star));
  });
});
