import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { guardedEgress } from '../../src/peers/guarded-egress.ts';
import { readServerAddress } from '../../src/peers/server-address.ts';
import type { Resolve } from '../../src/peers/system-resolve.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
});

async function serve(
  answer: Parameters<typeof createServer>[1],
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    asked.push(req.url!);
    answer!(req, res);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

const ask = {
  headers: { accept: 'application/taxii+json;version=2.1' },
  allow: [],
  bytesMax: 10_000,
  timeoutMs: 2_000,
};

describe('T-FED-01 addresses of servers that are no nodes', () => {
  it.each([
    'https://127.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0/',
    'http://0/',
    'https://①②⑦.0.0.1/',
    'http://169.254.169.254/latest/',
    'http://taxii.example/',
    'https://user@taxii.example/',
    'file:///etc/passwd',
  ])('does not take %s', (url) => {
    expect(readServerAddress(url)).toMatchObject({ ok: false, error: [{ at: 'url', valid: expect.any(String) }] });
  });

  it.each([
    'https://taxii.example/',
    'https://taxii.example:8443/some/path/',
    'http://127.0.0.1:5000/taxii2/',
    'http://[::1]:5000/',
  ])('takes %s', (url) => {
    expect(readServerAddress(url)).toMatchObject({ ok: true });
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fe80::1',
    'fd00::1',
  ])('does not dial a name that stands for %s, nor one that stands for it among others', async (address) => {
    for (const addresses of [[address], ['93.184.216.34', address]]) {
      const resolve: Resolve = (_, done) => done(null, addresses);
      const reply = await guardedEgress(resolve)({ ...ask, url: 'https://taxii.example/taxii2/' });
      expect(reply).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('not allowed') });
    }
  });
});

describe('answers of other servers', () => {
  it('T-FED-02 a redirect is an answer, and nobody else is asked', async () => {
    const target = await serve((_, res) => res.end('secret'));
    const { url } = await serve((_, res) => res.writeHead(302, { location: target.url }).end());
    expect(await guardedEgress()({ ...ask, url })).toMatchObject({ kind: 'answered', status: 302 });
    expect(target.asked).toEqual([]);
  });

  it('T-FED-14 stops reading at the limit, whatever was announced', async () => {
    const { url } = await serve((_, res) => {
      const more = (): void => {
        while (!res.destroyed && res.write('x'.repeat(4_096)));
        if (!res.destroyed) res.once('drain', more);
      };
      more();
    });
    expect(await guardedEgress()({ ...ask, url })).toMatchObject({
      kind: 'unreachable',
      why: expect.stringContaining('10000 bytes'),
    });
  });

  it('does not unpack a body', async () => {
    const { url } = await serve((_, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end('\u001f\u008b'));
    const reply = await guardedEgress()({ ...ask, url });
    expect(reply).toMatchObject({ kind: 'answered', status: 200 });
    expect(reply.kind === 'answered' && reply.headers.get('content-encoding')).toBe('gzip');
  });

  it('gives up on a server that never ends its answer', async () => {
    const { url } = await serve((_, res) => res.writeHead(200).write('{'));
    const reply = await guardedEgress()({ ...ask, timeoutMs: 300, url });
    expect(reply).toMatchObject({ kind: 'unreachable' });
  });

  it('says so when nobody listens', async () => {
    const { url } = await serve((_, res) => res.end());
    await new Promise((done) => servers.pop()!.close(done));
    expect(await guardedEgress()({ ...ask, url })).toEqual({ kind: 'unreachable', why: 'nobody listens there' });
  });
});
