import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAfterAccords } from '../../src/app/accord/look-after-accords.ts';
import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { type SocketNode, socketPair } from '../lab/socket-pair.ts';
import { stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const id = `urn:uuid:${uuid(900)}`;
let [a, b]: SocketNode[] = [];

beforeEach(async () => {
  const pair = await socketPair();
  [a, b] = [pair.a, pair.b];
  if (a.state.peers.enrolled('b') === null) await a.enrol(b);
  if (b.state.peers.enrolled('a') === null) await b.enrol(a);
  for (const [node, no] of [
    [a, 1],
    [b, 2],
  ] as const) {
    must(await node.node.operator.createCollection({ id: uuid(no), title: 'own', alias: `of-${node.party}` }));
    const objects = [1, 2, 3].map((n) => stix('tool', 100 * no + n));
    const bytes = Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${uuid(1)}`, objects }));
    const source = (async function* () {
      yield bytes;
    })();
    must(await node.node.operator.importObjects({ collection: `of-${node.party}`, source, dryRun: false }));
  }
});
afterEach(async () => {
  await a?.close();
  await b?.close();
});

const leg = (from: string, to: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ...{ from: `party:${from}`, to: `party:${to}`, over: `collection:of-${from}`, allow: [{ do: 'receive' }] },
  ...more,
});

/** Everything that waits goes, over sockets, both ways. */
async function deliver(): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const nodes = [a!, b!];
    if (nodes.every((node) => node.state.messages.waitingFor().length === 0)) return;
    for (const node of nodes) expect(await deliverAll(node.state)).toEqual([]);
  }
}

async function get(from: SocketNode, to: PartyId, path: string): Promise<{ status: number; body: unknown }> {
  const reply = await from.state.transport.send({
    peer: to,
    method: 'GET',
    path,
    body: null,
    ...(path.startsWith('/api') ? { accept: 'application/taxii+json;version=2.1' } : {}),
  });
  if (reply.kind === 'unreachable') throw new Error(reply.why);
  const text = new TextDecoder().decode(reply.body);
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) };
}
const objects = async (from: SocketNode, to: PartyId): Promise<number | null> => {
  const { status, body } = await get(from, to, `/api/collections/of-${to}/objects/`);
  if (status !== 200 && status !== 404) throw new Error(`${status}`);
  return status === 404 ? null : ((body as { objects?: unknown[] }).objects ?? []).length;
};

describe('two servers come to terms over loopback HTTP', () => {
  it('from the table to the revoke, with what each may ask the other about it', async () => {
    const [ours, theirs] = [a!, b!];
    const until = leg('a', 'b', { allow: [{ do: 'receive', when: [{ position: { topic: 't', is: 'yes' } }] }] });
    const topics = [{ id: 't', title: 'T', scale: ['no', 'yes'], policy: 'unanimous' }];
    const value = { id, legs: [until, leg('b', 'a')], topics };
    must(await ours.node.operator.tableAccord({ value, to: 'b' }));
    await deliver();
    must(await theirs.node.operator.moveAccord({ id, move: 'accept' }));
    await deliver();
    expect([await objects(theirs, ours.party), await objects(ours, theirs.party)]).toEqual([null, null]);
    must(await ours.node.operator.moveAccord({ id, move: 'confirm' }));
    await deliver();
    expect([await objects(theirs, ours.party), await objects(ours, theirs.party)]).toEqual([0, 3]);
    const path = `/accord/accords/${encodeURIComponent(id)}`;
    expect(await get(theirs, ours.party, path)).toMatchObject({ status: 200, body: { phase: 'in-force', version: 1 } });
    const gate = await get(theirs, ours.party, `${path}/legs/0/gate`);
    expect(gate).toMatchObject({
      status: 200,
      body: { state: 'in-force', gate: 'closed', conditions: [{ operand: 'position', state: 'not-established' }] },
    });
    expect(JSON.stringify(gate.body)).not.toContain('tool');
    const transcript = await get(theirs, ours.party, `${path}/messages`);
    expect((transcript.body as { messages: unknown[] }).messages).toHaveLength(3);
    for (const wrong of [`${path}/legs/1/gate`, `${path}/legs/9/gate`, `/accord/accords/${uuid(7)}`])
      expect(await get(theirs, ours.party, wrong)).toEqual({ status: 404, body: expect.anything() });
    must(await theirs.node.operator.moveAccord({ id, move: 'revoke' }));
    await deliver();
    expect([await objects(theirs, ours.party), await objects(ours, theirs.party)]).toEqual([null, null]);
    expect(ours.state.accords.get(id)?.state).toEqual(theirs.state.accords.get(id)?.state);
  });

  it('T-AUT-05 is absent for anybody who does not sign as the partner', async () => {
    must(await a!.node.operator.tableAccord({ value: { id, legs: [leg('a', 'b')] }, to: 'b' }));
    await deliver();
    for (const path of ['', '/messages', '/legs/0/gate']) {
      const plain = await fetch(`${a!.url}accord/accords/${encodeURIComponent(id)}${path}`);
      expect(plain.status).toBe(401);
      expect(await plain.text()).not.toContain('collection');
    }
    expect(a!.node.peer.accord({ party: 'c' as PartyId, keyId: 'k' } as never, id)).toBeNull();
    expect(a!.node.peer.legGate({ party: 'c' as PartyId, keyId: 'k' } as never, id, '0')).toBeNull();
  });

  it('an idle node writes nothing when it looks after its accords', async () => {
    must(await a!.node.operator.tableAccord({ value: { id, legs: [leg('a', 'b')] }, to: 'b' }));
    await lookAfterAccords(a!.state);
    const commit = a!.state.store.document('engine', 'commit');
    for (let i = 0; i < 5; i++) await lookAfterAccords(a!.state);
    expect(a!.state.store.document('engine', 'commit')).toBe(commit);
  });
});
