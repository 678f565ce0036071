import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { tableAccord } from '../../src/app/accord/table-accord.ts';
import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import { inProcess, type Program, start } from '../cli/program.ts';
import { SocketNode } from '../lab/socket-pair.ts';
import { must } from '../lab/whole-node-lab.ts';
import { indicator, uuidOf } from './sample-items.ts';

/**
 * A real process that pulls from another node, by signed requests under an accord, and is killed again and again.
 * `PROVISO_FEDERATION_OBJECTS` sets how many objects cross (200,000 for the full run).
 */
const count = Number(process.env['PROVISO_FEDERATION_OBJECTS'] ?? 3_000);
const kills = count > 50_000 ? 5 : 1;
const shared = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';
const [accord, terms] = ['accord', 'terms'].map((name) => `urn:uuid:${uuidOf(`crossing ${name}`)}`) as [string, string];
const dir = mkdtempSync(join(tmpdir(), 'proviso-pull-kill-'));
const data = join(dir, 'node');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
process.umask(0o077);

const run = async (...words: string[]): Promise<unknown> => {
  const done = await inProcess([...words, '--data', data, '--json']);
  if (done.code !== 0) throw new Error(`${words.join(' ')}: ${done.err}`);
  return JSON.parse(done.out);
};

interface Row {
  readonly added: number;
  readonly held: number;
  readonly health: string;
  readonly conflicts: number;
}

const nothingYet: Row = { added: 0, held: 0, health: 'new', conflicts: 0 };
const status = async (): Promise<Row> => ((await run('sync', 'status')) as Row[])[0] ?? nothingYet;
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A port that was free a moment ago: the giver knows its peer by one address. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

async function startTaker(port: number): Promise<Program> {
  const program = start(['start', '--data', data, '--port', String(port)]);
  await program.seen(/http:\/\/127\.0\.0\.1:\d+\//);
  return program;
}

async function bring(giver: SocketNode): Promise<void> {
  const { operator } = giver.node;
  must(await operator.createCollection({ id: shared, title: 'Shared', alias: 'shared' }));
  for (let from = 0; from < count; from += 10_000) {
    const some = Array.from({ length: Math.min(10_000, count - from) }, (_, i) => indicator(`crossing ${from + i}`));
    const bundle = JSON.stringify({ type: 'bundle', id: `bundle--${uuidOf('bundle')}`, objects: some });
    async function* source(): AsyncIterable<Uint8Array> {
      yield Buffer.from(bundle);
    }
    must(await operator.importObjects({ collection: 'shared', source: source(), dryRun: false }));
  }
}

/** Each pins the other's key; then one leg, signed by both. */
async function agree(giver: SocketNode): Promise<void> {
  const file = join(dir, 'invitation.json');
  const { fingerprint } = (await run('peer', 'invite', '--out', file)) as { fingerprint: string };
  const descriptor = JSON.parse(readFileSync(file, 'utf8')) as never;
  must(await giver.node.operator.enrolPeer({ descriptor, fingerprint }));
  const invitation = giver.invite();
  writeFileSync(file, JSON.stringify(invitation.descriptor));
  await run('peer', 'enrol', file, '--fingerprint', invitation.fingerprint);
  await run('peer', 'set', 'giver', '--into', 'mine');
  const rules = { allow: [{ do: 'receive' }, { do: 'relay' }], references: 'keep' };
  const text = { id: terms, from: 'party:giver', to: 'party:us', over: 'collection:shared', ...rules };
  const value = { id: accord, legs: [{ terms: text, delivery: 'pull' }] };
  must(await tableAccord(giver.state, { value, to: 'us', confirm: 'auto', by: 'staff' }));
  const isAt = async (phase: string): Promise<boolean> => {
    await deliverAll(giver.state);
    return ((await run('accord', 'list')) as { phase: string }[]).some((one) => one.phase === phase);
  };
  while (!(await isAt('tabled'))) await aMoment();
  await run('accord', 'accept', accord);
  while (!(await isAt('in-force'))) await aMoment();
}

it(`T-FED-09 T-DUR-01 M 3381 ${count} objects cross under an accord while the receiver is killed in the middle, and arrive complete, each once`, {
  timeout: 3_000_000,
}, async () => {
  const giver = await SocketNode.open('giver');
  await bring(giver);
  await run('init', '--party', 'us', '--name', 'Us');
  await run('collection', 'create', '--id', shared, '--title', 'Mine', '--alias', 'mine');
  const port = await freePort();
  let program = await startTaker(port);
  await agree(giver);
  const began = performance.now();
  const seen: number[] = [];
  for (let kill = 0; kill <= kills; kill++) {
    if (kill > 0) program = await startTaker(port);
    const wanted = (count * (kill + 0.5)) / (kills + 1);
    for (;;) {
      const { added, health } = await status();
      if (kill < kills ? added >= wanted : health === 'healthy') break;
      await aMoment();
    }
    program.child.kill(kill < kills ? 'SIGKILL' : 'SIGTERM');
    await program.done;
    const { added } = await status();
    seen.push(added);
    expect(((await run('collection', 'list')) as { objects: number }[])[0]!.objects).toBe(added);
  }
  const seconds = (performance.now() - began) / 1000;
  const last = await status();
  console.info(
    `${count} objects in ${seconds.toFixed(1)} s with ${kills} kills, at ${seen.join(', ')}; came again: ${last.held}`,
  );
  expect(last).toMatchObject({ added: count, health: 'healthy', conflicts: 0 });
  const doctor = (await run('doctor')) as { check: string; state: string }[];
  expect(doctor.filter((finding) => finding.state === 'error')).toEqual([]);
  for (const n of [0, Math.floor(count / 2), count - 1]) {
    const object = String(indicator(`crossing ${n}`)['id']);
    const ways = (await run('object', 'lineage', object)) as { path: string[]; under: { text: string }[] }[];
    expect(ways).toMatchObject([{ path: ['giver'], under: [{ text: terms }] }]);
    expect(must(await giver.node.operator.whoGot(object)).map(({ party }) => party)).toEqual(['us']);
  }
  await giver.close();
});
