import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Metric } from '../../src/app/operator-api.ts';
import { controlSocket } from '../../src/cli/control/address.ts';
import { connectControl } from '../../src/cli/control/client.ts';
import { createNodeDirectory } from '../../src/main/node-directory.ts';
import { openDirectory, runNode } from '../../src/main/run-node.ts';
import { permit } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const dir = mkdtempSync(join(tmpdir(), 'proviso-metrics-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const data = join(dir, 'node');
process.umask(0o077);
const environment = { variables: new Map<string, string>(), data: null, faults: [], warnings: [] };

const value = (list: readonly Metric[], name: string, labels: Readonly<Record<string, string>> = {}): number => {
  const samples = list.find((m) => m.name === name)?.samples ?? [];
  const found = samples.find((s) => JSON.stringify(s.labels) === JSON.stringify(labels));
  if (found === undefined) throw new Error(`no sample of ${name} ${JSON.stringify(labels)}`);
  return found.value;
};

it('I2 own staff can measure a serving node, and a partner learns from no address but that it is up and ready', async () => {
  must(await createNodeDirectory(data, { party: 'us', name: 'Us' }));
  const opened = must(await openDirectory(data, environment, new Map([['--port', '0']])));
  const { operator } = opened.node;
  must(await operator.addParty({ id: 'p', name: 'P' }));
  must(await operator.createCollection({ id: uuid(1), title: 'Main', alias: 'main' }));
  must(await operator.addTerms(permit('p', 'main')));
  const key = must(await operator.createKey({ party: 'p', scope: 'taxii' }));
  const running = must(await runNode(opened, data));
  const staff = must(await connectControl(controlSocket(data)))!;
  try {
    const as = { authorization: `Bearer ${key.secret}`, accept: 'application/taxii+json;version=2.1' };
    const get = async (path: string, headers: Record<string, string> = {}) => {
      const reply = await fetch(new URL(path, running.url), { headers });
      return [reply.status, await reply.text()] as const;
    };
    expect(await get('healthz')).toEqual([200, '{}']);
    expect(await get('readyz')).toEqual([200, '{}']);
    expect((await get('metrics'))[0]).toBe(401);
    const [status, text] = await get('metrics', as);
    expect(status).toBe(404);
    expect(text).not.toContain('proviso_');

    const list = must(await staff.call('metrics', {}));
    expect(value(list, 'proviso_http_requests_total', { status: '2xx' })).toBe(2);
    expect(value(list, 'proviso_http_requests_total', { status: '4xx' })).toBe(2);
    expect(value(list, 'proviso_objects', { collection: 'main' })).toBe(0);
    expect(value(list, 'proviso_feeds')).toBe(1);
    expect(value(list, 'proviso_texts_in_force')).toBe(1);
    expect(value(list, 'proviso_commits_total')).toBeGreaterThan(0);
    expect(value(list, 'proviso_store_writable')).toBe(1);
    expect(value(list, 'proviso_uptime_seconds')).toBeGreaterThan(0);
    expect(value(list, 'process_resident_memory_bytes')).toBeGreaterThan(value(list, 'process_heap_bytes'));
    for (const quantile of ['0.5', '0.99', '1'])
      expect(value(list, 'proviso_event_loop_delay_seconds', { quantile })).toBeGreaterThanOrEqual(0);
    expect(new Set(list.map((m) => m.name)).size).toBe(list.length);
  } finally {
    await staff.close();
    await running.close();
  }
});
