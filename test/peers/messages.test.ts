import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { signMessage } from '../../src/app/messages/sign-message.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { checkEquivocation, type Message, type SignedMessage } from '../../src/core/message/index.ts';
import { formatMicros } from '../../src/core/time.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { PeerPair } from '../lab/peer-pair.ts';

const pairs: PeerPair[] = [];
const dirs: string[] = [];
afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

async function open(...options: Parameters<typeof PeerPair.open>): Promise<PeerPair> {
  const pair = await PeerPair.open(...options);
  pairs.push(pair);
  return pair;
}

const [a, b] = ['a' as PartyId, 'b' as PartyId];
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
/** What `a` would sign, whatever it says. */
const signedByA = (pair: PeerPair, message: Message): SignedMessage =>
  signMessage(message, pair.node('a').node.state.signer.current, nodePlatform);
/** Everything a node keeps about messages. */
const kept = (pair: PeerPair, party: string): string => {
  const { store } = pair.node(party).node.state;
  const kinds = ['thread', 'message a test/1', 'message b test/1', 'equivocation', 'test-effect', 'thread-order'];
  return JSON.stringify(kinds.map((kind) => store.documents(kind)));
};

describe('lasting messages between two nodes', () => {
  it('are numbered, chained, taken in order and answered within the same change', async () => {
    const pair = await open();
    const one = await pair.send('a', 'note', { n: 1 });
    const two = await pair.send('a', 'ask', { n: 2 });
    expect([one.message.seq, two.message.seq, one.message.prev]).toEqual([1, 2, null]);
    expect(two.message.prev).toMatch(/^[0-9a-f]{64}$/);
    expect(await pair.deliver('a')).toEqual([]);
    expect(pair.taken.get(b)).toEqual([
      { kind: 'note', body: { n: 1 } },
      { kind: 'ask', body: { n: 2 } },
    ]);
    expect(await pair.deliver('b')).toEqual([]);
    expect(pair.taken.get(a)).toEqual([{ kind: 'answer', body: { to: 2 } }]);
    const [inA, inB] = [pair.desk('a').transcript('test/1', b), pair.desk('b').transcript('test/1', a)];
    expect(inA).toEqual(inB);
    expect(inA.map((m) => m.message.seen)).toEqual([0, 0, 2]);
    expect(pair.desk('a').waitingFor()).toEqual([]);
  });

  it('I7 are taken once however often they come, and answered as before', async () => {
    const pair = await open();
    const [taken, refused] = [await pair.send('a', 'note'), await pair.send('a', 'refuse-me')];
    await pair.deliver('a');
    expect(pair.refused).toEqual(['a refuse-me 2: is not wanted']);
    const before = kept(pair, 'b');
    const desk = pair.desk('b');
    for (let n = 0; n < 3; n++) {
      expect(await desk.receive(a, bytesOf(taken))).toEqual({ kind: 'taken', seq: 1 });
      expect(await desk.receive(a, bytesOf(refused))).toMatchObject({
        kind: 'refused',
        seq: 2,
        faults: [{ problem: 'is not wanted' }],
      });
    }
    expect(kept(pair, 'b')).toBe(before);
    expect(pair.taken.get(b)).toHaveLength(1);
  });

  it('I7 that come before their time are answered with the number that comes next, and leave no trace', async () => {
    const pair = await open();
    const [one, two, three] = [await pair.send('a', 'note'), await pair.send('a', 'note'), await pair.send('a', 'ask')];
    const desk = pair.desk('b');
    const before = kept(pair, 'b');
    expect(await desk.receive(a, bytesOf(three))).toEqual({ kind: 'expected', expected: 1 });
    expect(await desk.receive(a, bytesOf(two))).toEqual({ kind: 'expected', expected: 1 });
    expect(kept(pair, 'b')).toBe(before);
    for (const message of [one, two, three])
      expect(await desk.receive(a, bytesOf(message))).toMatchObject({ kind: 'taken' });
  });

  it('a refused message keeps its number: what follows it is taken, and both sides have it on record', async () => {
    const pair = await open();
    await pair.send('a', 'refuse-me');
    await pair.send('a', 'note', { n: 2 });
    await pair.deliver('a');
    expect(pair.taken.get(b)).toEqual([{ kind: 'note', body: { n: 2 } }]);
    expect(
      pair
        .desk('b')
        .rows('test/1', a)
        .map((row) => row.refused?.[0]?.problem ?? null),
    ).toEqual(['is not wanted', null]);
    expect(pair.delivered).toEqual(['a note 2']);
  });

  it('are tried again when the answer was lost, and again when the peer was set back to an earlier state', async () => {
    const pair = await open();
    let lost = 0;
    pair.meddle = () => (lost++ < 2 ? 'lose-answer' : null);
    await pair.send('a', 'note', { n: 1 });
    expect(await pair.deliver('a')).toEqual([{ peer: 'b', why: 'the answer was lost' }]);
    expect(await pair.deliver('a')).toHaveLength(1);
    expect(await pair.deliver('a')).toEqual([]);
    expect(pair.taken.get(b)).toHaveLength(1);
    pair.meddle = () => null;
    await pair.node('b').close();
    const fresh = await PeerPair.open();
    pairs.push(fresh);
    pair.nodes.set(b, fresh.node('b'));
    await pair.send('a', 'note', { n: 2 });
    // The first answer says that number 1 is missing; the queue then starts there.
    expect(await pair.deliver('a')).toEqual([{ peer: 'b', why: 'answers expected' }]);
    expect(await pair.deliver('a')).toEqual([]);
    expect(fresh.taken.get(b)).toEqual([
      { kind: 'note', body: { n: 1 } },
      { kind: 'note', body: { n: 2 } },
    ]);
    pair.nodes.delete(b);
  });

  it('wait over a restart on both sides, in order', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-peers-'));
    dirs.push(dir);
    const pair = await open({ a: { file: join(dir, 'a') }, b: { file: join(dir, 'b') } });
    for (const n of [1, 2, 3]) await pair.send('a', 'note', { n }, `test/${n}`);
    await pair.send('a', 'note', { n: 4 }, 'test/1');
    await pair.restart('a');
    expect(pair.desk('a').waitingCount(b)).toBe(4);
    pair.meddle = (request) =>
      new TextDecoder().decode(request.body!).includes('"n":3') ? { kind: 'unreachable', why: 'cut' } : null;
    await pair.deliver('a');
    await pair.restart('b');
    pair.meddle = () => null;
    await pair.deliver('a');
    expect(pair.taken.get(b)!.map((m) => m.body['n'])).toEqual([1, 2, 3, 4]);
    await pair.restart('b');
    const stale = pair.desk('a').transcript('test/1', b)[0];
    expect(await pair.desk('b').receive(a, bytesOf(stale))).toEqual({ kind: 'taken', seq: 1 });
    expect(pair.taken.get(b)).toHaveLength(4);
  });
});

