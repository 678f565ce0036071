import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Parties } from '../../src/app/parties.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { openSqliteStore } from '../../src/storage/index.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';

const dirs: string[] = [];
const labs: WholeNode[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

async function open(file = ':memory:'): Promise<WholeNode> {
  const lab = await WholeNode.open({ file });
  labs.push(lab);
  await lab.addParty('p');
  return lab;
}

const bearer = (secret: string): readonly string[] => [
  'Accept',
  'application/taxii+json;version=2.1',
  'Authorization',
  `Bearer ${secret}`,
];
const status = async (lab: WholeNode, secret: string): Promise<number> =>
  (await lab.ask({ path: '/taxii2/', as: false, headers: bearer(secret) })).status;

describe('keys', () => {
  it('T-AUT-01 no file of the store holds a secret, whole or in part, in any spelling', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-keys-'));
    dirs.push(dir);
    const lab = await open(join(dir, 'store.sqlite'));
    const { secret } = must(await lab.operator.createKey({ party: 'p', scope: 'taxii', label: 'canary' }));
    expect(await status(lab, secret)).toBe(200);
    await lab.restart();
    expect(await status(lab, secret)).toBe(200);
    const random = secret.slice(secret.indexOf('_', 4) + 1);
    expect(Buffer.from(random, 'base64url')).toHaveLength(32);
    const files = readdirSync(dir).map((name) => readFileSync(join(dir, name)));
    const held = Buffer.concat(files);
    expect(held.includes('canary')).toBe(true);
    for (const spelling of [
      secret,
      random,
      random.slice(0, 12),
      Buffer.from(random, 'base64url').toString('hex'),
      Buffer.from(random).toString('base64').slice(0, 40),
    ])
      expect(held.includes(spelling)).toBe(false);
    expect(held.includes(Buffer.from(random, 'base64url'))).toBe(false);
    expect(JSON.stringify(lab.operator.keys())).not.toContain(random.slice(0, 12));
  });

  it('T-AUT-01 two secrets never are one: 256 random bits each', () => {
    const made = new Set(Array.from({ length: 2_000 }, () => nodePlatform.secret()));
    expect(made.size).toBe(2_000);
    for (const secret of made) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  });

  it('T-AUT-02 every key has an owner, a scope, an end if one was set, and a last use; keys overlap while rotating', async () => {
    const lab = await open();
    const old = must(await lab.operator.createKey({ party: 'p', scope: 'taxii', expires: '2026-03-01T01:00:00Z' }));
    const fresh = must(await lab.operator.createKey({ party: 'p', scope: 'taxii' }));
    expect([await status(lab, old.secret), await status(lab, fresh.secret)]).toEqual([200, 200]);
    expect(lab.operator.keys().find((key) => key.id === old.id)).toMatchObject({
      party: 'p',
      scope: 'taxii',
      expiresAt: expect.any(Number),
      lastUsedAt: lab.clock.now(),
    });
    lab.clock.advance(3_600_000_000 - 1);
    expect(await status(lab, old.secret)).toBe(200);
    lab.clock.advance(1);
    expect([await status(lab, old.secret), await status(lab, fresh.secret)]).toEqual([401, 200]);
    for (const scope of ['', 'admin', 'TAXII', '*'])
      expect((await lab.operator.createKey({ party: 'p', scope })).ok).toBe(false);
    for (const party of ['nobody', 'us', ''])
      expect((await lab.operator.createKey({ party, scope: 'taxii' })).ok).toBe(false);
    expect((await lab.operator.createKey({ party: 'p', scope: 'taxii', expires: '2020-01-01T00:00:00Z' })).ok).toBe(
      false,
    );
  });

  it('T-AUT-02 a revoked key is refused from the very next request on, and after a restart', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-keys-'));
    dirs.push(dir);
    const lab = await open(join(dir, 'store.sqlite'));
    const key = must(await lab.operator.createKey({ party: 'p', scope: 'taxii' }));
    expect(await status(lab, key.secret)).toBe(200);
    must(await lab.operator.revokeKey(key.id));
    expect(await status(lab, key.secret)).toBe(401);
    await lab.restart();
    expect(await status(lab, key.secret)).toBe(401);
    expect(lab.operator.keys().find((one) => one.id === key.id)?.revokedAt).toEqual(expect.any(Number));
  });

  it('T-AUT-07 a secret is hashed, and the hash compared in constant time, once, whatever is wrong with the key', () => {
    const calls: string[] = [];
    const platform = {
      ...nodePlatform,
      hasDigest: (text: string, digest: string) => {
        calls.push(`hash and compare with ${digest.length}`);
        return nodePlatform.hasDigest(text, digest);
      },
      sha256: () => expect.unreachable('a secret is hashed in one place'),
      sameBytes: () => expect.unreachable('a digest is compared in one place'),
    };
    const store = openSqliteStore(':memory:');
    const parties = new Parties(store, platform);
    const key = parties.addKey('p' as never, null, 0, 100);
    const random = key.secret.slice(key.secret.indexOf('_', 4) + 1);
    const work = (id: string, secret: string, at: number): readonly string[] => {
      calls.length = 0;
      parties.authenticate(id, secret, at);
      return [...calls];
    };
    const right = work(key.id, random, 1);
    expect(right).toEqual(['hash and compare with 64']);
    expect(work(key.id, random, 100)).toEqual(right);
    expect(work(key.id, 'wrong', 1)).toEqual(right);
    expect(work('unknown', random, 1)).toEqual(right);
    parties.revokeKey(key.id, 1);
    expect(work(key.id, random, 1)).toEqual(right);
  });

  it('T-AUT-07 nothing in the source compares a digest or a secret by `===`', () => {
    const root = fileURLToPath(new URL('../../src/', import.meta.url));
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'),
    );
    const found = files.flatMap((entry) =>
      readFileSync(join(entry.parentPath, entry.name), 'utf8')
        .split('\n')
        .filter((line) => /(secret|digest|tag)\b[^'"]*(===|!==)(?! undefined| null)/i.test(line))
        .map((line) => `${entry.name}: ${line.trim()}`),
    );
    expect(found.filter((line) => !/typeof|\.length|kind/.test(line))).toEqual([]);
  });

  it('T-AUT-05 without a credential every address but the two probes is 401, whatever else is sent', async () => {
    const lab = await open();
    const other = [
      'Cookie',
      `session=${lab.keys.get('p')?.secret}`,
      'X-Forwarded-User',
      'p',
      'X-API-Key',
      lab.keys.get('p')?.secret ?? '',
      'Proxy-Authorization',
      `Bearer ${lab.keys.get('p')?.secret}`,
    ];
    for (const path of [
      '/taxii2/',
      '/api/',
      '/api/collections/',
      '/openapi.json',
      '/nowhere/',
      `/taxii2/?access_token=${lab.keys.get('p')?.secret}`,
    ])
      expect(
        (await lab.ask({ path, as: false, headers: ['Accept', 'application/taxii+json;version=2.1', ...other] }))
          .status,
      ).toBe(401);
    for (const path of ['/healthz', '/readyz']) expect((await lab.ask({ path, as: false })).status).toBe(200);
  });
});
