import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signerFromSeed } from '../../../src/main/ed25519.ts';
import type { Row, Workload } from '../bench.ts';
import { median } from '../figures.ts';
import { nodeKey } from '../node-key.ts';
import { fixed, spread } from '../report.ts';
import { largeSet } from './large-set.ts';
import { residentMb } from './writing.ts';

/** Settings of whoever runs the bench are none of the program's. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PROVISO_')));

const program = fileURLToPath(new URL('../../../dist/program/proviso.js', import.meta.url));

interface Started {
  readonly ms: number;
  readonly mb: number | null;
}

/** Starts the program as a user does, from the command to the line that names its address; memory after a second of rest. */
async function start(dir: string): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, [program, 'start', '--data', dir, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const late = setTimeout(() => child.kill('SIGKILL'), 120_000);
  const ready = await Promise.race([
    new Promise<true>((resolve) => child.stdout.once('data', () => resolve(true))),
    ended.then(() => false as const),
  ]);
  const ms = performance.now() - began;
  if (!ready) throw new Error('the program ended before it was ready');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const mb = residentMb(child.pid!);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(late);
  return { ms, mb };
}

/** G13: the program itself, not the node inside the bench. */
export const starting: Workload = {
  names: ['G13'],
  run: async (bench) => {
    const dir = join(bench.directory(), 'node');
    const made = spawnSync(process.execPath, [program, 'init', '--party', 'bench', '--name', 'Bench', '--data', dir], {
      encoding: 'utf8',
      env: environment,
    });
    if (made.status !== 0) throw new Error(`init failed: ${made.stderr}`);
    const rows: Row[] = [];
    const measure = async (what: string, msMax: number, mbMax: number): Promise<void> => {
      const found: Started[] = [];
      for (let round = 0; round < bench.args.rounds; round++) found.push(await start(dir));
      const times = found.map((f) => f.ms);
      const memory = found.flatMap((f) => (f.mb === null ? [] : [f.mb]));
      rows.push({
        name: 'G13',
        what: `start of the program, ${what}, to its first answer`,
        figures: `${spread(times, 'ms')}; ${memory.length === 0 ? 'memory not told by this system' : `${fixed(median(memory))} MB at rest`}`,
        goal: `at most ${msMax / 1000} s and ${mbMax} MB`,
        isMet: median(times) <= msMax && (memory.length === 0 || median(memory) <= mbMax),
      });
    };
    await measure('empty store', 1_000, 120);
    const { dir: large } = await largeSet(bench);
    for (const name of ['store.sqlite', 'store.sqlite-wal', 'store.sqlite-shm'])
      rmSync(join(dir, name), { force: true });
    copyFileSync(join(large, 'store.sqlite'), join(dir, 'store.sqlite'));
    chmodSync(join(dir, 'store.sqlite'), 0o600);
    const keyFile = `node-${signerFromSeed(nodeKey).keyId.slice(0, 16)}.key`;
    writeFileSync(join(dir, 'keys', keyFile), nodeKey, { mode: 0o600 });
    await measure(`${fixed(bench.args.size)} objects`, 2_000, 120 + (60 * bench.args.size) / 1e7);
    return rows;
  },
};
