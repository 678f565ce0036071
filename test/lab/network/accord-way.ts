import { moveAccord } from '../../../src/app/accord/move-accord.ts';
import { tableAccord } from '../../../src/app/accord/table-accord.ts';
import { readRanges } from '../../../src/core/number-ranges.ts';
import { ok } from '../../../src/core/result.ts';
import type { Dice } from '../../properties/worlds/seeded.ts';
import { uuid } from '../../taxii/world.ts';
import { shownTo, wrongBooks } from './delivered-places.ts';
import { deliver, pull, push } from './do-jobs.ts';
import { enrolPair } from './enrol.ts';
import type { KnownText } from './exchange-history.ts';
import { permits } from './exchange-history.ts';
import { type Edge, type ExchangeWorld, heldIn, termsOf, type Way } from './exchange-world.ts';
import type { LivingNode } from './lab-node.ts';

export type Deliveries = (dice: Dice) => 'pull' | 'push';

const accordOf = (text: Pick<KnownText, 'no'>): string => `urn:uuid:${uuid(0xa000 + text.no)}`;
const seqEnd = 1_000_000_000;
const sourceOf = (edge: Edge): string => `${edge.giver}/own`;

/** Staff that signs whatever is put before it. */
async function accept({ state }: LivingNode, name: string): Promise<void> {
  for (const { id, state: now } of state.accords.list())
    if (now.stage.name === 'tabled' && now.table?.author !== name) await moveAccord(state, { id, move: 'accept' });
}

/** Staff that changes its mind for a while. */
async function waver({ state }: LivingNode, name: string, d: Dice): Promise<void> {
  for (const { id, state: now } of state.accords.list()) {
    if (now.stage.name !== 'in-force') continue;
    const mine = now.stage.suspensions.some(({ party }) => party === name);
    if (d.oneIn(mine ? 3 : 25)) await moveAccord(state, { id, move: mine ? 'resume' : 'suspend' });
  }
}

/** By accords: texts are tabled, signed, suspended and revoked, and objects go over signed requests, pulled or pushed. */
export function accordWay(delivery: Deliveries): Way {
  const enrolled = new Set<string>();
  return {
    connect: async (world, edge) => {
      const pair = [edge.giver, edge.taker].sort().join(' ');
      if (!enrolled.has(pair)) await enrolPair(world.lab, edge.giver, edge.taker);
      enrolled.add(pair);
      world.addText(edge);
    },
    open: ({ staff, lab }, { giver, taker }, text) => {
      const leg = { terms: termsOf(giver, text), delivery: delivery(lab.run.dice) };
      const value = { id: accordOf(text), legs: [leg] };
      staff.order(giver, 'tables', ({ state }) => tableAccord(state, { value, to: taker, confirm: 'auto' }));
    },
    end: ({ staff, lab }, { giver }, text) => {
      const id = accordOf(text);
      const stageAt = ({ state }: LivingNode): string | undefined => state.accords.get(id)?.state.stage.name;
      staff.order(
        giver,
        'revokes',
        async (node) => {
          const stage = stageAt(node);
          if (stage === 'in-force') return moveAccord(node.state, { id, move: 'revoke' });
          return stage === 'tabled' ? moveAccord(node.state, { id, move: 'withdraw' }) : ok(null);
        },
        () => {
          const { program } = lab.machine(giver);
          if (program !== null && stageAt(program) === 'ended') text.over = lab.scheduler.now;
        },
      );
    },
    opensOnce: false,
    asksBack: true,
    jobs: [
      { what: 'delivers', everyMs: 8_000, work: (_, node) => deliver(node) },
      { what: 'signs', everyMs: 20_000, work: (_, node, name) => accept(node, name) },
      { what: 'wavers', everyMs: 60_000, work: ({ lab }, node, name) => waver(node, name, lab.run.dice) },
      { what: 'pulls', everyMs: 20_000, work: ({ lab }, node) => pull(node, lab.run.dice) },
      { what: 'pushes', everyMs: 20_000, work: (_, node) => push(node) },
    ],
    settle: async (world) => {
      const { lab } = world;
      for (let round = 0; round < 6; round++)
        for (const name of world.parties) {
          await lab.finish(() => lab.node(name).state.recalls.work());
          await lab.finish(() => deliver(lab.node(name)));
          await lab.finish(() => accept(lab.node(name), name));
        }
      for (const name of world.parties) {
        await lab.finish(() => pull(lab.node(name), lab.run.dice));
        await lab.finish(() => push(lab.node(name)));
      }
      for (const [name, { texts }] of world.histories)
        for (const text of texts) {
          const stage = lab.node(name).state.accords.get(accordOf(text))?.state.stage;
          if (world.behind === 0) text.since = lab.node(name).state.texts.get(text.id)?.since ?? null;
          text.begun = stage?.name === 'in-force' && stage.suspensions.length === 0;
        }
    },
    into: (world, edge) => {
      const { federation, engine } = world.lab.node(edge.taker).state;
      const source = federation.deps.sources.get(sourceOf(edge));
      return source === undefined ? null : (engine.collections.get(source.into)?.record.id ?? null);
    },
    account: (world, edge, held) => wrongAccount(world, edge, held),
  };
}

