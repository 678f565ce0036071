import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { OpenNode } from '../../src/app/index.ts';
import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import type { PeerInvitation } from '../../src/app/operator-api.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { type SocketNode, socketPair } from '../lab/socket-pair.ts';
import { must } from '../lab/whole-node-lab.ts';

const dirs: string[] = [];
const nodes: SocketNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

type Name = 'a' | 'b';
const other = (name: Name): Name => (name === 'a' ? 'b' : 'a');

/** Two nodes, what people and networks may do between them, and what they took of each other. */
class World {
  readonly node: Record<Name, SocketNode>;
  readonly got: Record<Name, unknown[]> = { a: [], b: [] };
  readonly written: Record<Name, PeerInvitation>;
  #losing: Name | null = null;

  constructor(pair: Record<Name, SocketNode>) {
    this.node = pair;
    this.written = { a: pair.a.invite(), b: pair.b.invite() };
    for (const name of ['a', 'b'] as const) this.#attend(name);
  }

  static async open(): Promise<World> {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-rotate-'));
    dirs.push(dir);
    const pair = await socketPair({ a: { file: join(dir, 'a') }, b: { file: join(dir, 'b') } });
    nodes.push(pair.a, pair.b);
    return new World(pair);
  }

  operator = (name: Name): OpenNode['operator'] => this.node[name].node.operator;

  rotate = async (name: Name): Promise<void> => void must(await this.operator(name).rotateKey());

  /** Own staff of `at` enrol the other node by the descriptor that it writes now. */
  enrol = (at: Name): Promise<void> => this.node[at].enrol(this.node[other(at)]);

  write(name: Name): void {
    this.written[name] = this.node[name].invite();
  }

  /** By a descriptor written earlier, which may be out of date. */
  async enrolOld(at: Name): Promise<void> {
    await this.operator(at).enrolPeer(this.written[other(at)]);
  }

  revoke = async (at: Name): Promise<void> => void must(await this.operator(at).revokePeer(other(at)));

  async restart(name: Name): Promise<void> {
    await this.node[name].restart();
    this.#attend(name);
  }

  async deliver(from: Name): Promise<void> {
    await deliverAll(this.node[from].state);
  }

  /** The other node takes what comes, and its answers are lost. */
  async deliverUnheard(from: Name): Promise<void> {
    this.#losing = other(from);
    await this.deliver(from);
    this.#losing = null;
  }

  async send(from: Name, n: number): Promise<void> {
    const { engine, messages, store } = this.node[from].state;
    engine.change(({ at }) => messages.send(other(from) as PartyId, 'test/1', 'note', { n }, at));
    await store.flush();
  }

  async asks(from: Name): Promise<unknown> {
    const { transport } = this.node[from].state;
    const reply = await transport.send({ peer: other(from) as PartyId, method: 'GET', path: '/accord/x', body: null });
    return reply.kind === 'answered' ? reply.status : reply.why;
  }

  /** What one node has pinned of the other, and what the other signs with. */
  keysOf(name: Name) {
    const { signer } = this.node[name].state;
    const there = this.operator(other(name)).peers()[0]!;
    return { pinned: there.key, current: signer.current.keyId, toward: signer.toward(other(name) as PartyId).keyId };
  }

  #attend(name: Name): void {
    const { peer, state } = this.node[name].node;
    state.messages.handle('test', ({ message }) => {
      this.got[name].push(message.body['n']);
      return { ok: true, value: null };
    });
    const receive = peer.receive.bind(peer);
    Object.assign(peer, {
      receive: async (...args: Parameters<typeof receive>) => {
        const answer = await receive(...args);
        if (this.#losing === name) throw new Error('the answer is lost');
        return answer;
      },
    });
  }
}

const steps = {
  'A rotates': (w) => w.rotate('a'),
  'B rotates': (w) => w.rotate('b'),
  'A delivers': (w) => w.deliver('a'),
  'A delivers unheard': (w) => w.deliverUnheard('a'),
  'B delivers': (w) => w.deliver('b'),
  'B enrols A anew': (w) => w.enrol('b'),
  'A enrols B anew': (w) => w.enrol('a'),
  'A writes a descriptor': async (w) => w.write('a'),
  'B enrols A by the written one': (w) => w.enrolOld('b'),
  'A revokes B': (w) => w.revoke('a'),
  'B revokes A': (w) => w.revoke('b'),
  'A restarts': (w) => w.restart('a'),
  'B restarts': (w) => w.restart('b'),
} as const satisfies Readonly<Record<string, (w: World) => Promise<void>>>;
type Step = keyof typeof steps;

