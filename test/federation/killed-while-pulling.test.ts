import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { steadyClock } from '../../src/main/system-clock.ts';
import { inProcess, start } from '../cli/program.ts';
import { permitAll } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { indicator } from './sample-items.ts';

/**
 * A real process that pulls from another node and is killed again and again. `PROVISO_FEDERATION_OBJECTS` sets how many
 * objects cross (200,000 for the full run).
 */
const count = Number(process.env['PROVISO_FEDERATION_OBJECTS'] ?? 3_000);
const kills = count > 50_000 ? 5 : 1;
const shared = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';
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

const status = async (): Promise<Row> => ((await run('sync', 'status')) as Row[])[0]!;

it(`T-FED-09 T-DUR-01 M 3381 ${count} objects cross while the receiver is killed in the middle, and arrive complete, each once`, {
  timeout: 3_000_000,
}, async () => {
  const giver = await WholeNode.open({ clock: steadyClock() });
  await giver.addParty('taker');
  await giver.addCollection(shared, 'shared');
  for (let from = 0; from < count; from += 10_000)
    await giver.bring(
      'shared',
      Array.from({ length: Math.min(10_000, count - from) }, (_, i) => indicator(`crossing ${from + i}`)),
    );
  must(await giver.operator.addTerms(permitAll('taker', shared)));
  const url = `${await giver.listen()}/taxii2/`;
  const credential = join(dir, 'credential');
  writeFileSync(credential, `Bearer ${giver.keys.get('taker')!.secret}\n`);
  await run('init', '--party', 'us', '--name', 'Us');
  await run('collection', 'create', '--id', shared, '--title', 'Mine', '--alias', 'mine');
  await run('source', 'add', url, '--collection', 'shared', '--into', 'mine', '--credential-file', credential);
  const began = performance.now();
  const seen: number[] = [];
  for (let kill = 0; kill <= kills; kill++) {
    const program = start(['start', '--data', data, '--port', '0']);
    await program.seen(/http:\/\/127\.0\.0\.1:\d+\//);
    const wanted = (count * (kill + 1)) / (kills + 1);
    for (;;) {
      const { added, health } = await status();
      if (kill < kills ? added >= wanted - count / 5 : health === 'healthy') break;
      await new Promise((resolve) => setTimeout(resolve, 5));
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
  await giver.close();
});
