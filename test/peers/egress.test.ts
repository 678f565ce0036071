import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PartyId } from '../../src/core/ids.ts';
import { memoryKeyRing, signerFromSeed } from '../../src/main/ed25519.ts';
import { mayDial } from '../../src/peers/check-address.ts';
import { signedClient } from '../../src/peers/index.ts';
import type { PeerAddress, PeerReply, PeerRequest, Transport } from '../../src/ports/transport.ts';
import {
  answerBase,
  answerParams,
  contentDigest,
  parsePeerUrl,
  parseRequestParams,
  signatureValue,
} from '../../src/protocol/peer/index.ts';
import { selfSigned, type TestCertificate } from '../lab/certificates.ts';

const peer = 'b' as PartyId;
const own = signerFromSeed(createHash('sha256').update('own').digest());
const theirs = signerFromSeed(createHash('sha256').update('theirs').digest());
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const servers: Server[] = [];
const clients: Transport[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close?.();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Answers as the peer would, unless the test spoils something. */
interface Spoil {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sent?: Uint8Array;
  readonly by?: typeof theirs;
  readonly nonce?: string;
  readonly unsigned?: boolean;
}

function answering(body: string, spoil: Spoil = {}): RequestListener {
  return (req: IncomingMessage, res: ServerResponse) => {
    req.resume();
    const asked = parseRequestParams(String(req.headers['signature-input']))!;
    const signer = spoil.by ?? theirs;
    const bytes = Buffer.from(body);
    const parts = {
      status: spoil.status ?? 200,
      contentType: 'application/json',
      contentDigest: contentDigest(bytes, sha256),
      added: null,
    };
    const params = { created: Math.floor(Date.now() / 1000), nonce: spoil.nonce ?? asked.nonce, keyId: signer.keyId };
    const signature = signatureValue(signer.sign(Buffer.from(answerBase(parts, params))));
    const signing = spoil.unsigned
      ? {}
      : {
          'content-digest': parts.contentDigest,
          'signature-input': `proviso=${answerParams(parts, params)}`,
          signature,
        };
    res.writeHead(parts.status, { 'content-type': 'application/json', ...signing, ...spoil.headers });
    res.end(spoil.sent ?? bytes);
  };
}

interface Served {
  readonly port: number;
  readonly asked: string[];
  /** Connections, requests or not. */
  connections: number;
}

async function serve(listener: RequestListener, tls: TestCertificate | null = null): Promise<Served> {
  const server = tls === null ? createServer() : createTlsServer({ key: tls.key, cert: tls.cert });
  const served: Served = { port: 0, asked: [], connections: 0 };
  server.on('connection', () => {
    served.connections++;
  });
  server.on('request', (req, res) => {
    served.asked.push(`${req.method} ${req.url}`);
    listener(req, res);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(served, { port: (server.address() as AddressInfo).port });
}

function clientTo(
  address: Partial<PeerAddress> & { readonly url: string },
  resolve?: (host: string) => readonly string[],
): Transport {
  const client = signedClient({
    peers: {
      address: () => ({
        party: peer,
        certificate: null,
        allow: [],
        keys: new Map([[theirs.keyId, theirs.publicKey]]),
        ...address,
      }),
      signer: () => own,
      now: () => Date.now() * 1000,
      answered: () => undefined,
      notKnown: () => undefined,
    },
    ...(resolve === undefined ? {} : { resolve: (host, done) => done(null, resolve(host)) }),
  });
  clients.push(client);
  return client;
}

const get = (client: Transport, more: Partial<PeerRequest> = {}): Promise<PeerReply> =>
  client.send({ peer, method: 'GET', path: '/x', body: null, ...more });
const url = ({ port }: Served): string => `http://127.0.0.1:${port}/`;

/** Spellings of addresses that are not public ones; the first column is what an address bar would take. */
const literals = [
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '0x7f000001',
  '2130706433',
  '0177.0.0.1',
  '127.0.0.1.',
  '0',
  '0.0.0.0',
  '①②⑦.0.0.1',
  '１２７.0.0.1',
  '127。0。0。1',
  '10.0.0.1',
  '10.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '198.18.0.1',
  '192.0.0.8',
  '192.0.2.1',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '[::]',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::10.0.0.1]',
  '[64:ff9b:1::1]',
  '[2002:7f00:1::]',
  '[2001::1]',
  '[fe80::1]',
  '[fe80::1%eth0]',
  '[fc00::1]',
  '[fd12::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[100::1]',
];

describe('T-FED-01 where a node lets itself be sent', () => {
  it.each(literals)('%s is no address that can be enrolled over HTTPS and dialled', async (host) => {
    const parsed = parsePeerUrl(`https://${host}/`);
    if (!parsed.ok) return;
    // In its plain spelling it parses; the connector then refuses to dial it, unless it is loopback by its own name.
    const { host: plain } = parsed.value;
    expect(`https://${host}/`).toBe(parsed.value.url);
    expect(mayDial(plain, [], false)).toBe(false);
    if (plain === '127.0.0.1' || plain === '::1') return;
    expect(mayDial(plain, [], true)).toBe(false);
    const reply = await get(clientTo({ url: parsed.value.url }));
    expect(reply).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('not allowed') });
  });

  it.each(literals)('a name that resolves to %s is not dialled', async (host) => {
    const target = host.replace(/^\[|\]$/g, '');
    const reply = await get(clientTo({ url: 'https://node.example/' }, () => [target]));
    expect(reply).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('not allowed') });
  });

  it('a public address beside a private one does not help, in either order', async () => {
    const served = await serve(answering('{}'));
    for (const addresses of [
      ['93.184.216.34', '127.0.0.1'],
      ['127.0.0.1', '93.184.216.34'],
      ['93.184.216.34', '10.0.0.1'],
      [],
    ])
      expect(await get(clientTo({ url: `https://node.example:${served.port}/` }, () => addresses))).toMatchObject({
        kind: 'unreachable',
        why: expect.stringContaining('not allowed'),
      });
    expect(served.connections).toBe(0);
  });

  it('what was checked is dialled: a name server that changes its answer is asked once and no more', async () => {
    const served = await serve(answering('{}'));
    let calls = 0;
    const client = clientTo({ url: `http://localhost:${served.port}/` }, () =>
      calls++ === 0 ? ['127.0.0.1'] : ['10.0.0.1'],
    );
    expect(await get(client)).toMatchObject({ kind: 'answered' });
    expect(calls).toBe(1);
    expect(await get(clientTo({ url: `http://localhost:${served.port}/` }, () => ['10.0.0.1']))).toMatchObject({
      why: expect.stringContaining('10.0.0.1'),
    });
  });

  it('private networks are dialled for the peer that they were allowed for, loopback never by another name', () => {
    expect(mayDial('10.1.2.3', ['10.1.0.0/16'], false)).toBe(true);
    expect(mayDial('10.2.2.3', ['10.1.0.0/16'], false)).toBe(false);
    expect(mayDial('10.1.2.3', ['10.1.2.3'], false)).toBe(true);
    expect(mayDial('::ffff:10.1.2.3', ['10.1.0.0/16'], false)).toBe(false);
    expect(mayDial('fd00:1::5', ['fd00:1::/64'], false)).toBe(true);
    expect(mayDial('fd00:2::5', ['fd00:1::/64'], false)).toBe(false);
    expect(mayDial('127.0.0.1', ['127.0.0.0/8'], false)).toBe(false);
    expect(mayDial('93.184.216.34', [], false)).toBe(true);
    expect(mayDial('2606:2800:220:1::1', [], false)).toBe(true);
  });

  it.each([
    'http://node.example/',
    'https://user@node.example/',
    'https://user:pw@node.example/',
    'https://node.example/path',
    'https://node.example/?q',
    'https://node.example/#f',
    'https://NODE.example/',
    'https://node.example:0/',
    'https://node.example:65536/',
    'https://node.example:080/',
    'ftp://node.example/',
    'https://node..example/',
    'https://-node.example/',
    'https:node.example',
    '//node.example/',
    'https://nöde.example/',
    'https://node.example\\@evil.example/',
    'https://node.example /',
    'file:///etc/passwd',
    'https://1.2.3/',
    'https://[2001:0db8::1]/',
    'https://[2606:2800:220:1:0:0:0:1]/',
    'https://[::ffff:1.2.3.4]/',
    'https://0x7f000001/',
  ])('%s is no address of a peer', (text) => {
    expect(parsePeerUrl(text)).toMatchObject({ ok: false });
  });

  it('proxies of the environment are not asked', async () => {
    const proxy = await serve((_req, res) => res.end('proxy'));
    const served = await serve(answering('{}'));
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    for (const name of names)
      process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : `http://127.0.0.1:${proxy.port}`;
    try {
      expect(await get(clientTo({ url: url(served) }))).toMatchObject({ kind: 'answered' });
    } finally {
      for (const name of names) delete process.env[name];
    }
    expect(proxy.connections).toBe(0);
  });
});