async function calm(world: World): Promise<void> {
  // Half of the tries find out under which key the other side knows us, at most one key each.
  for (let round = 0; round < 8; round++) for (const name of ['a', 'b'] as const) await world.deliver(name);
}

/** Whatever happened: once both are enrolled, they understand each other, and the newest key is what is known. */
async function expectUnderstanding(world: World): Promise<void> {
  for (const at of ['a', 'b'] as const) if (world.operator(at).peers()[0]!.revokedAt !== null) await world.enrol(at);
  for (const name of ['a', 'b'] as const) await world.send(name, 1);
  await calm(world);
  for (const name of ['a', 'b'] as const) {
    const { current } = world.keysOf(name);
    expect(world.keysOf(name)).toEqual({ pinned: current, current, toward: current });
    expect(await world.asks(name)).toBe(404);
    expect(world.operator(name).peers()[0]).toMatchObject({ waiting: 0, stopped: [], frozen: [] });
  }
  // And so it goes on: the next key is announced and taken, and what is signed with it.
  for (const name of ['a', 'b'] as const) await world.rotate(name);
  for (const name of ['a', 'b'] as const) await world.send(name, 2);
  await calm(world);
  for (const name of ['a', 'b'] as const) {
    const { current } = world.keysOf(name);
    expect(world.keysOf(name)).toEqual({ pinned: current, current, toward: current });
  }
  expect(world.got).toEqual({ a: [1, 2], b: [1, 2] });
}

const told: readonly (readonly Step[])[] = [
  ['A rotates', 'B enrols A anew'],
  ['A rotates', 'B enrols A anew', 'A restarts'],
  ['A rotates', 'A delivers unheard', 'B enrols A anew'],
  ['A rotates', 'A delivers unheard', 'A restarts', 'B enrols A anew', 'B restarts'],
  ['A rotates', 'A delivers', 'B enrols A anew'],
  ['A writes a descriptor', 'A rotates', 'B enrols A by the written one'],
  ['A writes a descriptor', 'A rotates', 'A delivers unheard', 'B enrols A by the written one'],
  ['A rotates', 'A writes a descriptor', 'A rotates', 'B enrols A by the written one'],
  ['A rotates', 'A rotates', 'B enrols A anew'],
  ['A rotates', 'A enrols B anew'],
  ['A rotates', 'A delivers unheard', 'A enrols B anew', 'A restarts'],
  ['A rotates', 'B enrols A anew', 'A enrols B anew'],
  ['A revokes B', 'A rotates', 'A enrols B anew'],
  ['A rotates', 'A revokes B', 'A rotates', 'A enrols B anew'],
  ['B revokes A', 'A rotates', 'A delivers', 'B enrols A anew'],
  ['B revokes A', 'A rotates', 'A delivers', 'A rotates', 'B enrols A by the written one'],
  ['A rotates', 'B rotates', 'B enrols A anew', 'A enrols B anew'],
  ['A rotates', 'B rotates', 'B enrols A anew'],
];

describe('T-FED-10 an enrolment anew in the middle of a change of keys', () => {
  it.each(told.map((order) => [order.join(', '), order] as const))('%s', async (_, order) => {
    const world = await World.open();
    for (const step of order) await steps[step](world);
    await expectUnderstanding(world);
  });

  it('in any order', async () => {
    const runs = Number(process.env['PROVISO_ROTATIONS'] ?? 6);
    const seed = process.env['PROVISO_SEED'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...(Object.keys(steps) as Step[])), { minLength: 4, maxLength: 9 }),
        async (order) => {
          const world = await World.open();
          for (const step of order) await steps[step](world);
          await expectUnderstanding(world);
          for (const node of nodes.splice(0)) await node.close();
        },
      ),
      { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
  });
});
