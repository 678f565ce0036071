import { describe, expect, test } from 'vitest';
import { uuid } from '../../taxii/world.ts';
import { green, permit, red, type Stix, stix } from '../stix-makers.ts';
import { must } from '../whole-node-lab.ts';
import { hour, minute, NetworkLab, second } from './create-lab.ts';
import type { LivingNode } from './lab-node.ts';
import { diceOf, type Run, seededRuns } from './seeded-runs.ts';
import { taxiiFollower } from './taxii-follower.ts';

const collection = uuid(0xc1);

async function bring(node: LivingNode, objects: readonly Stix[]): Promise<void> {
  const bundle = Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${uuid(1)}`, objects }));
  async function* source(): AsyncIterable<Uint8Array> {
    yield bundle;
  }
  must(await node.operator.importObjects({ collection, source: source(), dryRun: false }));
}

interface Story {
  readonly clocks?: boolean;
  readonly careless?: boolean;
}

async function follow(run: Run, { clocks = false, careless = false }: Story): Promise<string> {
  const d = run.dice;
  const lab = await NetworkLab.open({ parties: ['a'], run });
  const { secret } = await lab.finish(async () => {
    const { operator } = lab.node('a');
    must(await operator.createCollection({ id: collection, title: 'C', alias: 'c' }));
    must(await operator.addParty({ id: 'p', name: 'P' }));
    must(await operator.addTerms({ ...permit('p', 'c', [{ tlp: { is: 'green' } }]), from: 'a' }));
    return must(await operator.createKey({ party: 'p', scope: 'taxii' }));
  });
  const client = taxiiFollower(lab, {
    name: 'p',
    of: 'a',
    path: `/api/collections/${collection}/objects/`,
    secret,
    careless,
  });
  const p = await lab.add(client);
  lab.foul(40);
  let n = 0;
  const pending = new Set<Stix[]>();
  for (let round = 0; round < 8; round++) {
    pending.add(Array.from({ length: 1 + d.below(4) }, () => stix('malware', ++n, [d.oneIn(3) ? red : green])));
    for (const batch of [...pending])
      lab.start('a', async (node) => {
        await bring(node, batch);
        pending.delete(batch);
      });
    if (clocks) lab.machine('a').wall.step(d.pick([-1, 1]) * d.pick([second, hour]));
    for (let k = 0; k < 2; k++) {
      if (p.program !== null) lab.scheduler.start(p.program.poll);
      await lab.pass(d.below(2 * minute));
    }
  }
  await lab.calm();
  await lab.pass(hour);
  for (const batch of pending) await lab.finish(() => bring(lab.node('a'), batch));
  if (clocks) lab.machine('a').wall.correct();
  await lab.pass(10 * hour);
  await lab.finish(() => p.program!.poll());
  const held = p.storedAll('held').map((h) => (h.value as Stix).id);
  const expected = await lab.finish(async () => visible(lab.node('a')));
  expect(held.sort()).toEqual(expected.sort());
  expect(expected.length).toBeGreaterThan(0);
  lab.close();
  return lab.scheduler.fingerprint();
}

async function visible(node: LivingNode): Promise<string[]> {
  const ids: string[] = [];
  const chunks: Uint8Array[] = [];
  for await (const bytes of node.operator.exportObjects({ collection })) chunks.push(bytes);
  for (const object of JSON.parse(`[${Buffer.concat(chunks).toString()}]`) as Stix[])
    if ((object['object_marking_refs'] as string[])[0] === green) ids.push(object.id);
  return ids;
}

const twenty = (runs: number): boolean => runs === 20;

describe('T-DUR-06 a follower of a node', () => {
  test('T-FED-09 holds in the end what it may have, whatever was lost and whoever died', async () => {
    await seededRuns('follower', twenty, async (run) => {
      await follow(run, {});
    });
  });

  test('T-CLK-01 and also while the clock of the node is set back and forth', async () => {
    await seededRuns('follower with clocks', twenty, async (run) => {
      await follow(run, { clocks: true });
    });
  });

  test('that keeps its place before the objects is found out', async () => {
    const hunt = seededRuns('careless', twenty, async (run) => {
      await follow(run, { careless: true });
    });
    await expect(hunt).rejects.toThrow(/repeat with PROVISO_SEED/);
  });

  test('a seed gives the same run of real nodes twice', async () => {
    const run = (): Run => ({ seed: 11, no: 0, dice: diceOf(11, 0), tell: () => {} });
    expect(await follow(run(), { clocks: true })).toBe(await follow(run(), { clocks: true }));
  });
});
