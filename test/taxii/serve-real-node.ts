import { expect } from 'vitest';
import { steadyClock } from '../../src/main/system-clock.ts';
import { permit } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import type { StixJson, Subject, World, WorldCollection, WorldObject } from './world.ts';

const hides = (party: string): string => `hidden-from-${party}`;

/** What a party must not see carries a label that the text for that party refuses. */
function labelled({ object, hiddenFrom = [] }: WorldObject): StixJson {
  return hiddenFrom.length === 0 ? object : { ...object, labels: hiddenFrom.map(hides) };
}

async function fill(lab: WholeNode, collection: WorldCollection): Promise<void> {
  const rights = Object.entries(collection.rights);
  const writers = rights.filter(([, r]) => r.includes('w')).map(([party]) => party);
  const { id, title, description, alias } = collection;
  must(
    await lab.operator.createCollection({
      id,
      title,
      writers,
      ...(description === undefined ? {} : { description }),
      ...(alias === undefined ? {} : { alias }),
    }),
  );
  for (const [party, r] of rights) {
    if (!r.includes('r')) continue;
    const deny = [{ do: 'receive', when: [{ label: { 'any-of': [hides(party)] } }] }];
    must(await lab.operator.addTerms(permit(party, id, [], { deny, references: 'keep' })));
  }
  const objects = collection.objects.map(labelled);
  if (objects.length === 0) return;
  // Only who brought an object may delete it, so the party that may both read and write brings them.
  const owner = rights.find(([, r]) => r === 'rw')?.[0];
  if (owner === undefined) expect(await lab.bring(id, objects)).toMatchObject({ added: objects.length });
  else expect(JSON.parse((await lab.post(owner, id, objects)).text)).toMatchObject({ success_count: objects.length });
}

/** The node as shipped, holding a world, on a loopback port. */
export async function serveRealNode(world: World): Promise<Subject> {
  // The machine's own clock: a client that asks for what it has just added must find all of it.
  const lab = await WholeNode.open({ clock: steadyClock() });
  for (const party of world.parties) await lab.addParty(party);
  for (const collection of world.collections) await fill(lab, collection);
  return { url: await lab.listen(), keys: Object.fromEntries(lab.keys), close: () => lab.close() };
}
