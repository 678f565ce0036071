import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/main/config/environment.ts';
import { openDirectory, type RunningNode, runNode } from '../../src/main/run-node.ts';
import { inProcess } from '../cli/program.ts';
import { must } from '../lab/whole-node-lab.ts';

const work = mkdtempSync(join(tmpdir(), 'proviso-two-nodes-'));
const running = new Set<RunningNode>();
afterAll(async () => {
  for (const node of running) await node.close();
  rmSync(work, { recursive: true, force: true });
});

type Party = 'bank-isac' | 'energy-isac';
const dirOf = (party: Party): string => join(work, party);

async function json(party: Party, args: readonly string[], code = 0): Promise<Record<string, unknown>> {
  const ran = await inProcess([...args, '--data', dirOf(party), '--json']);
  if (ran.code !== code) throw new Error(`${args.join(' ')}: exit ${ran.code}, ${ran.err}`);
  return JSON.parse(ran.out) as Record<string, unknown>;
}

/** What `proviso start` does, in this process; that SIGTERM ends it is told in test/cli/journey.test.ts. */
async function serve(party: Party, port = '0'): Promise<{ readonly node: RunningNode; readonly port: string }> {
  const opened = must(await openDirectory(dirOf(party), readEnvironment({}), new Map([['--port', port]])));
  const node = must(await runNode(opened, dirOf(party)));
  running.add(node);
  return { node, port: new URL(node.url).port };
}

async function stop(node: RunningNode): Promise<void> {
  running.delete(node);
  await node.close();
}

const keyOf = async (at: Party, party: Party): Promise<unknown> => (await json(at, ['peer', 'show', party]))['key'];

/** The node does it by itself; the suite's limit ends the wait. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('two nodes', () => {
  it('are enrolled at each other by file and fingerprint, change a key while one is away, and stop cleanly', async () => {
    for (const party of ['bank-isac', 'energy-isac'] as const) {
      expect((await inProcess(['init', '--party', party, '--name', party, '--data', dirOf(party)])).code).toBe(0);
      const keys = readdirSync(join(dirOf(party), 'keys')).filter((name) => name.startsWith('node-'));
      expect(keys).toHaveLength(1);
      const file = join(dirOf(party), 'keys', keys[0]!);
      expect([statSync(file).mode & 0o777, readFileSync(file).length]).toEqual([0o600, 32]);
    }
    const nodes = { 'bank-isac': await serve('bank-isac'), 'energy-isac': await serve('energy-isac') };
    const enrol = async (at: Party, other: Party): Promise<void> => {
      const file = join(work, `${other}-for-${at}.json`);
      const { fingerprint } = await json(other, ['peer', 'invite', '--out', file]);
      const refused = await inProcess(['peer', 'enrol', file, '--data', dirOf(at)]);
      expect([refused.code, refused.err.replaceAll(' ', '').includes(String(fingerprint))]).toEqual([1, true]);
      expect(await json(at, ['peer', 'list'])).toEqual([]);
      expect(await json(at, ['peer', 'enrol', file, '--fingerprint', String(fingerprint)])).toMatchObject({
        party: other,
      });
    };
    await enrol('bank-isac', 'energy-isac');
    await enrol('energy-isac', 'bank-isac');
    const first = await keyOf('energy-isac', 'bank-isac');

    const rotated = await json('bank-isac', ['peer', 'rotate']);
    expect(rotated).toMatchObject({ told: ['energy-isac'], left: [] });
    await until(async () => (await keyOf('energy-isac', 'bank-isac')) === rotated['key']);
    expect(rotated['key']).not.toBe(first);
    expect(await json('bank-isac', ['peer', 'show', 'energy-isac'])).toMatchObject({ waiting: 0, problem: null });

    await stop(nodes['energy-isac'].node);
    const again = await json('bank-isac', ['peer', 'rotate']);
    await until(async () => (await json('bank-isac', ['peer', 'show', 'energy-isac']))['problem'] !== null);
    expect(await json('bank-isac', ['peer', 'show', 'energy-isac'])).toMatchObject({ waiting: 1 });
    await stop(nodes['bank-isac'].node);
    // While nobody serves it, the commands open the store themselves and see the same.
    expect(await json('bank-isac', ['peer', 'show', 'energy-isac'])).toMatchObject({ waiting: 1 });
    const energy = await serve('energy-isac', nodes['energy-isac'].port);
    const bank = await serve('bank-isac', nodes['bank-isac'].port);
    await until(async () => (await keyOf('energy-isac', 'bank-isac')) === again['key']);
    expect(Math.abs(Number((await json('energy-isac', ['peer', 'show', 'bank-isac']))['skewMs']))).toBeLessThan(5_000);
    expect(await json('energy-isac', ['peer', 'revoke', 'bank-isac'])).toMatchObject({
      revokedAt: expect.stringMatching(/Z$/),
    });
    await stop(energy.node);
    await stop(bank.node);
  });
});
