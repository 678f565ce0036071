import { afterEach, describe, expect, it } from 'vitest';
import { ThreadBook } from '../../src/app/messages/thread-book.ts';
import { NonceBook } from '../../src/app/nonce-book.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { openSqliteStore } from '../../src/storage/index.ts';
import { PeerPair } from '../lab/peer-pair.ts';
import { SocketNode } from '../lab/socket-pair.ts';

const pairs: PeerPair[] = [];
const nodes: SocketNode[] = [];
afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.close();
  for (const node of nodes.splice(0)) await node.close();
});

const [a, b] = ['a' as PartyId, 'b' as PartyId];
const room = limits.messageBytesPerPeerMax;

async function open(): Promise<PeerPair> {
  const pair = await PeerPair.open();
  pairs.push(pair);
  return pair;
}

describe('limits between nodes, at one less, the limit and one more', () => {
  it.each([
    [limits.messageBytesMax - 1, 'taken'],
    [limits.messageBytesMax, 'taken'],
    [limits.messageBytesMax + 1, 'unreadable'],
  ] as const)('a message of %i bytes is %s', async (size, kind) => {
    const pair = await open();
    const text = JSON.stringify(await pair.send('a', 'note'));
    expect(await pair.desk('b').receive(a, new TextEncoder().encode(text.padEnd(size)))).toMatchObject({ kind });
  });

  it.each([
    [-1, 'taken'],
    [0, 'taken'],
    [1, 'full'],
  ] as const)(
    'T-FED-13 a message that brings what is on record of its sender to the limit %i is %s',
    async (over, kind) => {
      const pair = await open();
      const bytes = new TextEncoder().encode(JSON.stringify(await pair.send('a', 'note')));
      const { store } = pair.node('b').node.state;
      // As if other threads with this peer had filled the room.
      new ThreadBook(store).putHead({
        ...new ThreadBook(store).head(a, 'test/full'),
        bytes: room - bytes.length + over,
      });
      await store.flush();
      const desk = (await reopened(pair)).desk('b');
      expect(await desk.receive(a, bytes)).toMatchObject({ kind });
      expect(desk.rows('test/1', a)).toHaveLength(kind === 'taken' ? 1 : 0);
    },
  );

  /** The desk over the same store, as after a start. */
  async function reopened(pair: PeerPair): Promise<PeerPair> {
    const { state } = pair.node('b').node;
    const { MessageDesk } = await import('../../src/app/messages/message-desk.ts');
    const desk = new MessageDesk({ ...state, self: b, keys: state.signer });
    desk.handle('test', () => ({ ok: true, value: null }));
    return Object.assign(Object.create(pair) as PeerPair, { desk: () => desk });
  }

  it('a key’s nonces are remembered up to the limit and no request is taken beyond it', () => {
    const store = openSqliteStore(':memory:');
    const book = new NonceBook({
      ...store,
      documents: () => [],
      write: { ...store.write, putDocument: () => undefined },
    });
    for (let n = 1; n < limits.noncesPerKeyMax; n++) book.take('k', String(n), 0);
    expect([book.take('k', 'last', 0), book.take('k', 'over', 0), book.take('other', 'x', 0)]).toEqual([
      'fresh',
      'full',
      'fresh',
    ]);
  });

  it('doctor tells of an address that no peer on another machine could use, and of clocks far apart', async () => {
    const node = await SocketNode.open('a');
    nodes.push(node);
    const { peers, engine } = node.state;
    peers.put({
      party: b,
      url: 'https://b.example/',
      keys: [{ id: 'k', publicKey: 'k', since: 0, retiredAt: null, used: true }],
      certificate: null,
      allow: [],
      identities: [],
      enrolledAt: engine.now(),
      revokedAt: null,
    });
    const finding = (check: string) => node.node.operator.doctor().find((one) => one.check === check);
    expect(finding('own address')).toMatchObject({ state: 'warning' });
    node.state.address.url = 'https://a.example/';
    expect(finding('own address')).toBeUndefined();
    for (const [skew, state] of [
      [30_000_000, 'ok'],
      [30_000_001, 'warning'],
      [-30_000_001, 'warning'],
    ] as const) {
      peers.heard(b, engine.now(), { skew });
      expect(finding('peer b')).toMatchObject({ state });
    }
  });
});