describe('T-FED-02 T-FED-03 what an answer or a message says is not followed', () => {
  it.each([301, 302, 303, 307, 308])('status %i leads nowhere', async (status) => {
    const elsewhere = await serve(answering('{"secret":1}'));
    const chain = await serve(answering('{}', { status, headers: { location: url(elsewhere) } }));
    expect(await get(clientTo({ url: url(chain) }))).toMatchObject({ kind: 'answered', status });
    expect([chain.asked.length, elsewhere.connections]).toEqual([1, 0]);
  });

  it('a path that is an address stays a path, or is none', async () => {
    const served = await serve(answering('{}'));
    const trap = await serve(answering('{}'));
    const client = clientTo({ url: url(served) });
    for (const path of [
      ...literals.map((host) => `http://${host}:${trap.port}/`),
      ...literals.map((host) => `//${host}:${trap.port}/`),
      '/\\127.0.0.1/',
      '@127.0.0.1/',
      '',
      '?',
      '/a b',
      '/a\r\nHost: evil',
      '/a#b',
      '\\\\127.0.0.1\\x',
      '/ä',
    ])
      expect(await get(client, { path }), path).toMatchObject({
        kind: 'unreachable',
        why: expect.stringContaining('is not a path'),
      });
    expect([served.asked, trap.connections]).toEqual([[], 0]);
    await get(client, { path: '/@127.0.0.1:1/http://10.0.0.1/' });
    expect(served.asked).toEqual(['GET /@127.0.0.1:1/http://10.0.0.1/']);
  });
});

