import { afterEach, describe, expect, it } from 'vitest';
import { pushedLegs, pushNext } from '../../src/app/federation/push/push-leg.ts';
import { pull } from '../../src/jobs/pull.ts';
import { push } from '../../src/jobs/push.ts';
import { deliveryPath } from '../../src/protocol/peer/index.ts';
import { must } from '../lab/whole-node-lab.ts';
import { PeerNodes } from './peer-nodes.ts';
import { indicator, sampleItems } from './sample-items.ts';

const open: PeerNodes[] = [];
afterEach(async () => {
  for (const nodes of open.splice(0)) await nodes.close();
});

async function pair(): Promise<PeerNodes> {
  const made = await PeerNodes.open(['a', 'b']);
  open.push(made);
  return made;
}

const objects = (count: number, name = 'object') => sampleItems(count, 1, name).map((i) => i.object);

async function sendAll(nodes: PeerNodes): Promise<number> {
  let sent = 0;
  for (const leg of pushedLegs(nodes.state('a')))
    for (let done = await pushNext(nodes.state('a'), leg); done.kind !== 'idle'; ) {
      if (done.kind === 'failed') throw new Error(done.why);
      sent += done.objects;
      done = await pushNext(nodes.state('a'), leg);
    }
  return sent;
}

describe('a leg with delivery push', () => {
  it('is sent by the giver, stored with its lineage, and not asked for', async () => {
    const nodes = await pair();
    await nodes.collection('a', 'of-a', objects(1_100));
    await nodes.agree('a', 'b', 'of-a', { delivery: 'push' });
    expect(await sendAll(nodes)).toBe(1_100);
    expect(await nodes.held('b', 'a')).toEqual(await nodes.held('a'));
    expect(nodes.state('b').federation.pulled()).toEqual([]);
    expect(nodes.node('b').node.operator.syncStatus()[0]).toMatchObject({ added: 1_100, health: 'healthy' });
    expect(await sendAll(nodes)).toBe(0);
  });

  it('T-FED-09 a delivery that comes again has its effect once, and its answer is the same', async () => {
    const nodes = await pair();
    await nodes.collection('a', 'of-a', objects(20));
    const accord = await nodes.agree('a', 'b', 'of-a', { delivery: 'push' });
    const { transport, store } = nodes.state('a');
    const [leg] = pushedLegs(nodes.state('a'));
    must({ ok: true, value: await pushNext(nodes.state('a'), leg!) });
    store.write.removeDocument('push-state', `b|${leg!.collection}`);
    await store.flush();
    expect(await pushNext(nodes.state('a'), leg!)).toEqual({ kind: 'sent', objects: 20 });
    expect(nodes.node('b').node.operator.syncStatus()[0]).toMatchObject({ added: 20, held: 0, pages: 1 });
    const other = await transport.send({
      peer: 'b' as never,
      method: 'POST',
      path: deliveryPath(accord, 0, '0'.repeat(64), 1),
      body: Buffer.from('{}'),
    });
    expect(other).toMatchObject({ kind: 'answered', status: 422 });
    for (const query of ['', '?read=today', '?read=2026-01-01T00:00:00Z&read=2026-01-01T00:00:00Z']) {
      const path = deliveryPath(accord, 0, '0'.repeat(64), 1).replace(/\?.*/, query);
      const body = Buffer.from('{}');
      const told = await transport.send({ peer: 'b' as never, method: 'POST', path, body });
      expect(told).toMatchObject({ kind: 'answered', status: 422 });
      expect(told.kind === 'answered' && Buffer.from(told.body).toString()).toContain('read=');
    }
  });

  it('keys of deliveries are forgotten after thirty days', async () => {
    const nodes = await pair();
    const { store, engine, federation } = nodes.state('b');
    store.write.putDocument('delivery-key', 'a|old', { objects: 1, at: engine.now() - 31 * 86_400_000_000 });
    store.write.putDocument('delivery-key', 'a|new', { objects: 1, at: engine.now() - 29 * 86_400_000_000 });
    await store.flush();
    await federation.attend();
    expect(store.documents('delivery-key').map((d) => d.id)).toEqual(['a|new']);
  });

  it('is refused where no leg of that kind is in force, whoever sends', async () => {
    const nodes = await pair();
    await nodes.collection('a', 'of-a', objects(1));
    const accord = await nodes.agree('a', 'b', 'of-a');
    for (const [name, leg] of [
      [accord, 0],
      [accord, 1],
      ['urn:uuid:00000000-0000-4000-8000-000000000000', 0],
    ] as const)
      expect(
        await nodes.state('a').transport.send({
          peer: 'b' as never,
          method: 'POST',
          path: deliveryPath(name, leg, 'x', 1),
          body: Buffer.from('{}'),
        }),
      ).toMatchObject({ status: 404 });
    expect(nodes.node('b').node.operator.syncStatus()[0]).toMatchObject({ added: 0 });
  });

  it('refuses a page that does not say how its objects came: their terms would be lost', async () => {
    const nodes = await pair();
    await nodes.collection('a', 'of-a', objects(1));
    const accord = await nodes.agree('a', 'b', 'of-a', { delivery: 'push' });
    const body = Buffer.from(JSON.stringify({ objects: objects(1, 'bare') }));
    const key = Buffer.from(nodes.state('a').platform.sha256(body)).toString('hex');
    expect(
      await nodes.state('a').transport.send({
        peer: 'b' as never,
        method: 'POST',
        path: deliveryPath(accord, 0, key, 1),
        body,
      }),
    ).toMatchObject({ status: 422 });
    expect((await nodes.held('b')).size).toBe(0);
  });
});

