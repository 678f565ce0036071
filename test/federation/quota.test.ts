import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { HourlyQuota } from '../../src/app/federation/hourly-quota.ts';
import { pushedLegs, pushNext } from '../../src/app/federation/push/push-leg.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { pull } from '../../src/jobs/pull.ts';
import { systemTime } from '../../src/main/system-clock.ts';
import { openSqliteStore } from '../../src/storage/index.ts';
import { must } from '../lab/whole-node-lab.ts';
import { PeerNodes } from './peer-nodes.ts';
import { sampleItems } from './sample-items.ts';

const [a, b, c] = ['a' as PartyId, 'b' as PartyId, 'c' as PartyId];
const hour = 3_600_000_000;
const dir = mkdtempSync(join(tmpdir(), 'proviso-quota-'));
const open: PeerNodes[] = [];
afterEach(async () => {
  for (const nodes of open.splice(0)) await nodes.close();
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Nodes that share a clock which a test may move on. */
async function pair(file?: string) {
  let ahead = 0;
  const clock = { now: () => systemTime() + ahead, notBefore: () => undefined };
  const nodes = await PeerNodes.open(['a', 'b'], { a: { clock }, b: file === undefined ? { clock } : { clock, file } });
  open.push(nodes);
  return {
    nodes,
    operator: () => nodes.node('b').node.operator,
    later: (micros: number) => {
      ahead += micros;
    },
  };
}

const objects = (count: number, name = 'object') => sampleItems(count, 1, name).map((i) => i.object);

describe('T-FED-13 what a party may bring in an hour', () => {
  const made = () => {
    const store = openSqliteStore(':memory:');
    const quota = new HourlyQuota(store);
    quota.limit(null, { objects: 10, bytes: 1_000, cpuMs: 500 }, 0);
    return { store, quota };
  };

  it.each([
    ['objects', { objects: 9, bytes: 0 }, { objects: 1, bytes: 0 }, 0, /10 objects an hour/],
    ['bytes', { objects: 0, bytes: 999 }, { objects: 0, bytes: 1 }, 0, /1,000 bytes an hour/],
    ['cpuMs', { objects: 0, bytes: 0 }, { objects: 0, bytes: 0 }, 499, /0.5 s of processor time an hour/],
  ] as const)('ends at the limit of %s, and begins again an hour after it began', (part, first, last, cpuMs, said) => {
    const { quota } = made();
    quota.brought(a, 5, first);
    quota.worked(a, 5, cpuMs);
    expect(quota.exhausted(a, 6)).toBeNull();
    quota.brought(a, 6, last);
    quota.worked(a, 6, part === 'cpuMs' ? 1 : 0);
    expect(quota.exhausted(a, 7)).toMatch(said);
    expect(quota.exhausted(a, 7)).toMatch(/goes on at 1970-01-01T01:00:00.000005Z/);
    expect(quota.exhausted(b, 7)).toBeNull();
    expect(quota.state(a, 7)).toMatchObject({ reached: part, until: hour + 5 });
    expect(quota.exhausted(a, hour + 4)).not.toBeNull();
    expect(quota.exhausted(a, hour + 5)).toBeNull();
    expect(quota.state(a, hour + 5)).toMatchObject({ reached: null, since: null });
  });

  it('says once that it is reached and once that there is room again', () => {
    const { quota } = made();
    quota.brought(a, 1, { objects: 10, bytes: 0 });
    quota.brought(a, 2, { objects: 10, bytes: 0 });
    expect(quota.alerts()).toEqual([{ party: a, part: 'objects', limit: 10, at: 1, openedAt: null }]);
    expect(quota.attend(3)).toBe(false);
    expect(quota.attend(hour + 7)).toBe(true);
    expect(quota.attend(hour + 8)).toBe(false);
    expect(quota.alerts()).toEqual([{ party: a, part: 'objects', limit: 10, at: 1, openedAt: hour + 1 }]);
    quota.brought(a, hour + 9, { objects: 10, bytes: 0 });
    expect(quota.alerts()).toEqual([{ party: a, part: 'objects', limit: 10, at: hour + 9, openedAt: null }]);
    quota.limit(a, { objects: 100 }, hour + 10);
    expect(quota.alerts()[0]).toMatchObject({ openedAt: hour + 10 });
  });

  it('a limit of one party comes before that of everybody, part by part, and can be taken back', () => {
    const { quota } = made();
    quota.limit(a, { objects: 3 }, 0);
    expect(quota.limitsOf(a)).toEqual({ objects: 3, bytes: 1_000, cpuMs: 500 });
    expect(quota.limitsOf(c)).toEqual({ objects: 10, bytes: 1_000, cpuMs: 500 });
    quota.limit(a, null, 0);
    quota.limit(null, null, 0);
    expect(quota.limitsOf(a)).toEqual({
      objects: limits.deliveredObjectsPerHourMax,
      bytes: limits.deliveredBytesPerHourMax,
      cpuMs: limits.deliveredCpuMsPerHourMax,
    });
  });

  it('outlasts a restart, limits and what was used and what was said of it', async () => {
    const { store, quota } = made();
    quota.limit(b, { bytes: 7 }, 0);
    quota.brought(a, 1, { objects: 10, bytes: 3 });
    quota.worked(a, 1, 2);
    await store.flush();
    const again = new HourlyQuota(store);
    expect(again.states(2)).toEqual(quota.states(2).map((s) => ({ ...s, used: { ...s.used, cpuMs: 0 } })));
    expect(again.alerts()).toEqual(quota.alerts());
    await store.close();
  });

  it('processor time is written at once when it is new, then no more often than every ten seconds', async () => {
    const { store, quota } = made();
    let written = 0;
    const put = store.write.putDocument.bind(store.write);
    store.write.putDocument = (...args) => {
      written++;
      put(...args);
    };
    for (let n = 0; n < 200; n++) quota.worked(a, n * 100_000, 1);
    expect(written).toBe(2);
    quota.worked(a, 20_000_001, 300);
    expect(written).toBe(3);
    await store.close();
  });
});

describe('T-FED-13 quotas of a node', () => {
  it('a push over the quota is refused, over a restart as well, and taken in the next hour', async () => {
    const { nodes, operator, later } = await pair(join(dir, 'b.sqlite'));
    await nodes.collection('a', 'of-a', objects(20));
    await nodes.agree('a', 'b', 'of-a', { delivery: 'push' });
    must(await operator().peerQuota({ peer: 'a', objects: '20' }));
    const next = () => pushNext(nodes.state('a'), pushedLegs(nodes.state('a'))[0]!);
    expect(await next()).toEqual({ kind: 'sent', objects: 20 });
    await nodes.bring('a', 'of-a', objects(5, 'more'));
    expect(await next()).toEqual({ kind: 'failed', why: 'the peer answers 429' });
    await nodes.node('b').restart();
    expect(await next()).toMatchObject({ kind: 'failed' });
    expect(must(operator().peer('a')).quota).toMatchObject({ objects: 20, objectsMax: 20, reached: 'objects' });
    const find = () =>
      operator()
        .doctor()
        .find(({ check }) => check === 'quotas');
    expect(find()).toMatchObject({
      state: 'warning',
      detail: expect.stringMatching(/a has used up its quota of 20 objects/),
    });
    expect(operator().alerts()).toMatchObject([{ kind: 'quota', party: 'a', quota: 'objects', openedAt: null }]);
    later(hour);
    await nodes.state('b').federation.attend();
    expect(find()).toMatchObject({ state: 'ok' });
    expect(operator().alerts()).toMatchObject([{ kind: 'quota', openedAt: expect.any(Number) }]);
    expect(await next()).toEqual({ kind: 'sent', objects: 5 });
    expect((await nodes.held('b', 'a')).size).toBe(25);
  });

  it('a pull stops at the quota, asks for nothing meanwhile, and goes on by itself when it is raised', async () => {
    const { nodes, operator } = await pair();
    await nodes.collection('a', 'of-a', objects(30));
    await nodes.agree('a', 'b', 'of-a');
    must(await operator().peerQuota({ objects: '10' }));
    const { federation } = nodes.state('b');
    await federation.attend();
    const id = federation.deps.sources.list()[0]!.id;
    expect(must(await federation.run(id, { pageObjects: 10 }))).toMatchObject({ ended: 'quota', added: 10 });
    const pages = federation.deps.sources.state(id).pages;
    const failed = (error: unknown): void => {
      throw error;
    };
    const job = pull(federation, { lookMs: 5, intervalMs: 5, failed });
    await new Promise((r) => setTimeout(r, 60));
    expect(federation.deps.sources.state(id)).toMatchObject({ pages, runs: 1 });
    expect(operator().syncStatus()[0]).toMatchObject({ health: 'failing' });
    must(await operator().peerQuota({ objects: '1000' }));
    for (let i = 0; i < 500 && (await nodes.held('b')).size < 30; i++) await new Promise((r) => setTimeout(r, 10));
    await job.stop();
    expect((await nodes.held('b')).size).toBe(30);
  });

  it('what was brought is counted in the transaction that brings it: no flush has one without the other', async () => {
    const { nodes, operator } = await pair();
    await nodes.collection('a', 'of-a', objects(60));
    await nodes.agree('a', 'b', 'of-a');
    const { federation, store } = nodes.state('b');
    const seen = new Set<string>();
    const flush = store.flush.bind(store);
    store.flush = async () => {
      await flush();
      const [state] = store.documents('source-state').map((d) => (d.value as { added: number }).added);
      const [used] = store.documents('quota-used').map((d) => (d.value as { objects: number }).objects);
      seen.add(`${state ?? 0} ${used ?? 0}`);
    };
    await federation.attend();
    const id = federation.deps.sources.list()[0]!.id;
    must(await federation.run(id, { pageObjects: 20 }));
    expect([...seen]).toEqual(['0 0', '20 20', '40 40', '60 60']);
    expect(must(operator().peer('a')).quota.cpuSeconds).toBeGreaterThan(0);
  });

  it('what messages and questions cost is counted to who sends them, and nothing else is', async () => {
    const { nodes, operator } = await pair();
    await nodes.collection('a', 'of-a');
    await nodes.agree('a', 'b', 'of-a');
    const { objects: brought, bytes, cpuSeconds } = must(operator().peer('a')).quota;
    expect([brought, bytes]).toEqual([0, 0]);
    expect(cpuSeconds).toBeGreaterThan(0);
    const accept = 'application/taxii+json;version=2.1';
    const ask = { peer: b, method: 'GET', path: '/api/collections/', body: null, accept } as const;
    for (let n = 0; n < 25; n++) await nodes.state('a').transport.send(ask);
    expect(must(operator().peer('a')).quota.cpuSeconds).toBeGreaterThan(cpuSeconds);
  });

  it('T-FED-09 one delivery that comes twice at once has its effect once', async () => {
    const { nodes, operator } = await pair();
    await nodes.collection('a', 'of-a', objects(20));
    await nodes.agree('a', 'b', 'of-a', { delivery: 'push' });
    const [leg] = pushedLegs(nodes.state('a'));
    const sent = await Promise.all([1, 2, 3].map(() => pushNext(nodes.state('a'), leg!)));
    expect(sent.map((one) => one.kind)).toEqual(['sent', 'sent', 'sent']);
    expect(operator().syncStatus()[0]).toMatchObject({ added: 20, held: 0, pages: 1 });
    expect(must(operator().peer('a')).quota.objects).toBe(20);
  });

  it('a repair brings no more than the quota', async () => {
    const { nodes, operator } = await pair();
    await nodes.collection('a', 'of-a', objects(5));
    await nodes.agree('a', 'b', 'of-a');
    must(await operator().syncNow({}));
    must(await operator().peerQuota({ peer: 'a', objects: '5' }));
    expect(await operator().comparePeer({ peer: 'a', repair: true })).toMatchObject({
      ok: false,
      error: [{ problem: expect.stringMatching(/used up its quota of 5 objects/) }],
    });
    expect(await operator().comparePeer({ peer: 'a' })).toMatchObject({ ok: true });
  });

  it.each([
    ['objects', '--objects', limits.quotaObjectsMax],
    ['bytes', '--bytes', limits.quotaBytesMax],
    ['cpuSeconds', '--cpu-seconds', limits.quotaCpuSecondsMax],
  ] as const)('takes %s from 1 to the most there is, and names that otherwise', async (field, at, most) => {
    const { operator } = await pair();
    const set = (value: string) => operator().peerQuota({ [field]: value });
    for (const good of [1, most - 1, most]) expect(must(await set(String(good))).everybody[field]).toBe(good);
    for (const bad of ['0', String(most + 1), '-1', '1.5', '1e3', '', 'many'])
      expect(await set(bad)).toMatchObject({ error: [{ at, valid: `a whole number from 1 to ${most}` }] });
    expect(must(await operator().peerQuota({})).everybody[field]).toBe(most);
  });

  it('refuses a party that is not there, this node itself, and a reset beside a limit', async () => {
    const { operator } = await pair();
    const faults = async (input: Parameters<ReturnType<typeof operator>['peerQuota']>[0]) => {
      const done = await operator().peerQuota(input);
      return done.ok ? [] : done.error.map((f) => f.at);
    };
    expect(await faults({ peer: 'nobody' })).toEqual(['--peer']);
    expect(await faults({ peer: 'b', objects: 'x' })).toEqual(['--peer', '--objects']);
    expect(await faults({ reset: true, objects: '5' })).toEqual(['--reset']);
  });
});