describe('T-FED-10 T-FED-14 an answer that is not the peer’s is none', () => {
  it.each([
    ['another key', { by: own }],
    ['no signature', { unsigned: true }],
    ['a signature for another request', { nonce: `${'B'.repeat(42)}A` }],
    ['another body', { sent: Buffer.from('{"n":2}') }],
    ['compression', { headers: { 'content-encoding': 'gzip' } }],
    ['a second signature', { headers: { 'x-taxii-date-added-first': 'a', 'x-taxii-date-added-last': 'b' } }],
  ] as const)('%s', async (_, spoil) => {
    const served = await serve(answering('{"n":1}', spoil));
    expect(await get(clientTo({ url: url(served) }))).toMatchObject({ kind: 'unreachable' });
  });

  it('a key that is pinned for it, and was made for nobody else', async () => {
    const served = await serve(answering('{"n":1}'));
    const ring = memoryKeyRing();
    const other = await ring.create();
    expect(await get(clientTo({ url: url(served) }))).toMatchObject({ kind: 'answered', status: 200 });
    const keys = new Map([[other.keyId, other.publicKey]]);
    expect(await get(clientTo({ url: url(served), keys }))).toMatchObject({
      why: expect.stringContaining('not pinned'),
    });
  });

  it('T-FED-14 10 KiB that would unpack to 10 MiB are never unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(12 * 1024);
    const served = await serve(
      answering(bomb.toString('latin1'), { headers: { 'content-encoding': 'gzip' }, sent: bomb }),
    );
    expect(await get(clientTo({ url: url(served) }))).toMatchObject({
      kind: 'unreachable',
      why: expect.stringContaining('compressed'),
    });
  });

  it('size and time are bounded: exactly the limit passes, one byte more does not, and a slow one is left', async () => {
    const served = await serve(answering('x'.repeat(1_000)));
    const client = clientTo({ url: url(served) });
    expect(await get(client, { bytesMax: 1_000 })).toMatchObject({ kind: 'answered' });
    expect(await get(client, { bytesMax: 999 })).toMatchObject({ why: 'its answer is too large' });
    const endless = await serve((_req, res) => {
      res.writeHead(200);
      const more = setInterval(() => res.write('x'.repeat(100)), 10);
      res.on('close', () => clearInterval(more));
    });
    expect(await get(clientTo({ url: url(endless) }), { bytesMax: 5_000 })).toMatchObject({
      why: 'its answer is too large',
    });
    expect(await get(clientTo({ url: url(endless) }), { timeoutMs: 200 })).toMatchObject({
      why: 'no whole answer in time',
    });
    const silent = await serve(() => undefined);
    expect(await get(clientTo({ url: url(silent) }), { timeoutMs: 200 })).toMatchObject({
      why: 'no whole answer in time',
    });
  });
});

