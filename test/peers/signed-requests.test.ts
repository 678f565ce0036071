import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { formatMicros } from '../../src/core/time.ts';
import { contentDigest, requestBase, requestParams, signatureValue } from '../../src/protocol/peer/index.ts';
import { type SocketNode, type SocketNodeOptions, socketPair } from '../lab/socket-pair.ts';
import { permit } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';

const open: SocketNode[] = [];
const dirs: string[] = [];
afterEach(async () => {
  for (const node of open.splice(0)) await node.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

async function pairOf(
  options: Partial<Record<'a' | 'b', SocketNodeOptions>> = {},
): Promise<Awaited<ReturnType<typeof socketPair>>> {
  const pair = await socketPair(options);
  open.push(pair.a, pair.b);
  return pair;
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const [A, B] = ['a' as PartyId, 'b' as PartyId];

interface Raw {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly headers: readonly string[];
}

/** A request with exactly these header fields, duplicates and all. */
function ask(
  to: SocketNode,
  { method = 'GET', path = '/taxii2/', body, headers }: Raw,
): Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const req = httpRequest(
      { ...urlParts(to), method, path, headers: [...headers], setHost: false, agent: false },
      (res) => {
        const parts: Buffer[] = [];
        res.on('data', (part: Buffer) => parts.push(part));
        res.on('end', () =>
          resolve({ status: res.statusCode ?? 0, body: Buffer.concat(parts).toString(), headers: res.headers }),
        );
      },
    );
    req.on('error', reject);
    req.end(body);
  });
}

const urlParts = (node: SocketNode): { host: string; port: number } => {
  const { hostname, port } = new URL(node.url);
  return { host: hostname, port: Number(port) };
};

interface Signing {
  readonly by: SocketNode;
  readonly to: SocketNode;
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly created?: number;
  readonly lasts?: number;
  readonly nonce?: string;
  readonly authority?: string;
}

let nonces = 0;
const accept = ['Accept', 'application/taxii+json;version=2.1'];

/** Header fields as a node would send them, by name, so that a test can take some away. */
function signed({ by, to, method = 'GET', path = '/taxii2/', body = '', ...how }: Signing): Map<string, string> {
  const { current } = by.state.signer;
  const { host } = new URL(to.url);
  const created = how.created ?? Math.floor(by.clock.now() / 1e6);
  const nonce = how.nonce ?? Buffer.alloc(32, `${nonces++} `).toString('base64url');
  const params = { created, expires: created + (how.lasts ?? 300), nonce, keyId: current.keyId };
  const digest = contentDigest(Buffer.from(body), sha256);
  const authority = how.authority ?? host;
  const base = requestBase(
    { method, targetUri: `${new URL(to.url).protocol}//${authority}${path}`, authority, contentDigest: digest },
    params,
  );
  return new Map([
    ['Host', authority],
    ['Content-Digest', digest],
    ['Signature-Input', `proviso=${requestParams(params)}`],
    ['Signature', signatureValue(current.sign(Buffer.from(base)))],
  ]);
}

const flat = (fields: Map<string, string>): string[] => [...[...fields].flat(), ...accept];

/** Everything in a node that a request could have changed, nonces and contacts apart. */
function kept(node: SocketNode): string {
  const { store } = node.state;
  const kinds = [
    'thread',
    'message a test/1',
    'equivocation',
    'thread-order',
    'peer',
    'party',
    'key',
    'text',
    'collection',
    'own-key',
  ];
  return JSON.stringify(kinds.map((kind) => store.documents(kind)));
}

