import { createHash } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { takeDelivery } from '../../src/app/federation/push/take-delivery.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { must } from '../lab/whole-node-lab.ts';
import { PeerNodes } from './peer-nodes.ts';
import { sampleItems } from './sample-items.ts';

let pair: PeerNodes;
afterEach(() => pair.close());

const objects = (count: number, name: string) => sampleItems(count, 1, name).map((item) => item.object);

it('T-FED-09 a leg in force goes on while a newer one over the same collection is suspended', async () => {
  pair = await PeerNodes.open(['a', 'b']);
  await pair.collection('a', 'of-a', objects(3, 'first'));
  await pair.agree('a', 'b', 'of-a');
  const newer = await pair.agree('a', 'b', 'of-a');
  must(await pair.node('b').node.operator.syncNow({}));
  await pair.move('b', { id: newer, move: 'suspend', by: 'staff' });
  await pair.talk();
  await pair.bring('a', 'of-a', objects(2, 'second'));
  const { federation } = pair.state('b');
  await federation.attend();
  expect(federation.pulled()).toMatchObject([{ id: 'a/of-a', leg: { suspended: false } }]);
  expect(must(await pair.node('b').node.operator.syncNow({}))[0]).toMatchObject({ ended: 'complete', added: 2 });
});

it('T-FED-09 I7 one delivery that comes twice at once counts once', async () => {
  pair = await PeerNodes.open(['a', 'b']);
  await pair.collection('a', 'of-a');
  const accord = await pair.agree('a', 'b', 'of-a', { delivery: 'push' });
  const { federation } = pair.state('b');
  await federation.attend();
  const under = pair.state('b').accords.received()[0]!.text.id;
  const [object] = objects(1, 'pushed');
  const lineages = [[{ origin: 'party:a', path: ['party:a'], under: [under] }]];
  const envelope = { objects: [object], x_proviso_provenance: { v: 1, lineages, objects: [0], texts: [] } };
  const body = Buffer.from(JSON.stringify(envelope));
  const delivery = { accord, leg: 0, key: createHash('sha256').update(body).digest('hex'), readAt: 1, body };
  const answers = await Promise.all([1, 2, 3].map(() => takeDelivery(federation, 'a' as PartyId, delivery)));
  expect(answers).toEqual([1, 2, 3].map(() => ({ status: 200, body: { taken: 1 } })));
  expect(federation.deps.sources.state('a/of-a')).toMatchObject({ added: 1, held: 0, pages: 1 });
});