const [good, other, expired, wrongName] = [
  selfSigned('IP:127.0.0.1,DNS:localhost'),
  selfSigned('IP:127.0.0.1,DNS:localhost'),
  selfSigned('IP:127.0.0.1,DNS:localhost', -1),
  selfSigned('DNS:other.example'),
];
const hasOpenssl = good !== null && other !== null && expired !== null && wrongName !== null;
if (!hasOpenssl) console.info('skipped: no openssl here to make certificates with');

describe.skipIf(!hasOpenssl)('T-FED-10 certificates', () => {
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  // The environment has no say: a client that obeyed it would take every certificate below.
  beforeAll(() => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  });
  afterAll(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  });

  it.each([
    ['self-signed and not enrolled', good, null, 'self-signed'],
    ['another self-signed one than was enrolled', other, good, 'self-signed'],
    ['expired, though enrolled', expired, expired, 'expired'],
    ['for another name, though enrolled', wrongName, wrongName, 'another name'],
  ] as const)('%s', async (_, served, pinned, why) => {
    const there = await serve(answering('{}'), served);
    const reply = await get(clientTo({ url: `https://127.0.0.1:${there.port}/`, certificate: pinned?.cert ?? null }));
    expect(reply).toMatchObject({ kind: 'unreachable', why: expect.stringContaining(why) });
    expect(there.asked).toEqual([]);
  });

  it('the one that was enrolled is taken, by address and by name, and TLS is asked for the name', async () => {
    const there = await serve(answering('{}'), good);
    expect(await get(clientTo({ url: `https://127.0.0.1:${there.port}/`, certificate: good!.cert }))).toMatchObject({
      kind: 'answered',
    });
    const named: unknown[] = [];
    servers.at(-1)!.on('secureConnection', (socket: { servername?: unknown }) => named.push(socket.servername));
    expect(
      await get(clientTo({ url: `https://localhost:${there.port}/`, certificate: good!.cert }, () => ['127.0.0.1'])),
    ).toMatchObject({ kind: 'answered' });
    expect(named).toEqual(['localhost']);
  });
});
