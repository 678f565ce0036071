import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleWorld } from './sample-world.ts';
import { type DoubleSubject, serveDouble } from './serve-double.ts';
import { basic } from './wire.ts';
import type { Key } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'tls-'));
const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
const made = spawnSync('openssl', [
  ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
  ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
]);
const isThere = made.status === 0;
if (!isThere) console.info('skipped: no openssl here to make a certificate with');

describe.skipIf(!isThere)('TLS', () => {
  let subject: DoubleSubject;
  let pem: { key: string; cert: string };
  beforeAll(async () => {
    pem = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    subject = await serveDouble(sampleWorld, { tls: pem, fence: { strangersPerAddressMax: 2 } });
  });
  afterAll(async () => {
    await subject.close();
    rmSync(folder, { recursive: true });
  });

  const shake = (options: ConnectionOptions): Promise<string | null> =>
    new Promise((resolve) => {
      const socket = connect({ port: subject.port, host: '127.0.0.1', ca: pem.cert, ...options }, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.on('error', () => resolve(null));
    });

  it('TAXII 2.1 §8.2.2: TLS 1.3 and 1.2 are spoken, 1.1 is not', async () => {
    expect(await shake({})).toBe('TLSv1.3');
    expect(await shake({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    expect(await shake({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })).toBe(null);
  });

  it('TAXII 2.1 §4.1 is served over TLS, on connections that count as known once a key was right', async () => {
    const ask = (): Promise<number> =>
      new Promise((resolve, reject) => {
        const headers = {
          Accept: 'application/taxii+json;version=2.1',
          Authorization: basic(subject.keys['alfa'] as Key),
        };
        get({ port: subject.port, host: '127.0.0.1', ca: pem.cert, path: '/taxii2/', headers, agent: false }, (res) => {
          res.resume();
          res.on('end', () => resolve(res.statusCode ?? 0));
        }).on('error', reject);
      });
    expect(subject.url).toMatch(/^https:/);
    for (let n = 0; n < 5; n++) expect(await ask()).toBe(200);
  });
});
