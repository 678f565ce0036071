import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { OperatorApi } from '../../src/app/operator-api.ts';
import { createNodeDirectory } from '../../src/main/node-directory.ts';
import { openDirectory } from '../../src/main/run-node.ts';
import { type Program, start } from '../cli/program.ts';
import { green, permit, type Stix, stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { ask, type Reply } from '../taxii/wire.ts';
import { uuid } from '../taxii/world.ts';

/** A real process, killed while partners write and read; what it acknowledged is the ledger it is held to. */
const dir = mkdtempSync(join(tmpdir(), 'proviso-kill-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const data = join(dir, 'node');
// As the program does itself: it refuses files that others can read.
process.umask(0o077);
const rounds = 4;
const path = '/api/collections/main/objects/';

const environment = { variables: new Map<string, string>(), data: null, faults: [], warnings: [] };

async function opened<T>(work: (operator: OperatorApi) => Promise<T>): Promise<T> {
  const { node } = must(await openDirectory(data, environment));
  try {
    return await work(node.operator);
  } finally {
    await node.close();
  }
}

async function found(): Promise<{ readonly id: string; readonly secret: string }> {
  must(await createNodeDirectory(data, { party: 'us', name: 'Us' }));
  return opened(async (operator) => {
    must(await operator.addParty({ id: 'p', name: 'P' }));
    must(await operator.createCollection({ id: uuid(1), title: 'Main', alias: 'main', writers: ['p'] }));
    must(await operator.addTerms(permit('p', 'main')));
    return must(await operator.createKey({ party: 'p', scope: 'taxii' }));
  });
}

/** What was served is on record, and the store is sound. */
const inspect = (served: readonly string[]): Promise<void> =>
  opened(async (operator) => {
    for (const id of served) expect(must(await operator.whoGot(id))).toHaveLength(1);
    expect(operator.doctor().filter((finding) => finding.state === 'error')).toEqual([]);
    expect(operator.doctor().find((finding) => finding.check === 'store')?.detail).toBe(
      'every page of the store is sound',
    );
  });

async function serve(): Promise<{ readonly program: Program; readonly url: string }> {
  const program = start(['start', '--data', data, '--port', '0']);
  const [, url] = await program.seen(/(http:\/\/127\.0\.0\.1:\d+)\//);
  return { program, url: url ?? '' };
}

describe('a node that is killed', () => {
  it('I8 T-DUR-01 keeps every acknowledged object and status, records what it served, and starts again each time', {
    timeout: 120_000,
  }, async () => {
    const key = await found();
    const acknowledged = new Set<string>();
    const statuses = new Set<string>();
    const served = new Set<string>();
    let n = 0;
    for (let round = 0; round <= rounds; round++) {
      const { program, url } = await serve();
      const subject = { url, keys: { p: key }, close: async () => {} };
      const send = (what: Parameters<typeof ask>[1]): Promise<Reply | null> =>
        ask(subject, { as: 'p', ...what }).catch(() => null);
      await checkLedger(send);
      if (round === rounds) {
        program.child.kill('SIGTERM');
        expect((await program.done).code).toBe(0);
        break;
      }
      let alive = true;
      const write = async (): Promise<void> => {
        while (alive) {
          const objects = [stix('tool', n++, [green]), stix('tool', n++, [green])];
          const reply = await send({ method: 'POST', path, body: JSON.stringify({ objects }) });
          if (reply?.status !== 202) continue;
          for (const one of objects) acknowledged.add(one.id);
          statuses.add((JSON.parse(reply.text) as { id: string }).id);
        }
      };
      const read = async (): Promise<void> => {
        let cursor = '';
        while (alive) {
          const reply = await send({ path: `${path}?limit=5${cursor}` });
          if (reply?.status !== 200) continue;
          for (const one of (JSON.parse(reply.text) as { objects?: Stix[] }).objects ?? []) served.add(one.id);
          const last = reply.headers['x-taxii-date-added-last'];
          if (last !== undefined) cursor = `&added_after=${String(last)}`;
        }
      };
      const before = acknowledged.size;
      const work = [write(), write(), write(), read()];
      // However slow the machine is, there must be something to lose.
      while (acknowledged.size < before + 6) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 60 + 45 * round));
      program.child.kill('SIGKILL');
      await program.done;
      alive = false;
      await Promise.all(work);
    }
    expect(acknowledged.size).toBeGreaterThan(rounds * 4);
    expect(served.size).toBeGreaterThan(5);
    await inspect([...served]);

    async function checkLedger(send: (what: Parameters<typeof ask>[1]) => Promise<Reply | null>): Promise<void> {
      const held = new Map<string, number>();
      for (let cursor = ''; ; ) {
        const reply = await send({ path: `${path}?match[version]=all&limit=1000${cursor}` });
        expect(reply?.status).toBe(200);
        const page = JSON.parse(reply?.text ?? '') as { objects?: Stix[]; next?: string };
        for (const one of page.objects ?? []) held.set(one.id, (held.get(one.id) ?? 0) + 1);
        if (page.next === undefined) break;
        cursor = `&next=${encodeURIComponent(page.next)}`;
      }
      expect([...acknowledged].filter((id) => !held.has(id))).toEqual([]);
      expect([...held.values()].filter((times) => times !== 1)).toEqual([]);
      for (const id of [...statuses].slice(-20)) expect((await send({ path: `/api/status/${id}/` }))?.status).toBe(200);
    }
  });
});
