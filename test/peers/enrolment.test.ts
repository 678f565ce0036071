import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { publicKeyFaults } from '../../src/protocol/peer/index.ts';
import { SocketNode } from '../lab/socket-pair.ts';
import { must } from '../lab/whole-node-lab.ts';

const open: SocketNode[] = [];
afterEach(async () => {
  for (const node of open.splice(0)) await node.close();
});

async function two(): Promise<readonly [SocketNode, SocketNode]> {
  const nodes = [await SocketNode.open('a'), await SocketNode.open('b')] as const;
  open.push(...nodes);
  return nodes;
}

describe('enrolment', () => {
  it('T-FED-10 waits for the fingerprint that the other side read out, and names the one of the file', async () => {
    const [a, b] = await two();
    const { descriptor, fingerprint } = b.invite();
    expect(fingerprint).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
    expect(await a.node.operator.enrolPeer({ descriptor })).toMatchObject({
      ok: false,
      error: [{ at: '--fingerprint', problem: expect.stringContaining(fingerprint) }],
    });
    expect(a.node.operator.peers()).toEqual([]);
    expect(a.node.operator.parties()).toHaveLength(1);
    const wrong = fingerprint.replace(/^./, (c) => (c === '0' ? '1' : '0'));
    expect(await a.node.operator.enrolPeer({ descriptor, fingerprint: wrong })).toMatchObject({ ok: false });
    expect(must(await a.node.operator.enrolPeer({ descriptor, fingerprint: fingerprint.toUpperCase() }))).toMatchObject(
      {
        party: 'b',
        url: b.url,
        waiting: 0,
      },
    );
    expect(a.node.operator.parties().map((party) => party.id)).toEqual(['a', 'b']);
  });

  it('T-FED-10 a file in which anything was changed has another fingerprint', async () => {
    const [a, b] = await two();
    const { descriptor, fingerprint } = b.invite();
    const key = a.invite().descriptor.key;
    for (const change of [
      { key },
      { url: 'https://evil.example/' },
      { name: 'B!' },
      { party: 'c' },
      { certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' },
    ])
      expect(await a.node.operator.enrolPeer({ descriptor: { ...descriptor, ...change }, fingerprint })).toMatchObject({
        ok: false,
      });
    for (const wrong of [
      null,
      'x',
      [],
      {},
      { ...descriptor, extra: 1 },
      { ...descriptor, 'proviso-peer': 2 },
      { ...descriptor, certificate: 'x' },
    ])
      expect(await a.node.operator.enrolPeer({ descriptor: wrong, fingerprint })).toMatchObject({ ok: false });
    expect(a.node.operator.peers()).toEqual([]);
  });

  it('refuses this node itself, the key of another peer, wide or loopback allowances and things that are no identity', async () => {
    const [a, b] = await two();
    const own = a.invite();
    expect(await a.node.operator.enrolPeer(own)).toMatchObject({ ok: false });
    await a.enrol(b);
    const { descriptor } = b.invite();
    const twin = { ...descriptor, party: 'c' };
    const refused = await a.node.operator.enrolPeer({ descriptor: twin });
    expect(refused).toMatchObject({ ok: false, error: [{ at: 'key' }, { at: '--fingerprint' }] });
    const far = { ...descriptor, url: 'https://b.example/' };
    for (const allow of [
      '0.0.0.0/0',
      '10.0.0.0/7',
      '::/0',
      '127.0.0.1',
      '::1',
      '10.1',
      '0x0a.1.1.1',
      'b.example',
      '10.0.0.1/33',
      '10.0.0.1/8/9',
      '',
    ])
      expect(await a.node.operator.enrolPeer({ descriptor: far, allow: [allow] }), allow).toMatchObject({
        ok: false,
        error: [{ at: '--allow' }, { at: '--fingerprint' }],
      });
    expect(await a.node.operator.enrolPeer({ descriptor: far, identities: ['identity--x'] })).toMatchObject({
      ok: false,
      error: [{ at: '--speaks-for' }, { at: '--fingerprint' }],
    });
  });

  it('own staff may enrol a peer anew with another key: the old one is dead at once', async () => {
    const [a, b] = await two();
    await a.enrol(b);
    const first = b.state.signer.current.keyId;
    const next = await b.state.signer.create();
    b.state.signer.replace(next, []);
    await a.enrol(b);
    expect(a.node.operator.peers()[0]).toMatchObject({
      key: next.keyId,
      keys: [{ id: first, retiredAt: expect.any(Number) }, { id: next.keyId }],
    });
    expect([...a.state.peers.address(b.party)!.keys.keys()]).toEqual([next.keyId]);
    expect(a.state.peers.signerOf(first)).toBeNull();
  });

  it('a key under which anything seems signed is refused, whatever the platform makes of it', () => {
    // The neutral element as key and as half of a signature: the equation holds for every message (RFC 8032 section 5.1.7).
    // Node 20 takes such a signature, Node 24 does not: the refusal is ours.
    const neutral = Buffer.alloc(32);
    neutral[0] = 1;
    expect(publicKeyFaults(neutral.toString('base64url'), 'key')).toHaveLength(1);
    const good = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(12);
    expect(publicKeyFaults(good.toString('base64url'), 'key')).toEqual([]);
    for (const wrong of ['', 'x', good.toString('base64'), good.subarray(1).toString('base64url'), null, 7])
      expect(publicKeyFaults(wrong, 'key')).toHaveLength(1);
  });
});
