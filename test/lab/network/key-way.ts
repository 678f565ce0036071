import { uuid } from '../../taxii/world.ts';
import { must } from '../whole-node-lab.ts';
import { type Edge, type ExchangeWorld, ownCollection, termsOf, type Way } from './exchange-world.ts';
import type { LivingNode } from './lab-node.ts';

const intoOf = (world: ExchangeWorld, edge: Edge): string => uuid(0xd00 + world.parties.indexOf(edge.giver));

async function addPartyOnce({ operator }: LivingNode, id: string): Promise<void> {
  if (!operator.parties().some((p) => p.id === id)) must(await operator.addParty({ id, name: id }));
}

/** By keys: texts that the giver's staff put in force and end, and pulls from a TAXII server that is no peer. */
export function keyWay(): Way {
  const sources = new Map<string, string>();
  const sourceOf = (edge: Edge): string => sources.get(`${edge.giver} ${edge.taker}`)!;
  const pull = async (world: ExchangeWorld, node: LivingNode, name: string): Promise<void> => {
    for (const edge of world.edges)
      if (edge.taker === name)
        await node.state.federation.run(sourceOf(edge), { pageObjects: 1 + world.lab.run.dice.below(3) });
  };
  return {
    connect: async (world, edge) => {
      const { lab, staff } = world;
      const { giver, taker } = edge;
      const key = await lab.finish(async () => {
        await addPartyOnce(lab.node(giver), taker);
        return must(await lab.node(giver).operator.createKey({ party: taker, scope: 'taxii' }));
      });
      // A collection without a text for the taker is not there for it (T-TAX-02).
      world.addText(edge);
      await lab.finish(() => staff.work(lab.node(giver), giver));
      await lab.finish(async () => {
        const { operator } = lab.node(taker);
        await addPartyOnce(lab.node(taker), giver);
        const into = intoOf(world, edge);
        must(await operator.createCollection({ id: into, title: giver, alias: `from-${giver}` }));
        const source = await operator.addSource({
          url: `https://${giver}.example/api/`,
          collection: ownCollection,
          into,
          credential: `Bearer ${key.secret}`,
          as: giver,
        });
        sources.set(`${giver} ${taker}`, must(source).id);
      });
    },
    open: ({ staff }, { giver }, text) =>
      staff.order(
        giver,
        'adds a text',
        (node) => node.operator.addTerms(termsOf(giver, text)),
        () => {
          text.begun = true;
        },
      ),
    end: ({ staff, lab }, { giver }, text) =>
      staff.order(
        giver,
        'ends a text',
        (node) => node.operator.endTerms(text.id),
        () => {
          text.over = lab.scheduler.now;
        },
      ),
    opensOnce: true,
    asksBack: false,
    jobs: [{ what: 'pulls', everyMs: 15_000, work: pull }],
    settle: async (world) => {
      for (const name of world.parties) await world.lab.finish(() => pull(world, world.lab.node(name), name));
    },
    into: intoOf,
    account: (world, edge, held) => {
      const at = world.lab.node(edge.taker).state.federation.deps.sources.state(sourceOf(edge));
      if (at.added !== held) return `${at.added} objects are counted and ${held} held`;
      if (at.quarantined > 0 || at.conflicts > 0 || at.foreign > 0) return 'objects were refused or set aside';
      return at.ended === 'complete' ? null : `the last pull ended with ${at.ended}: ${at.why}`;
    },
  };
}