describe('messages that are not what they seem', () => {
  it('T-NEG-01 no field can be changed, added or left out', async () => {
    const pair = await open();
    const good = await pair.send('a', 'note', { n: 1, deep: { list: [1, 'x'] } });
    const before = kept(pair, 'b');
    const hash = 'ab'.repeat(32);
    const others: Record<keyof Message, unknown[]> = {
      v: [0, 2, '1', null],
      thread: ['test/2', 'keys', 'test', '', 'test/1 '],
      kind: ['ask', 'NOTE', ''],
      from: ['b', 'c', 'party:a'],
      to: ['a', 'c', 'party:b'],
      seq: [0, 2, 1.5, '1', -1, Number.MAX_SAFE_INTEGER + 1],
      prev: [hash, '', hash.toUpperCase()],
      seen: [1, -1, null],
      issued: ['2026-03-01T00:00:00.000001Z', '2026-03-01', '2026-03-01T00:00:00+00:00'],
      expires: ['2999-01-01T00:00:00Z', '2000-01-01T00:00:00Z', 'never'],
      body: [{}, { n: 2, deep: { list: [1, 'x'] } }, { n: 1, deep: { list: ['x', 1] } }, null, []],
    };
    let tried = 0;
    for (const [field, values] of Object.entries(others))
      for (const value of values) {
        const changed = { ...good, message: { ...good.message, [field]: value } };
        expect(await pair.desk('b').receive(a, bytesOf(changed))).toMatchObject({ kind: 'unreadable' });
        tried++;
      }
    for (const field of Object.keys(good.message)) {
      const message: Record<string, unknown> = { ...good.message };
      delete message[field];
      expect(await pair.desk('b').receive(a, bytesOf({ ...good, message }))).toMatchObject({ kind: 'unreadable' });
    }
    for (const wrong of [
      { ...good, message: { ...good.message, extra: 1 } },
      { ...good, extra: 1 },
      { ...good, key: hash },
      { ...good, key: pair.node('b').node.state.signer.current.keyId },
      { ...good, signature: good.signature.slice(0, -1) },
      { ...good, signature: `${good.signature}A` },
      { ...good, signature: '' },
      [good],
      null,
    ])
      expect(await pair.desk('b').receive(a, bytesOf(wrong))).toMatchObject({ kind: 'unreadable' });
    expect(tried).toBe(41);
    expect(kept(pair, 'b')).toBe(before);
    expect(await pair.desk('b').receive(a, bytesOf(good))).toEqual({ kind: 'taken', seq: 1 });
  });

  it('T-NEG-01 no byte can be changed, except into another spelling of the same message', async () => {
    const pair = await open();
    const good = await pair.send('a', 'note', { n: 1 });
    const bytes = bytesOf(good);
    const before = kept(pair, 'b');
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [0x01, 0x20, 0x80]) {
        const changed = bytes.slice();
        changed[at]! ^= flip;
        expect(await pair.desk('b').receive(a, changed)).toMatchObject({ kind: 'unreadable' });
      }
    for (let length = 0; length < bytes.length; length += 7)
      expect(await pair.desk('b').receive(a, bytes.slice(0, length))).toMatchObject({ kind: 'unreadable' });
    expect(kept(pair, 'b')).toBe(before);
  });

  it('T-NEG-02 a message of one thread, pair or sender is none of another', async () => {
    const pair = await open();
    const good = await pair.send('a', 'note');
    const replies = [
      await pair.desk('a').receive(b, bytesOf(good)),
      await pair.desk('a').receive(a, bytesOf(good)),
      await pair.desk('b').receive('c' as PartyId, bytesOf(good)),
      // Signed bytes of something else, without the prefix that says what they are.
      await pair.desk('b').receive(
        a,
        bytesOf({
          ...good,
          signature: Buffer.from(pair.node('a').node.state.signer.current.sign(bytesOf(good.message))).toString(
            'base64url',
          ),
        }),
      ),
    ];
    for (const reply of replies) expect(reply).toMatchObject({ kind: 'unreadable' });
  });

  it.each(['first', 'second'] as const)(
    'T-NEG-03 two messages with one number freeze the thread, the %s coming first, and are evidence that anybody can check',
    async (order) => {
      const pair = await open();
      const good = await pair.send('a', 'note', { n: 1 });
      const other = signedByA(pair, { ...good.message, body: { n: 2 } });
      const [one, two] = order === 'first' ? [good, other] : [other, good];
      expect(await pair.desk('b').receive(a, bytesOf(one))).toEqual({ kind: 'taken', seq: 1 });
      expect(await pair.desk('b').receive(a, bytesOf(two))).toEqual({ kind: 'frozen' });
      expect(pair.refused).toEqual(['b froze test/1 with a']);
      const evidence = pair.desk('b').frozen()[0]!.evidence!.evidence;
      const copy: unknown = JSON.parse(JSON.stringify(evidence));
      expect(checkEquivocation(copy, nodePlatform, nodePlatform.verifySignature)).toMatchObject({ ok: true });
      // Evidence that was made up convinces nobody.
      for (const wrong of [
        { ...evidence, second: evidence.first },
        { ...evidence, kind: 'chain' },
        { ...evidence, keys: {} },
        { ...evidence, second: { ...evidence.second, message: { ...evidence.second.message, body: { n: 3 } } } },
      ])
        expect(checkEquivocation(wrong, nodePlatform, nodePlatform.verifySignature)).toMatchObject({ ok: false });
      // What was taken stays taken; nothing new is, in this thread; others go on.
      expect(await pair.desk('b').receive(a, bytesOf(one))).toEqual({ kind: 'taken', seq: 1 });
      await pair.send('a', 'note', { n: 3 }, 'test/other');
      await pair.send('a', 'note', { n: 4 });
      pair.desk('a');
      await pair.deliver('a');
      expect(pair.taken.get(b)!.map((m) => m.body['n'])).toEqual([one === good ? 1 : 2, 3]);
      expect(pair.desk('a').isFrozen('test/1', b)).toBe(true);
      expect(() => pair.desk('b').send(a, 'test/1', 'note', {}, 1)).toThrow(/frozen/);
    },
  );

  it('T-NEG-03 a message that names another history before it is evidence as well', async () => {
    const pair = await open();
    const one = await pair.send('a', 'note');
    await pair.deliver('a');
    const forked = signedByA(pair, { ...one.message, seq: 2, prev: 'cd'.repeat(32) });
    expect(await pair.desk('b').receive(a, bytesOf(forked))).toEqual({ kind: 'frozen' });
    const { evidence } = pair.desk('b').frozen()[0]!.evidence!;
    expect(evidence.kind).toBe('chain');
    expect(checkEquivocation(evidence, nodePlatform, nodePlatform.verifySignature)).toMatchObject({ ok: true });
  });

  it('T-CLK-01 T-CLK-02 a message from the future waits; one whose time is over is refused at that moment, not before it', async () => {
    const pair = await open();
    const { clock } = pair.node('b');
    const message = (await pair.send('a', 'note')).message;
    const window = limits.signatureWindowMs * 1000;
    const ahead = signedByA(pair, { ...message, issued: formatMicros(clock.now() + window + 1) });
    expect(await pair.desk('b').receive(a, bytesOf(ahead))).toMatchObject({
      kind: 'later',
      faults: [{ at: 'message.issued' }],
    });
    clock.advance(1);
    expect(await pair.desk('b').receive(a, bytesOf(ahead))).toEqual({ kind: 'taken', seq: 1 });
    const { hash } = pair.desk('b').rows('test/1', a)[0]!;
    const until = clock.now() + 1_000;
    const short = { ...message, seq: 2, prev: hash, expires: formatMicros(until) };
    clock.set(until - 1);
    expect(await pair.desk('b').receive(a, bytesOf(signedByA(pair, short)))).toEqual({ kind: 'taken', seq: 2 });
    const second = pair.desk('b').rows('test/1', a)[1]!.hash;
    clock.set(until);
    expect(await pair.desk('b').receive(a, bytesOf(signedByA(pair, { ...short, seq: 3, prev: second })))).toMatchObject(
      {
        kind: 'refused',
        faults: [{ at: 'message.expires' }],
      },
    );
  });

  it('a message that says it has seen what was never sent is not taken', async () => {
    const pair = await open();
    const { message } = await pair.send('a', 'note');
    expect(await pair.desk('b').receive(a, bytesOf(signedByA(pair, { ...message, seen: 1 })))).toMatchObject({
      kind: 'later',
      faults: [{ at: 'message.seen' }],
    });
  });

  it('a peer that was never enrolled, or no longer is, says nothing here', async () => {
    const pair = await open();
    const good = await pair.send('a', 'note');
    const { peers, engine } = pair.node('b').node.state;
    peers.put({ ...peers.get('a')!, revokedAt: engine.now() });
    expect(await pair.desk('b').receive(a, bytesOf(good))).toMatchObject({ kind: 'unreadable' });
    peers.put({ ...peers.get('a')!, revokedAt: null });
    expect(await pair.desk('b').receive(a, bytesOf(good))).toMatchObject({ kind: 'taken' });
  });
});
