import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { pushedLegs, pushNext } from '../../src/app/federation/push/push-leg.ts';
import { limits } from '../../src/core/limits.ts';
import { deliveryPath } from '../../src/protocol/peer/index.ts';
import { must } from '../lab/whole-node-lab.ts';
import { PeerNodes, type Stix } from './peer-nodes.ts';
import { indicator } from './sample-items.ts';

const open: PeerNodes[] = [];
afterEach(async () => {
  for (const nodes of open.splice(0)) await nodes.close();
});

async function pair(): Promise<PeerNodes> {
  const made = await PeerNodes.open(['a', 'b']);
  open.push(made);
  return made;
}

const heavy = (name: string, megabytes: number): Stix =>
  indicator(name, { x_parts: Array<string>(megabytes).fill('x'.repeat(1_000_000)) });

describe('limits.pageBytesMax between nodes', () => {
  const objects = [
    ...Array.from({ length: 9 }, (_, i) => heavy(`heavy ${i}`, 1)),
    heavy('alone', 9),
    indicator('light'),
    heavy('last', 1),
  ];

  it('a pull gets pages that end early, all of it, and a repair as well', async () => {
    const nodes = await pair();
    await nodes.collection('a', 'of-a', objects);
    await nodes.agree('a', 'b', 'of-a');
    const { operator } = nodes.node('b').node;
    const [run] = must(await operator.syncNow({}));
    expect(run).toMatchObject({ ended: 'complete', added: objects.length, pages: 4 });
    expect(await nodes.held('b', 'a')).toEqual(await nodes.held('a'));
    const { shelf, engine, store } = nodes.state('b');
    const gone = (await shelf.find(objects.slice(0, 10).map((o) => String(o['id'])))).slice(0, 10);
    await engine.exclusive(() => shelf.remove(gone));
    await store.flush();
    expect(must(await operator.comparePeer({ peer: 'a', repair: true }))).toMatchObject([{ repaired: 10 }]);
    expect(await nodes.held('b', 'a')).toEqual(await nodes.held('a'));
  });

  it('a push is as small, and what was not sent yet is on no record', async () => {
    const nodes = await pair();
    await nodes.collection('a', 'of-a', objects);
    await nodes.agree('a', 'b', 'of-a', { delivery: 'push' });
    const [leg] = pushedLegs(nodes.state('a'));
    const { operator } = nodes.node('a').node;
    const onRecord = async (): Promise<number> => {
      let count = 0;
      for (const object of objects) if (must(await operator.whoGot(String(object['id']))).length > 0) count++;
      return count;
    };
    const sent: number[] = [];
    for (;;) {
      const done = await pushNext(nodes.state('a'), leg!);
      if (done.kind === 'failed') throw new Error(done.why);
      if (done.kind === 'idle') break;
      sent.push(done.objects);
      expect(await onRecord()).toBe(sent.reduce((a, b) => a + b));
    }
    expect(sent).toEqual([8, 1, 1, 2]);
    expect(await nodes.held('b', 'a')).toEqual(await nodes.held('a'));
  });
});

describe('limits.deliveryBytesMax, at one less, the limit and one more', () => {
  it('what is larger is refused with the limit, and nothing of it is done', { timeout: 120_000 }, async () => {
    const nodes = await pair();
    await nodes.collection('a', 'of-a');
    const accord = await nodes.agree('a', 'b', 'of-a', { delivery: 'push' });
    const { transport, clock, accords } = nodes.state('a');
    const text = accords.list()[0]!.state.table!.text.legs[0]!.terms.id;
    const ways = [[{ origin: 'party:a', path: ['party:a'], under: [text] }]];
    const how = JSON.stringify({ v: 1, lineages: ways, objects: [0], texts: [] });
    for (const more of [-1, 0, 1]) {
      const object = JSON.stringify(indicator(`of ${more}`));
      const envelope = `{"objects":[${object}],"x_proviso_provenance":${how}}`;
      const body = Buffer.alloc(limits.deliveryBytesMax + more, 0x20);
      body.write(envelope);
      const key = createHash('sha256').update(body).digest('hex');
      const path = deliveryPath(accord, 0, key, clock.now());
      const reply = await transport.send({ peer: 'b' as never, method: 'POST', path, body });
      if (reply.kind !== 'answered') throw new Error(reply.why);
      const answer = JSON.parse(Buffer.from(reply.body).toString()) as Record<string, unknown>;
      if (more <= 0) expect([reply.status, answer]).toEqual([200, { taken: 1 }]);
      else {
        const faults = [{ at: 'body', problem: 'is too large', valid: `at most ${limits.deliveryBytesMax} bytes` }];
        expect([reply.status, answer['details']]).toEqual([413, { faults }]);
        expect(nodes.state('b').store.document('delivery-key', `a|${key}`)).toBeNull();
      }
    }
    expect((await nodes.held('b')).size).toBe(2);
    expect(nodes.node('b').node.operator.syncStatus()[0]).toMatchObject({ added: 2, pages: 2, inQuarantine: 0 });
  });
});
