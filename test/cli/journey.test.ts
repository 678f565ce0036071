import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { termsFromValue } from '../../src/formats/index.ts';
import { readStrictYaml } from '../../src/formats/strict-yaml.ts';
import { inProcess, projectRoot, proviso, start } from './program.ts';

const work = mkdtempSync(join(tmpdir(), 'proviso-journey-'));
const data = join(work, 'node');
const samples = join(projectRoot, 'samples/communities');
const collection = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';
afterAll(() => rmSync(work, { recursive: true, force: true }));

const json = async (args: readonly string[], code = 0, input = ''): Promise<never> => {
  const ran = await inProcess([...args, '--data', data, '--json'], input);
  if (ran.code !== code) throw new Error(`${args.join(' ')}: exit ${ran.code}, ${ran.err}`);
  return JSON.parse(ran.out) as never;
};
const terms = readFileSync(join(samples, 'terms.yaml'), 'utf8').replace(
  'collection:bank-shared',
  `collection:${collection}`,
);
const refusedInSample = 4;

describe('a node from its first command to its last', () => {
  const shared: { key: { id: string; secret: string }; object: string } = { key: { id: '', secret: '' }, object: '' };

  beforeAll(async () => {
    const made = await proviso(['init', '--party', 'bank-isac', '--name', 'Bank ISAC', '--data', data]);
    expect([made.code, made.err]).toEqual([0, '']);
    expect(made.out.match(/^ {2}proviso /gm)).toHaveLength(3);
  });

  it('T-CLI-04 makes directory, keys and store private', () => {
    expect(statSync(data).mode & 0o777).toBe(0o700);
    const open = readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => (statSync(path).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(existsSync(join(data, 'keys/cursor.key'))).toBe(true);
  });

  it('T-CFG-01 begins with no counterpart, no key and no collection', async () => {
    expect(await json(['party', 'list'])).toMatchObject([{ id: 'bank-isac', name: 'Bank ISAC', self: true }]);
    expect([await json(['key', 'list']), await json(['collection', 'list']), await json(['terms', 'list'])]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('refuses to init a directory that holds something', async () => {
    const again = await inProcess(['init', '--party', 'x', '--name', 'X', '--data', data]);
    expect([again.code, again.out]).toEqual([1, '']);
    expect(again.err).toContain(`${data}: is not empty`);
  });

  it('creates a collection under the id it was given', async () => {
    expect(
      await json(['collection', 'create', '--id', collection, '--title', 'Shared', '--alias', 'bank-shared']),
    ).toMatchObject({ id: collection });
    expect(await json(['collection', 'list'])).toMatchObject([{ id: collection, alias: 'bank-shared', objects: 0 }]);
  });

  it('imports the sample, with a reject file for what is refused, and a second time adds nothing', async () => {
    const file = join(work, 'intelligence.json');
    writeFileSync(file, readFileSync(join(samples, 'intelligence.json')));
    const first: { read: number; added: number } = await json(['import', file, '--collection', 'bank-shared'], 1);
    expect(first).toMatchObject({
      refused: refusedInSample,
      added: first.read - refusedInSample,
      files: [{ rejects: `${file}.rejects.jsonl` }],
    });
    expect(readFileSync(`${file}.rejects.jsonl`, 'utf8').trimEnd().split('\n')).toHaveLength(refusedInSample);
    expect(await json(['import', file, '--collection', collection], 1)).toMatchObject({
      added: 0,
      alreadyHeld: first.added,
    });
  });

  it('adds party, topic, terms and key; prefixes may be written or left out', async () => {
    await json(['party', 'add', 'party:energy-isac', '--name', 'Energy ISAC', '--organ', 'legal', '--organ', 'press']);
    expect(await json(['party', 'show', 'energy-isac'])).toMatchObject({
      id: 'energy-isac',
      organs: ['legal', 'press'],
      keys: [],
    });
    await json(['topic', 'add', join(samples, 'topics.yaml')]);
    await json(['terms', 'check', '-'], 0, terms);
    expect(await json(['terms', 'add', '-'], 0, terms)).toMatchObject({ from: 'bank-isac', to: 'energy-isac' });
    shared.key = await json(['key', 'create', '--party', 'energy-isac', '--scope', 'taxii']);
    expect(shared.key.secret.length).toBeGreaterThan(40);
  });

  it('shows a text in its three spellings, and checks each as the same text', async () => {
    const [{ id }] = (await json(['terms', 'list'])) as [{ id: string }];
    const another = 'urn:uuid:1f0a4c1e-0bbb-4a00-8000-000000000bbb';
    for (const form of ['yaml', 'json', 'odrl']) {
      const plain = await inProcess(['terms', 'show', id, '--form', form, '--data', data]);
      expect([plain.code, plain.err]).toEqual([0, '']);
      const shown: { document: string } = await json(['terms', 'show', id, '--form', form]);
      expect(plain.out).toBe(`${shown.document}\n`);
      const copy = plain.out.replace(id, another);
      const read = readStrictYaml(copy);
      expect(read.ok && termsFromValue(read.value)).toMatchObject({ ok: true, value: { id: another } });
      expect(await json(['terms', 'check', '-'], 0, copy)).toMatchObject({ ok: true });
      const spoilt = copy.replace('energy-isac', 'energy\u2010isac');
      expect(await json(['terms', 'check', '-'], 1, spoilt)).toMatchObject({
        faults: [{ at: form === 'odrl' ? 'assignee' : 'to' }],
      });
    }
    expect(await json(['terms', 'show', id, '--form', 'xml'], 1)).toMatchObject({ faults: [{ at: 'form' }] });
    expect(await json(['terms', 'show', another], 1)).toMatchObject({ faults: [{ at: 'id' }] });
  });

  it('explains a refusal with the smallest change that would turn it', async () => {
    const bundle = JSON.parse(readFileSync(join(samples, 'intelligence.json'), 'utf8')) as {
      objects: { id: string; type: string }[];
    };
    shared.object = bundle.objects.find((one) => one.type === 'indicator')?.id ?? '';
    expect(await json(['decide', '--party', 'energy-isac', '--object', shared.object])).toMatchObject({
      decision: 'refuse',
    });
    expect(await json(['explain', '--party', 'party:energy-isac', '--object', shared.object])).toMatchObject({
      decision: 'refuse',
      class: 'unknown',
      ways: [{ changes: [{ operand: 'position', to: 'undertaken' }] }],
    });
  });

  it('says what would be released if a position were taken, and changes nothing by it', async () => {
    expect(await json(['simulate', join(samples, 'what-if.yaml')])).toBeTypeOf('object');
    expect(await json(['statement', 'list'])).toEqual([]);
  });

  it('refuses to open a store whose files others can read, with the command that mends it (T-CLI-04)', async () => {
    chmodSync(join(data, 'keys/cursor.key'), 0o644);
    const refused = await inProcess(['party', 'list', '--data', data]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`chmod 600 ${join(data, 'keys/cursor.key')}`);
    chmodSync(join(data, 'keys/cursor.key'), 0o600);
  });

  it('T-CFG-01 refuses an address beyond this machine without TLS or a proxy', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
      const refused = await inProcess(['start', '--data', data, '--host', host, '--port', '0']);
      expect([refused.code, refused.out]).toEqual([1, '']);
      expect(refused.err).toContain('behindProxy');
    }
  });

  it('T-CFG-01 warns of a misspelt variable and refuses a bad port, both by name', async () => {
    const misspelt = await proviso(['start', '--data', data, '--host', '0.0.0.0'], '', { PROVISO_BEHIND_PROXI: '1' });
    expect(misspelt.err).toContain(
      'PROVISO_BEHIND_PROXI: no setting has this variable (valid: PROVISO_BEHIND_PROXY)\n',
    );
    expect((await inProcess(['start', '--data', data, '--port', '99999'])).err).toMatch(/^--port: is not a value/);
  });

  it('serves, answers partner and staff at once, and closes cleanly on SIGTERM', async () => {
    const node = start(['start', '--port', '0', '--data', data]);
    const [, url = ''] = await node.seen(/ready at (http:\/\/127\.0\.0\.1:\d+\/)\n/);
    const objects = `${url}api/collections/${collection}/objects/`;
    const poll = async (secret = shared.key.secret): Promise<{ status: number; objects: number }> => {
      const authorization = `Basic ${Buffer.from(`${shared.key.id}:${secret}`).toString('base64')}`;
      const answer = await fetch(objects, { headers: { authorization, accept: 'application/taxii+json;version=2.1' } });
      return {
        status: answer.status,
        objects: ((await answer.json()) as { objects?: unknown[] }).objects?.length ?? 0,
      };
    };
    expect(await poll('wrong')).toMatchObject({ status: 401 });
    expect(await poll()).toEqual({ status: 200, objects: 0 });

    // The same commands, now through the socket of the node that owns the store.
    expect(statSync(join(data, 'control.sock')).mode & 0o777).toBe(0o600);
    await json(['statement', 'add', join(samples, 'statement-undertaking.yaml')]);
    expect(await json(['position', 'show', '--party', 'energy-isac', '--topic', 'no-resale'])).toBeTypeOf('object');
    const { objects: received } = await poll();
    expect(received).toBeGreaterThan(50);
    expect(await json(['who-got', shared.object])).toMatchObject([{ party: 'energy-isac', collection }]);
    const exported: { objects: unknown[] } = await json([
      'export',
      '--collection',
      'bank-shared',
      '--as',
      'energy-isac',
    ]);
    expect(exported.objects).toHaveLength(received);
    expect(await json(['doctor'])).toBeInstanceOf(Array);

    const second = await proviso(['start', '--port', '0', '--data', data]);
    expect([second.code, second.out]).toEqual([1, '']);
    expect(second.err).toMatch(/in use/);

    // T-AUT-02: revoked in another process, refused by the node for its next request.
    expect((await proviso(['key', 'revoke', shared.key.id, '--data', data])).code).toBe(0);
    expect(await poll()).toMatchObject({ status: 401 });

    // T-CLI-02: neither the command line of the node nor what it wrote holds a secret.
    const canary = shared.key.secret.slice(-20);
    if (existsSync('/proc/self/cmdline')) {
      expect(readFileSync(`/proc/${node.child.pid}/cmdline`, 'utf8')).not.toContain(canary);
      expect(readFileSync(`/proc/${node.child.pid}/environ`, 'utf8')).not.toContain(canary);
    }
    node.child.kill('SIGTERM');
    const ended = await node.done;
    expect(ended.code).toBe(0);
    expect(ended.err.trimEnd().split('\n')).toHaveLength(2);
    expect(ended.err).toMatch(new RegExp(`^\\S+Z credential refused: .*key ${shared.key.id}`));
    expect(ended.err).not.toContain(canary);
    expect(ended.out).toBe(`proviso ready at ${url}\n`);
    expect(existsSync(join(data, 'control.sock'))).toBe(false);
    for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) expect(readFileSync(join(entry.parentPath, entry.name)).includes(canary)).toBe(false);
    }
  });

  it('keeps everything over the restart', async () => {
    expect(await json(['who-got', shared.object])).toMatchObject([{ party: 'energy-isac' }]);
    expect(await json(['key', 'list'])).toMatchObject([{ id: shared.key.id, revokedAt: expect.stringMatching(/Z$/) }]);
  });

  it('goes on after a kill: the socket left behind counts as none, the lock of a dead owner too', async () => {
    const killed = start(['start', '--port', '0', '--data', data]);
    await killed.seen(/ready at/);
    killed.child.kill('SIGKILL');
    await killed.done;
    expect(existsSync(join(data, 'control.sock'))).toBe(true);
    expect(await json(['collection', 'list'])).toMatchObject([{ id: collection }]);
    const next = start(['start', '--port', '0', '--data', data]);
    await next.seen(/ready at/);
    expect(await json(['collection', 'list'])).toMatchObject([{ id: collection }]);
    next.child.kill('SIGTERM');
    expect((await next.done).code).toBe(0);
  });

  it('T-CFG-01 listens beyond this machine behind a proxy, when told so', async () => {
    const node = start(['start', '--data', data, '--host', '0.0.0.0', '--port', '0'], { PROVISO_BEHIND_PROXY: 'true' });
    await node.seen(/ready at http:\/\/0\.0\.0\.0:\d+\//);
    node.child.kill('SIGINT');
    expect((await node.done).code).toBe(0);
  });

  it('says what to do where no node is', async () => {
    const nowhere = await inProcess(['party', 'list', '--data', join(work, 'nowhere')]);
    expect([nowhere.code, nowhere.out]).toEqual([
      1,
      '{"ok":false,"faults":[{"at":"' +
        join(work, 'nowhere') +
        '","problem":"holds no node","valid":"--data DIR of an existing one, or \\"proviso init --party ID --name NAME\\""}]}\n',
    ]);
  });
});