describe('signed requests', () => {
  it('are answered as those of the party, and the answer is signed; without the signature there is nothing', async () => {
    const { a, b } = await pairOf();
    const id = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';
    must(await b.node.operator.createCollection({ id, title: 'shared', alias: 'shared' }));
    must(await b.node.operator.addTerms({ ...permit('a', id), from: 'party:b' }));
    const reply = await a.state.transport.send({
      peer: B,
      method: 'GET',
      path: '/api/collections/',
      body: null,
      accept: 'application/taxii+json;version=2.1',
    });
    expect(reply).toMatchObject({ kind: 'answered', status: 200 });
    expect(reply.kind === 'answered' && JSON.parse(Buffer.from(reply.body).toString())).toMatchObject({
      collections: [{ id }],
    });
    expect(
      (await ask(b, { path: '/api/collections/', headers: ['Host', new URL(b.url).host, ...accept] })).status,
    ).toBe(401);
    expect(await a.state.transport.send({ peer: B, method: 'GET', path: '/accord/nothing', body: null })).toMatchObject(
      {
        kind: 'answered',
        status: 404,
      },
    );
    // The credential of a peer is none of an operator: the control socket is not on this port at all.
    expect(
      await a.state.transport.send({
        peer: B,
        method: 'POST',
        path: '/v1/call/party%20list',
        body: new TextEncoder().encode('{}'),
      }),
    ).toMatchObject({ status: 404 });
  });

  it('carry messages, and tell how far the clocks are apart', async () => {
    const { a, b } = await pairOf();
    const got: unknown[] = [];
    b.state.messages.handle('test', (m) => {
      got.push(m.message.body);
      return { ok: true, value: null };
    });
    a.state.engine.change(({ at }) => a.state.messages.send(B, 'test/1', 'note', { n: 1 }, at));
    await a.state.store.flush();
    expect(await deliverAll(a.state)).toEqual([]);
    expect(got).toEqual([{ n: 1 }]);
    for (const [node, other] of [
      [a, B],
      [b, A],
    ] as const) {
      const [view] = node.node.operator.peers();
      expect(view).toMatchObject({ party: other, waiting: 0, problem: null });
      expect(Math.abs(view!.skewMs!)).toBeLessThan(5_000);
    }
    expect(a.node.operator.doctor().find((f) => f.check === 'peer b')?.state).toBe('ok');
  });

  it('T-FED-11 are taken once: not again, not after a restart, not at another host, path, query order or method', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-replay-'));
    dirs.push(dir);
    const { a, b } = await pairOf({ b: { file: join(dir, 'b') } });
    const path = '/api/collections/?limit=1&added_after=2026-01-01T00:00:00Z';
    const fields = signed({ by: a, to: b, path });
    const other = signed({ by: a, to: b, path });
    const before = kept(b);
    expect((await ask(b, { path, headers: flat(fields) })).status).toBe(200);
    expect((await ask(b, { path, headers: flat(fields) })).status).toBe(401);
    await b.restart();
    expect((await ask(b, { path, headers: flat(fields) })).status).toBe(401);
    for (const changed of [
      { path: '/api/collections/?added_after=2026-01-01T00:00:00Z&limit=1' },
      { path: '/api/collections/' },
      { path: '/taxii2/' },
      { path, method: 'DELETE' },
      { path: `${new URL(b.url).origin}${path}` },
    ])
      expect((await ask(b, { ...changed, headers: flat(other) })).status, JSON.stringify(changed)).toBe(401);
    for (const host of ['other.example', `localhost:${new URL(b.url).port}`, `${new URL(b.url).host}.`])
      expect((await ask(b, { path, headers: flat(new Map([...other, ['Host', host]])) })).status, host).toBe(401);
    // Signed for another node, sent to this one.
    expect((await ask(b, { path, headers: flat(signed({ by: a, to: a, path })) })).status).toBe(401);
    const elsewhere = signed({ by: a, to: b, path, authority: 'b.example' });
    expect((await ask(b, { path, headers: flat(elsewhere) })).status).toBe(401);
    expect((await ask(b, { path, headers: flat(new Map([...elsewhere, ['Host', new URL(b.url).host]])) })).status).toBe(
      401,
    );
    // What was refused did not use it up.
    expect((await ask(b, { path, headers: flat(other) })).status).toBe(200);
    expect(kept(b)).toBe(before);
  });

  it('T-FED-11 T-CLK-02 hold from one window before they were signed until one after, the edge excluded', async () => {
    let at = 1_772_323_200_000_000;
    const clock = { now: () => at, notBefore: () => undefined };
    const { a, b } = await pairOf({ b: { clock }, a: { clock } });
    const status = async (how: Partial<Signing>): Promise<number> =>
      (await ask(b, { headers: flat(signed({ by: a, to: b, ...how })) })).status;
    const now = at / 1e6;
    expect(await status({ created: now })).toBe(200);
    expect(await status({ created: now - 299 })).toBe(200);
    expect(await status({ created: now - 300 })).toBe(401);
    expect(await status({ created: now + 300 })).toBe(200);
    expect(await status({ created: now + 301 })).toBe(401);
    expect(await status({ created: now, lasts: 301 })).toBe(401);
    expect(await status({ created: now, lasts: 0 })).toBe(401);
    expect(await status({ created: now - 10, lasts: 10 })).toBe(401);
    expect(await status({ created: now - 10, lasts: 11 })).toBe(200);
    // The refusal is signed, so that a peer with a wrong clock learns by how much.
    at += 1_000_000_000;
    const late = await ask(b, { headers: flat(signed({ by: a, to: b, created: now })) });
    expect([late.status, late.headers['signature']]).toEqual([401, expect.stringMatching(/^proviso=:/)]);
    // Nonces are kept for two windows, then forgotten.
    const { store } = b.state;
    expect(store.documents('nonce').length).toBe(4);
    expect(await status({ created: at / 1e6 })).toBe(200);
    expect(store.documents('nonce')).toHaveLength(1);
  });

  it('T-FED-12 are refused when a component is dropped, doubled, or signed under two labels', async () => {
    const { a, b } = await pairOf();
    const before = kept(b);
    const path = '/accord/messages';
    const body = '{}';
    const fields = (): Map<string, string> => signed({ by: a, to: b, method: 'POST', path, body });
    const send = async (headers: readonly string[], sent = body): Promise<number> =>
      (await ask(b, { method: 'POST', path, body: sent, headers: [...headers, 'Content-Length', String(sent.length)] }))
        .status;
    const all = [...fields().keys()];
    for (const dropped of all.filter((name) => name !== 'Host')) {
      const some = fields();
      some.delete(dropped);
      expect(await send([...some].flat()), dropped).toBe(401);
    }
    const components = ['"@method"', '"@target-uri"', '"@authority"', '"content-digest"'];
    for (const component of components) {
      const some = fields();
      const input = some
        .get('Signature-Input')!
        .replace(component, '')
        .replace('  ', ' ')
        .replace('( ', '(')
        .replace(' )', ')');
      // Signed by the peer's own key over the shorter list: still not what is required.
      const base = input.slice('proviso='.length);
      some.set('Signature-Input', input);
      some.set('Signature', signatureValue(a.state.signer.current.sign(Buffer.from(`"@signature-params": ${base}`))));
      expect(await send([...some].flat()), component).toBe(401);
    }
    for (const doubled of ['Content-Digest', 'Signature-Input', 'Signature']) {
      const some = fields();
      expect(await send([...[...some].flat(), doubled, some.get(doubled)!]), doubled).toBe(401);
    }
    const two = fields();
    const forged = signed({ by: b, to: b, method: 'POST', path, body });
    two.set(
      'Signature-Input',
      `${two.get('Signature-Input')}, ${forged.get('Signature-Input')!.replace('proviso', 'other')}`,
    );
    two.set('Signature', `${two.get('Signature')}, ${forged.get('Signature')!.replace('proviso', 'other')}`);
    expect(await send([...two].flat())).toBe(401);
    // Two credentials at once are two callers.
    expect(await send([...[...fields()].flat(), 'Authorization', 'Bearer prv_x_y'])).toBe(401);
    expect(await send([...fields()].flat(), '[]')).toBe(401);
    expect(await send([...fields()].flat(), '{} ')).toBe(401);
    expect(kept(b)).toBe(before);
    // The same, untouched, is let in and refused for what it says.
    expect(await send([...fields()].flat())).toBe(400);
  });

  it('T-AUT-05 no header but the signature names the caller', async () => {
    const { a, b } = await pairOf();
    const fields = signed({ by: a, to: b });
    for (const extra of [
      ['X-Party', 'b'],
      ['X-Forwarded-For', '127.0.0.1'],
      ['Cookie', 'party=b'],
      ['X-Peer', 'b'],
    ])
      expect((await ask(b, { headers: [...extra, 'Host', new URL(b.url).host, ...accept] })).status).toBe(401);
    expect((await ask(b, { headers: flat(fields) })).status).toBe(200);
  });

  it('a revoked peer is nobody from the next request on, and nothing is sent to it', async () => {
    const { a, b } = await pairOf();
    expect((await ask(b, { headers: flat(signed({ by: a, to: b })) })).status).toBe(200);
    must(await b.node.operator.revokePeer('a'));
    expect((await ask(b, { headers: flat(signed({ by: a, to: b })) })).status).toBe(401);
    const before = kept(b);
    expect(await a.state.transport.send({ peer: B, method: 'GET', path: '/taxii2/', body: null })).toMatchObject({
      kind: 'unreachable',
      why: expect.stringContaining('401'),
    });
    expect(await b.state.transport.send({ peer: A, method: 'GET', path: '/taxii2/', body: null })).toMatchObject({
      kind: 'unreachable',
    });
    expect(kept(b)).toBe(before);
    expect(formatMicros(b.node.operator.peers()[0]!.revokedAt!)).toMatch(/Z$/);
  });

  it('T-FED-10 a new key is taken from a message signed with the old one, which is dead after that', async () => {
    const { a, b } = await pairOf();
    const old = a.state.signer.current;
    const stale = signed({ by: a, to: b });
    const { key, told } = must(await a.node.operator.rotateKey());
    expect(told).toEqual(['b']);
    expect(a.state.signer.current.keyId).toBe(key);
    // Requests go on with the key that b knows until b has taken the message.
    expect(a.state.signer.toward(B).keyId).toBe(old.keyId);
    expect(await a.state.transport.send({ peer: B, method: 'GET', path: '/accord/x', body: null })).toMatchObject({
      status: 404,
    });
    expect(await deliverAll(a.state)).toEqual([]);
    expect(a.state.signer.toward(B).keyId).toBe(key);
    expect(await a.state.transport.send({ peer: B, method: 'GET', path: '/accord/x', body: null })).toMatchObject({
      status: 404,
    });
    expect((await ask(b, { headers: flat(stale) })).status).toBe(401);
    expect(b.node.operator.peers()[0]).toMatchObject({
      key,
      keys: [{ id: old.keyId, retiredAt: expect.any(Number) }, { id: key }],
    });
    // And back: b still reaches a, whose answers are signed with the new key.
    expect(await b.state.transport.send({ peer: A, method: 'GET', path: '/accord/x', body: null })).toMatchObject({
      status: 404,
    });
    // Again, with a restart in between.
    must(await a.node.operator.rotateKey());
    must(await a.node.operator.rotateKey());
    expect(await deliverAll(a.state)).toEqual([]);
    expect(b.node.operator.peers()[0]!.keys).toHaveLength(4);
    expect(await a.state.transport.send({ peer: B, method: 'GET', path: '/accord/x', body: null })).toMatchObject({
      status: 404,
    });
  });
});
