import { moveAccord } from '../../../src/app/accord/move-accord.ts';
import { tableAccord } from '../../../src/app/accord/table-accord.ts';
import type { PartyId, TextId } from '../../../src/core/ids.ts';
import { parseTerms } from '../../../src/core/terms/index.ts';
import { NetworkLab } from '../../lab/network/create-lab.ts';
import { deliver } from '../../lab/network/do-jobs.ts';
import { enrolPair } from '../../lab/network/enrol.ts';
import { bundled } from '../../lab/network/exchange-world.ts';
import type { LivingNode } from '../../lab/network/lab-node.ts';
import type { Run } from '../../lab/network/seeded-runs.ts';
import { amber, green, red, relationship, type Stix, stix } from '../../lab/stix-makers.ts';
import { must } from '../../lab/whole-node-lab.ts';
import { type Dice, dice } from '../../properties/worlds/seeded.ts';
import { uuid } from '../../taxii/world.ts';

/** `a` gives, `b` takes; `c` is somebody whose material `a` passes on. */
export type Who = 'a' | 'b';
export type Delivery = 'pull' | 'push';

/** What one world holds: the same for every run of its seed. */
export interface DeathPlan {
  /** Brought by `a` one after the other, each exchanged before the next. */
  readonly batches: readonly (readonly Stix[])[];
  /** Of `c`, already at `a`. */
  readonly relayed: readonly Stix[];
  /** Of `b` itself: what `a` brings under these ids is an echo or altered. */
  readonly atTaker: readonly Stix[];
  readonly pageObjects: number;
}

export const sharedCollection = uuid(0xde);
const accord = `urn:uuid:${uuid(0xdea)}`;
const textOfC = 'urn:x:of-c' as TextId;
const types = ['malware', 'tool', 'campaign', 'indicator'];

export function planOf(seed: number, small: boolean): DeathPlan {
  const d = dice(seed);
  let n = 0;
  const fresh = (): Stix => stix(d.pick(types), ++n, [d.pick([green, green, amber, red])], { x_no: n });
  const batches: Stix[][] = [];
  for (let batch = 1 + d.below(small ? 2 : 3); batch > 0; batch--) {
    const known = batches.flat().filter(({ type }) => type !== 'relationship');
    const objects = Array.from({ length: 1 + d.below(small ? 3 : 7) }, fresh);
    if (known.length > 0 && d.oneIn(2)) objects.push(newer(d.pick(known), ++n));
    const [first, second] = objects;
    if (first !== undefined && second !== undefined && d.oneIn(2))
      objects.push(relationship(++n, first.id, second.id, [green]));
    batches.push(objects);
  }
  const relayed = Array.from({ length: d.below(3) }, fresh);
  const own = batches[0]![0]!;
  const atTaker = d.oneIn(3) ? [d.oneIn(2) ? own : { ...own, x_no: -1 }] : [];
  return { batches, relayed, atTaker, pageObjects: 1 + d.below(4) };
}

/** Marked as the one before: what is narrowed is recalled, and recalls are another test. */
const newer = (object: Stix, no: number): Stix => ({ ...object, modified: '2025-02-01T00:00:00.000Z', x_no: no });

/** Both nodes up, enrolled at each other, an accord in force, and nothing exchanged. */
export async function openDeathWorld(run: Run, plan: DeathPlan, delivery: Delivery): Promise<NetworkLab> {
  // Every reading and every commit is a wait, so a node can die at it.
  const disk = { usualMs: 3, slowOneIn: 0, slowMs: 0, readWaitsOneIn: 1 };
  const lab = await NetworkLab.open({ parties: ['a', 'b'], run, disk });
  await enrolPair(lab, 'a', 'b');
  await lab.finish(async () => {
    const [a, b] = [lab.node('a'), lab.node('b')];
    must(await a.operator.createCollection({ id: sharedCollection, title: 'Shared', alias: 'shared' }));
    must(await b.operator.createCollection({ id: uuid(0xdb), title: 'Mine', alias: 'mine' }));
    if (plan.atTaker.length > 0) await bring(b, uuid(0xdb), plan.atTaker);
    if (plan.relayed.length > 0) await receive(a, plan.relayed);
    const terms = {
      from: 'party:a',
      to: 'party:b',
      over: 'collection:shared',
      references: 'keep',
      allow: [{ do: 'receive', when: [{ tlp: { 'any-of': ['green', 'amber'] } }] }, { do: 'relay' }],
    };
    const value = { id: accord, legs: [{ terms, delivery }] };
    must(await tableAccord(a.state, { value, to: 'b', confirm: 'auto' }));
    await deliver(a);
    must(await moveAccord(b.state, { id: accord, move: 'accept' }));
    await deliver(b);
    await deliver(a);
    await b.state.federation.attend();
  });
  return lab;
}

export async function bring(node: LivingNode, collection: string, objects: readonly Stix[]): Promise<void> {
  const done = must(await node.operator.importObjects({ collection, source: bundled(objects), dryRun: false }));
  if (done.refused > 0) throw new Error(`${done.refused} objects of the world are refused`);
}

/** As a pull from `c` would have stored them. */
async function receive({ operator, state }: LivingNode, objects: readonly Stix[]): Promise<void> {
  must(await operator.addParty({ id: 'c', name: 'c' }));
  const from = 'c' as PartyId;
  const to = 'a' as PartyId;
  const { engine, received, intake, shelf, store } = state;
  const allow = [{ do: 'receive' }, { do: 'relay' }];
  const text = must(parseTerms({ id: textOfC, from, to, over: 'collection:of-c', allow }));
  engine.change((moment) =>
    received.put({ id: textOfC, from, to, text, since: moment.at, endedAt: null, replacedBy: null }, moment),
  );
  const into = [...engine.collections.values()].find((c) => c.record.alias === 'shared')!;
  const ready = objects.map((object) => must(intake.prepare(object, from, engine.now())).prepared);
  const lineage = [{ origin: from, path: [from], under: [textOfC] }];
  await shelf.add(
    into,
    ready,
    from,
    () => {},
    ready.map(() => lineage),
  );
  await store.flush();
}

export const diceFor = (seed: number): Dice => dice((seed ^ 0x5bd1e995) >>> 0);