async function wrongAccount(world: ExchangeWorld, edge: Edge, held: number): Promise<string | null> {
  const { state } = world.lab.node(edge.taker);
  const at = state.federation.deps.sources.state(sourceOf(edge));
  const rows = state.recalls.book.incoming().filter(({ peer }) => peer === edge.giver);
  const deleted = rows.flatMap(({ deeds }) => deeds.filter(({ did }) => did === 'deleted'));
  const gone = deleted.reduce((sum, { places }) => sum + readRanges(places, seqEnd)!.length, 0);
  if (at.added - gone !== held) return `${at.added} objects are counted, ${gone} deleted and ${held} held`;
  if (at.quarantined > 0 || at.conflicts > 0 || at.foreign > 0) return 'objects were refused or set aside';
  return (
    (await wrongBooks(world.lab, edge, 'own', world.way.into(world, edge))) ??
    (await wrongSight(world, edge)) ??
    wrongLineage(world, edge)
  );
}

/** What the giver lets the taker see now is what the orders say, wherever these alone decide. */
async function wrongSight(world: ExchangeWorld, edge: Edge): Promise<string | null> {
  const history = world.histories.get(edge.giver)!;
  const shown = await shownTo(world.lab, edge, 'own');
  const visible = history.visible(edge.taker);
  for (const name of shown) {
    const object = history.find(name)!;
    if (history.isTakenBack(edge.taker, object)) return `${name} is let out and was taken back`;
    if (history.isPlain(object) && !visible.has(name)) return `${name} is let out and no text permits it`;
  }
  const hidden = [...visible].find((name) => history.isPlain(history.find(name)!) && !shown.includes(name));
  return hidden === undefined ? null : `${hidden} is not let out`;
}

/** Each came from the giver, whose own it is, under texts that let it out (T-FED-09). */
async function wrongLineage(world: ExchangeWorld, edge: Edge): Promise<string | null> {
  const { engine, shelf } = world.lab.node(edge.taker).state;
  const source = world.lab.node(edge.taker).state.federation.deps.sources.get(sourceOf(edge));
  if (source === undefined) return null;
  const collection = engine.collections.get(source.into)!;
  const { texts } = world.histories.get(edge.giver)!;
  for (const object of await world.lab.finish(() => heldIn(world.lab.node(edge.taker), collection.record.id))) {
    const rows = await world.lab.finish(() => shelf.find([object.id]));
    const row = rows.find((r) => !r.removed && r.collection === source.into && r.version === object['modified'])!;
    const lineage = engine.book.factsOf(collection.classes[row.seq]!).lineage ?? [];
    const could = texts.filter((text) => permits(text, edge.taker, object)).map(({ id }) => id);
    // What came again under other texts has a part for each time.
    const strange = lineage.find(
      ({ origin, path, under }) =>
        origin !== edge.giver ||
        path.join() !== edge.giver ||
        under.length === 0 ||
        under.some((id) => !could.includes(id)),
    );
    if (lineage.length === 0 || strange !== undefined)
      return `${object.id} came by ${JSON.stringify(lineage)}, only ${could.join()} let it out`;
  }
  return null;
}
