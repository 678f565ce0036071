import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deliverAll, deliverNext } from '../../src/app/messages/deliver-next.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { SignedMessage } from '../../src/core/message/index.ts';
import { deliver, type Job } from '../../src/jobs/deliver.ts';
import type { MessageAnswer } from '../../src/protocol/peer/index.ts';
import { PeerPair } from '../lab/peer-pair.ts';
import { type SocketNode, type SocketNodeOptions, socketPair } from '../lab/socket-pair.ts';
import { must } from '../lab/whole-node-lab.ts';

const [A, B] = ['a' as PartyId, 'b' as PartyId];
const nodes: SocketNode[] = [];
const pairs: PeerPair[] = [];
const jobs: Job[] = [];
const dirs: string[] = [];
afterEach(async () => {
  for (const job of jobs.splice(0)) await job.stop();
  for (const node of nodes.splice(0)) await node.close();
  for (const pair of pairs.splice(0)) await pair.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const wordsOfB = [{ at: 'message.body', problem: 'is more than I can read', valid: 'less' }];

/** Two nodes over loopback HTTP; b keeps what it took, and answers what `meddle` says where it says anything. */
class World {
  a!: SocketNode;
  b!: SocketNode;
  readonly got: unknown[] = [];
  asked = 0;
  meddle: (signed: SignedMessage) => MessageAnswer | 'break' | null = () => null;

  static async open(options: Partial<Record<'a' | 'b', SocketNodeOptions>> = {}): Promise<World> {
    const world = Object.assign(new World(), await socketPair(options));
    nodes.push(world.a, world.b);
    world.attend();
    return world;
  }

  attend(): void {
    const { peer, state } = this.b.node;
    state.messages.handle('test', ({ message }) => {
      this.got.push(message.body['n']);
      return { ok: true, value: null };
    });
    const receive = peer.receive.bind(peer);
    Object.assign(peer, {
      receive: (...args: Parameters<typeof receive>) => {
        this.asked++;
        const told = this.meddle(JSON.parse(new TextDecoder().decode(args[1])) as SignedMessage);
        if (told === 'break') throw new Error('a node that breaks on this message');
        return told === null ? receive(...args) : Promise.resolve(told);
      },
    });
  }

  async send(n: number, thread: string): Promise<void> {
    const { engine, messages, store } = this.a.state;
    engine.change(({ at }) => messages.send(B, thread, 'note', { n }, at));
    await store.flush();
  }

  run(firstPauseMs = 1): void {
    jobs.push(deliver(this.a.state, { firstPauseMs, longestPauseMs: 4 }));
  }

  view() {
    return must(this.a.node.operator.peer('b'));
  }

  doctor(thread: string) {
    return this.a.node.operator.doctor().find(({ check }) => check === `messages in ${thread} to b`);
  }
}

const unreadable = (n: number) => (signed: SignedMessage) =>
  signed.message.body['n'] === n ? ({ kind: 'unreadable', faults: wordsOfB } as const) : null;

describe('a message that a peer does not take', () => {
  it('T-FED-09 stops its thread and no other; staff see it in the peer’s own words, and have it tried again at once', async () => {
    const world = await World.open();
    world.meddle = unreadable(1);
    for (const [n, thread] of [
      [1, 'test/1'],
      [2, 'test/1'],
      [3, 'test/2'],
      [4, 'test/1'],
      [5, 'test/3'],
    ] as const)
      await world.send(n, thread);
    world.run();
    await until(() => world.got.length === 2);
    expect(world.got).toEqual([3, 5]);
    const { asked } = world;
    await world.send(6, 'test/3');
    await until(() => world.got.length === 3 && world.view().waiting === 0);
    // Nobody asks again by itself what was answered for good.
    expect(world.asked).toBe(asked + 1);
    expect(world.view()).toMatchObject({
      waiting: 0,
      problem: null,
      stopped: [
        {
          thread: 'test/1',
          seq: 1,
          status: 400,
          tries: 1,
          behind: 2,
          retries: 'daily',
          why: expect.stringContaining('message.body: is more than I can read (valid: less)'),
        },
      ],
    });
    expect(world.doctor('test/1')).toMatchObject({
      state: 'error',
      detail: expect.stringContaining('more than I can'),
    });
    const [alert, ...others] = world.a.node.operator.alerts();
    expect([alert, others]).toMatchObject([
      {
        kind: 'stopped-thread',
        party: 'b',
        thread: 'test/1',
        seq: 1,
        behind: 2,
        why: expect.stringContaining('message.body: is more than I can read (valid: less)'),
        wayOut: expect.stringContaining('proviso peer retry b --thread test/1'),
      },
      [],
    ]);
    expect(await world.a.node.operator.retryPeer({ id: 'b', thread: 'test/2' })).toMatchObject({
      ok: false,
      error: [{ at: '--thread', valid: 'test/1' }],
    });
    must(await world.a.node.operator.retryPeer({ id: 'b' }));
    await until(() => world.view().stopped[0]?.tries === 2);
    expect(world.a.node.operator.alerts()).toMatchObject([{ thread: 'test/1', tries: 2 }]);
    world.meddle = () => null;
    must(await world.a.node.operator.retryPeer({ id: 'party:b', thread: 'test/1' }));
    await until(() => world.got.length === 6);
    expect(world.got.slice(3)).toEqual([1, 2, 4]);
    expect(world.view().stopped).toEqual([]);
    expect(world.a.node.operator.alerts()).toEqual([]);
    expect(world.doctor('test/1')).toBeUndefined();
  });

  it.each(['later', 'break'] as const)(
    'lets other threads pass when it fails for now (%s), and is tried until it is taken',
    async (how) => {
      const world = await World.open();
      let failures = 0;
      world.meddle = ({ message }) => {
        if (message.body['n'] !== 1 || failures >= 5) return null;
        failures++;
        return how === 'break' ? 'break' : { kind: 'later', faults: wordsOfB };
      };
      await world.send(1, 'test/1');
      await world.send(2, 'test/1');
      await world.send(3, 'test/2');
      expect(await deliverAll(world.a.state)).toHaveLength(1);
      expect(world.got).toEqual([3]);
      expect(world.view()).toMatchObject({
        waiting: 2,
        stopped: [{ thread: 'test/1', status: how === 'break' ? 500 : 503, retries: 'by-itself' }],
      });
      expect(world.doctor('test/1')).toMatchObject({ state: 'warning' });
      expect(world.a.node.operator.alerts()).toEqual([]);
      // b asked for half a minute, which the job would obey.
      if (how === 'later') while (failures < 5) await deliverAll(world.a.state);
      if (how === 'later') await deliverAll(world.a.state);
      else world.run();
      await until(() => world.got.length === 3);
      expect([world.got, failures]).toEqual([[3, 1, 2], 5]);
      expect(world.view().stopped).toEqual([]);
    },
  );

  it('keeps a stopped thread over a restart, and what was written behind it meanwhile', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-stopped-'));
    dirs.push(dir);
    const world = await World.open({ a: { file: join(dir, 'a') } });
    world.meddle = unreadable(1);
    await world.send(1, 'test/1');
    await deliverAll(world.a.state);
    await world.a.restart();
    await world.send(2, 'test/1');
    world.meddle = () => null;
    expect([await deliverAll(world.a.state), world.got]).toEqual([[], []]);
    must(await world.a.node.operator.retryPeer({ id: 'b' }));
    expect([await deliverAll(world.a.state), world.got]).toEqual([[], [1, 2]]);
  });

  it('is no longer one that stands still once its thread is frozen, or its peer is none any more', async () => {
    const world = await World.open();
    world.meddle = unreadable(1);
    for (const thread of ['test/1', 'test/2']) await world.send(1, thread);
    await deliverAll(world.a.state);
    world.meddle = ({ message }) =>
      message.thread === 'test/1' ? { kind: 'frozen' } : unreadable(1)({ message } as SignedMessage);
    must(await world.a.node.operator.retryPeer({ id: 'b' }));
    await deliverAll(world.a.state);
    expect(world.view()).toMatchObject({
      frozen: [{ thread: 'test/1', by: 'them', evidence: null }],
      stopped: [{ thread: 'test/2', tries: 2 }],
    });
    must(await world.a.node.operator.revokePeer('b'));
    expect(world.doctor('test/2')).toBeUndefined();
    expect(world.a.node.operator.alerts()).toEqual([]);
    expect(await world.a.node.operator.retryPeer({ id: 'b' })).toMatchObject({ ok: false, error: [{ at: 'ID' }] });
  });

  it('is signed with the key that its addressee knows by then: a change of keys in between does not stop it', async () => {
    const world = await World.open();
    world.meddle = unreadable(1);
    await world.send(1, 'test/1');
    await deliverAll(world.a.state);
    must(await world.a.node.operator.rotateKey());
    await world.send(2, 'test/1');
    world.meddle = () => null;
    // Once b knows the new key, what stood still is tried with it.
    await deliverAll(world.a.state);
    expect(world.got).toEqual([1, 2]);
    const rows = world.b.state.messages.rows('test/1', A);
    expect(rows.map(({ signed }) => signed.key)).toEqual([
      world.a.state.signer.current.keyId,
      world.a.state.signer.current.keyId,
    ]);
    expect(rows.map(({ hash }) => hash)).toEqual(world.a.state.messages.rows('test/1', B).map(({ hash }) => hash));
  });

  it('a change of keys that a peer does not take holds up nothing: the rest goes on under the key it knows', async () => {
    const world = await World.open();
    world.meddle = ({ message }) => (message.thread === 'keys' ? { kind: 'unreadable', faults: wordsOfB } : null);
    const old = world.a.state.signer.current.keyId;
    must(await world.a.node.operator.rotateKey());
    await world.send(1, 'test/1');
    await deliverAll(world.a.state);
    expect(world.got).toEqual([1]);
    expect(world.b.state.messages.rows('test/1', A)[0]?.signed.key).toBe(old);
    world.meddle = () => null;
    must(await world.a.node.operator.retryPeer({ id: 'b' }));
    await world.send(2, 'test/1');
    await deliverAll(world.a.state);
    expect(world.got).toEqual([1, 2]);
    expect(world.b.state.messages.rows('test/1', A)[1]?.signed.key).toBe(world.a.state.signer.current.keyId);
  });
});

describe('a message on its way while it is found out that the peer knows another key', () => {
  it('is sent again under that key, whatever was answered to the old signature', async () => {
    const pair = await PeerPair.open();
    pairs.push(pair);
    const { state } = pair.node('a').node;
    const { key } = must(await pair.node('a').operator.rotateKey());
    await pair.send('a', 'note', { n: 1 });
    const faults = new TextEncoder().encode(JSON.stringify({ faults: wordsOfB }));
    const keys: string[] = [];
    pair.meddle = (request) => {
      const { message, key: by } = JSON.parse(new TextDecoder().decode(request.body!)) as SignedMessage;
      if (message.thread === 'keys')
        return { kind: 'answered', status: 503, headers: new Map(), body: new Uint8Array() };
      keys.push(by);
      if (keys.length > 1) return null;
      // Another request proves meanwhile that b was told of the new key by its own staff.
      expect(state.signer.answeredTo(B, key)).toBe(true);
      return { kind: 'answered', status: 400, headers: new Map(), body: faults };
    };
    const without = new Set(['keys']);
    expect(await deliverNext(state, B, without)).toMatchObject({ kind: 'failed', scope: 'thread', thread: 'test/1' });
    expect(state.messages.stopped.of(B, 'test/1')).toMatchObject({ again: true });
    pair.node('b').node.state.peers.put({
      ...pair.node('b').node.state.peers.get('a')!,
      keys: [{ id: key, publicKey: state.signer.current.publicKey, since: 0, retiredAt: null, used: true }],
    });
    expect(await deliverNext(state, B, without)).toMatchObject({ kind: 'settled', answer: 'taken' });
    expect(keys[1]).toBe(key);
  });
});

describe('a peer that asks to be left alone', () => {
  it('says for how long with Retry-After, believed or not, and within bounds', async () => {
    const world = await World.open();
    world.meddle = () => ({ kind: 'full' });
    await world.send(1, 'test/1');
    expect(await deliverNext(world.a.state, B)).toMatchObject({ kind: 'failed', scope: 'peer', retryAfterMs: 300_000 });
    for (const [said, wanted] of [
      ['7', 7_000],
      ['999999', 3_600_000],
      ['soon', null],
      ['-1', null],
      [new Date(Date.now() - 60_000).toUTCString(), 0],
      [new Date(Date.now() + 86_400_000).toUTCString(), 3_600_000],
    ] as const) {
      const proxy = createServer((_, res) => res.writeHead(503, { 'Retry-After': said }).end());
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const { peers } = world.a.state;
      peers.put({ ...peers.get('b')!, url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/` });
      expect(await deliverNext(world.a.state, B), said).toMatchObject({
        kind: 'failed',
        scope: 'peer',
        why: expect.stringContaining('503'),
        retryAfterMs: wanted,
      });
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  it('is left alone for so long, whatever is written meanwhile, unless staff want it tried at once', async () => {
    const pair = await PeerPair.open();
    pairs.push(pair);
    let tries = 0;
    pair.meddle = () => {
      tries++;
      return { kind: 'unreachable', why: 'busy', retryAfterMs: 3_600_000 };
    };
    jobs.push(deliver(pair.node('a').node.state, { firstPauseMs: 1, longestPauseMs: 2 }));
    await pair.send('a', 'note', { n: 1 });
    await until(() => tries === 1);
    for (const n of [2, 3]) await pair.send('a', 'note', { n }, `test/${n}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(tries).toBe(1);
    pair.meddle = () => null;
    must(await pair.node('a').operator.retryPeer({ id: 'b' }));
    await until(() => pair.taken.get(B)!.length === 3);
  });

  it('a stopped thread is tried once a day without anybody', async () => {
    const pair = await PeerPair.open();
    pairs.push(pair);
    const faults = new TextEncoder().encode(JSON.stringify({ faults: wordsOfB }));
    pair.meddle = () => ({ kind: 'answered', status: 400, headers: new Map(), body: faults });
    await pair.send('a', 'note', { n: 1 });
    jobs.push(deliver(pair.node('a').node.state, { firstPauseMs: 1, lookMs: 1 }));
    await until(() => pair.desk('a').stopped.list().length === 1);
    pair.meddle = () => null;
    const day = 86_400_000_000;
    pair.node('a').clock.advance(day);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pair.taken.get(B)).toEqual([]);
    pair.node('a').clock.advance(1);
    await until(() => pair.taken.get(B)!.length === 1);
  });
});
