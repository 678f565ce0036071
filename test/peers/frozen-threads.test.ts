import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import { signMessage } from '../../src/app/messages/sign-message.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { JsonObject } from '../../src/core/json-value.ts';
import { checkEquivocation, type Message } from '../../src/core/message/index.ts';
import { formatMicros } from '../../src/core/time.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { type SocketNode, socketPair } from '../lab/socket-pair.ts';
import { must } from '../lab/whole-node-lab.ts';

const [A, B] = ['a' as PartyId, 'b' as PartyId];
let a: SocketNode;
let b: SocketNode;
let dir: string;
afterEach(async () => {
  await a.close();
  await b.close();
  rmSync(dir, { recursive: true, force: true });
});

async function open(): Promise<void> {
  dir = mkdtempSync(join(tmpdir(), 'proviso-frozen-'));
  ({ a, b } = await socketPair({ a: { file: join(dir, 'a') }, b: { file: join(dir, 'b') } }));
}

/** What somebody says with a key of a node beside what the node itself says. */
async function forge(message: Partial<Message>, key: Signer): Promise<string> {
  const whole: Message = {
    v: 1,
    thread: 'keys',
    kind: 'key-rotate',
    from: A,
    to: B,
    seq: 1,
    prev: null,
    seen: 0,
    issued: formatMicros(a.clock.now()),
    expires: null,
    body: {},
    ...message,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(signMessage(whole, key, nodePlatform)));
  const answer = await b.state.messages.receive(A, bytes);
  return answer.kind;
}

const rotate = async (): Promise<{ readonly told: readonly string[]; readonly left: readonly string[] }> =>
  must(await a.node.operator.rotateKey());
const asks = async (): Promise<unknown> => {
  const reply = await a.state.transport.send({ peer: B, method: 'GET', path: '/accord/x', body: null });
  return reply.kind === 'answered' ? reply.status : reply.why;
};
const finding = (node: SocketNode, thread: string) =>
  node.node.operator.doctor().find(({ check }) => check.startsWith(`thread ${thread}`));

describe('T-NEG-03 a frozen thread about keys', () => {
  it('locks nobody out, says how it ends, and ends when both sides enrol each other anew; the evidence stays', async () => {
    await open();
    await rotate();
    await deliverAll(a.state);
    const second = a.state.signer.current;
    expect(await forge({ body: { key: 'x', proof: 'y' } }, second)).toBe('frozen');
    await rotate();
    await deliverAll(a.state);
    // a hears of it with its next announcement, and goes on under the key that b knows.
    expect(a.state.signer.toward(B).keyId).toBe(second.keyId);
    expect(await rotate()).toMatchObject({ told: [], left: ['b'] });
    expect(await asks()).toBe(404);
    for (const node of [a, b])
      expect(finding(node, 'keys')).toMatchObject({ state: 'error', fix: expect.stringContaining('peer enrol FILE') });
    // Whoever has the key does not get around it by beginning anew.
    expect(await forge({ thread: 'keys/2', body: { key: 'x', proof: 'y' } }, second)).toBe('unreadable');
    const before = must(b.node.operator.peer('a')).frozen[0]!;
    expect(before).toMatchObject({ thread: 'keys', by: 'us', settledAt: null });
    expect(must(a.node.operator.peer('b')).frozen).toMatchObject([{ thread: 'keys', by: 'them', evidence: null }]);

    await a.enrol(b);
    await b.enrol(a);
    await a.restart();
    await b.restart();
    for (let round = 0; round < 3; round++) await deliverAll(a.state);
    expect([finding(a, 'keys'), finding(b, 'keys')]).toEqual([undefined, undefined]);
    const after = must(b.node.operator.peer('a')).frozen[0]!;
    expect(after).toMatchObject({ thread: 'keys', wayOut: null, settledAt: expect.any(Number) });
    expect(after.evidence).toEqual(before.evidence);
    const shown: unknown = JSON.parse(JSON.stringify(after.evidence));
    expect(checkEquivocation(shown, nodePlatform, nodePlatform.verifySignature)).toMatchObject({ ok: true });
    // From here on keys change by themselves again.
    for (let round = 0; round < 2; round++) {
      expect(await rotate()).toMatchObject({ told: ['b'], left: [] });
      await deliverAll(a.state);
      const { keyId } = a.state.signer.current;
      expect([must(b.node.operator.peer('a')).key, a.state.signer.toward(B).keyId]).toEqual([keyId, keyId]);
      expect(await asks()).toBe(404);
    }
  });

  it('can be had again: the dispute in the thread that followed ends the same way', async () => {
    await open();
    for (const thread of ['keys', 'keys/2', 'keys/3']) {
      await rotate();
      await deliverAll(a.state);
      expect(b.state.messages.rows(thread, A)).not.toEqual([]);
      expect(await forge({ thread, body: { key: 'x', proof: 'y' } }, a.state.signer.current)).toBe('frozen');
      await b.enrol(a);
      expect(await rotate()).toMatchObject({ told: ['b'] });
      await deliverAll(a.state);
      expect(await rotate()).toMatchObject({ left: ['b'] });
      await a.enrol(b);
      await deliverAll(a.state);
    }
    expect(must(b.node.operator.peer('a'))).toMatchObject({
      key: a.state.signer.current.keyId,
      frozen: [{ thread: 'keys' }, { thread: 'keys/2' }, { thread: 'keys/3' }],
    });
  });
});

describe('T-NEG-03 T-NEG-13 a frozen thread of statements of members', () => {
  it('is silent until both sides enrol each other anew; then what is said is followed again', async () => {
    await open();
    for (const node of [a, b]) {
      must(await node.node.operator.addParty({ id: 'm', name: 'M' }));
      must(await node.node.operator.addCoalition({ id: 'pool', name: 'Pool' }));
      must(await node.node.operator.joinCoalition({ id: 'pool', party: 'b' }));
    }
    must(await a.node.operator.joinCoalition({ id: 'pool', party: 'm' }));
    must(await b.node.operator.setSpeaker({ id: 'pool', party: 'a' }));
    const state = async (): Promise<readonly string[]> =>
      must(await a.node.operator.stateMembership({ id: 'pool', party: 'm' })).told;
    expect(await state()).toEqual(['b']);
    await deliverAll(a.state);
    const body: JsonObject = { coalition: 'coalition:pool' };
    expect(await forge({ thread: 'membership/pool', kind: 'member', body }, a.state.signer.current)).toBe('frozen');
    await state();
    await deliverAll(a.state);
    expect(await state()).toEqual([]);
    expect(finding(a, 'membership/pool')).toMatchObject({ fix: expect.stringContaining('peer enrol FILE') });
    await a.enrol(b);
    await b.enrol(a);
    expect(await state()).toEqual(['b']);
    await deliverAll(a.state);
    const rows = b.state.messages.rows('membership/pool:2', A);
    expect(rows.map(({ refused }) => refused)).toEqual([null]);
    const said = b.state.store.documents('membership').at(-1)!.value as { said: { thread: string; seq: number } };
    expect(said.said).toMatchObject({ thread: 'membership/pool:2', seq: 1 });
  });
});