describe('jobs', () => {
  it('pull and push by themselves, and stop at once', async () => {
    const nodes = await pair();
    await nodes.collection('a', 'pushed', objects(30, 'pushed'));
    await nodes.collection('a', 'pulled', objects(30, 'pulled'));
    await nodes.agree('a', 'b', 'pushed', { delivery: 'push' });
    await nodes.agree('a', 'b', 'pulled');
    const failed = (error: unknown): void => {
      throw error;
    };
    const jobs = [
      push(nodes.state('a'), { lookMs: 20, failed }),
      pull(nodes.state('b').federation, { lookMs: 20, intervalMs: 50, failed }),
    ];
    for (let i = 0; i < 500 && (await nodes.held('b')).size < 60; i++) await new Promise((r) => setTimeout(r, 20));
    await Promise.all(jobs.map((job) => job.stop()));
    expect((await nodes.held('b')).size).toBe(60);
  });
});

describe('comparing with a peer (OC 4615)', () => {
  it('finds what is missing without moving it, brings it, and says nothing of what was not released', async () => {
    const nodes = await pair();
    const shown = objects(300);
    await nodes.collection('a', 'of-a', [...shown, indicator('hidden', { labels: ['secret'] })]);
    const allow = [{ do: 'receive', when: [{ label: { 'none-of': ['secret'] } }] }];
    await nodes.agree('a', 'b', 'of-a', { allow });
    const b = nodes.node('b').node.operator;
    must(await b.syncNow({}));
    expect(must(await b.comparePeer({ peer: 'a' }))).toMatchObject([
      { released: 300, held: 300, missing: [], extra: [], setAside: [] },
    ]);
    const { engine, shelf, store } = nodes.state('b');
    const lost = [3, 77, 200].map((n) => String(shown[n]!['id']));
    await engine.exclusive(async () => shelf.remove(await shelf.find(lost)));
    await store.flush();
    const [found] = must(await b.comparePeer({ peer: 'a' }));
    expect(found!.missing.map((m) => m.id).sort()).toEqual([...lost].sort());
    expect(b.syncStatus()[0]).toMatchObject({
      health: 'gaps',
      because: ['a comparison found that 3 versions are missing'],
    });
    const [mended] = must(await b.comparePeer({ peer: 'a', repair: true }));
    expect(mended).toMatchObject({ missing: [], repaired: 3 });
    expect(b.syncStatus()[0]).toMatchObject({ health: 'healthy' });
    expect(JSON.stringify(found)).not.toContain(String(indicator('hidden')['id']));
  });

  it('names what the giver takes back as extra, and what waits in quarantine as set aside', async () => {
    const nodes = await pair();
    await nodes.collection('a', 'of-a', objects(10));
    const id = await nodes.agree('a', 'b', 'of-a');
    const b = nodes.node('b').node.operator;
    must(await b.syncNow({}));
    const { engine, shelf, store } = nodes.state('a');
    const gone = String(objects(10)[4]!['id']);
    await engine.exclusive(async () => shelf.remove(await shelf.find([gone])));
    await store.flush();
    expect(must(await b.comparePeer({ peer: 'a' }))).toMatchObject([
      { released: 9, extra: [{ id: gone }], missing: [] },
    ]);
    await nodes.move('a', { id, move: 'revoke', by: 'staff' });
    await nodes.talk();
    expect(await b.comparePeer({ peer: 'a' })).toMatchObject({ ok: false });
    const asked = await nodes.state('b').transport.send({
      peer: 'a' as never,
      method: 'POST',
      path: '/accord/compare',
      body: Buffer.from(JSON.stringify({ v: 1, collection: 'of-a', digits: 0 })),
    });
    expect(asked).toMatchObject({ kind: 'answered', status: 404 });
  });
});
