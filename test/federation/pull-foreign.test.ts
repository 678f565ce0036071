import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { secretsInMemory } from '../../src/main/secret-files.ts';
import { steadyClock } from '../../src/main/system-clock.ts';
import { guardedEgress } from '../../src/peers/guarded-egress.ts';
import { remoteFeeds } from '../../src/peers/remote-feeds.ts';
import { green, permitAll, red } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { noPeers, quirkyFeeds } from './quirky-feeds.ts';
import { type Quirks, type QuirkyServer, quirkyServer } from './quirky-server.ts';
import { indicator, sampleItems } from './sample-items.ts';

const shared = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';
const dir = mkdtempSync(join(tmpdir(), 'proviso-pull-'));
const open: WholeNode[] = [];
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(async () => {
  for (const node of open.splice(0)) await node.close();
});

/** A node that pulls from servers by host; party `them` delivers. */
async function puller(servers: Readonly<Record<string, QuirkyServer>>, file?: string): Promise<WholeNode> {
  const lab = await WholeNode.open({ remote: quirkyFeeds(servers), ...(file === undefined ? {} : { file }) });
  open.push(lab);
  await lab.addParty('them');
  await lab.addParty('partner');
  await lab.addCollection(shared, 'shared');
  return lab;
}

const addSource = async (lab: WholeNode, host = 'them.example', as = 'them') =>
  must(await lab.operator.addSource({ url: `https://${host}/taxii2/`, collection: 'c', into: 'shared', as }));

const objectsOf = (lab: WholeNode): number => lab.operator.collections()[0]!.objects;

describe('pulling from a server', () => {
  it('T-FED-09 T-DUR-06 has everything exactly once, wherever a run stopped and the node was started again', async () => {
    const quirks: readonly Quirks[] = [{}, { next: 'session' }, { next: 'none' }, { stamps: 'absent' }];
    for (const [n, quirk] of quirks.entries()) {
      const items = sampleItems(230, 3);
      const server = quirkyServer(items, { pageObjects: 20, ...quirk });
      const lab = await puller({ 'them.example': server }, join(dir, `stops-${n}`));
      const { id } = await addSource(lab);
      for (let round = 1; round <= 4; round++) {
        let pages = 0;
        const { federation } = lab.node.state;
        must(await federation.run(id, { cancelled: () => ++pages > round * 2 }));
        await lab.restart();
      }
      const [last] = must(await lab.operator.syncNow({ source: id }));
      expect(last!.ended).toBe('complete');
      expect(objectsOf(lab)).toBe(230);
      const [row] = lab.operator.syncStatus();
      expect(row).toMatchObject({ added: 230, health: 'healthy', because: [], conflicts: 0, foreign: 0 });
    }
  });

  it('I7 stores nothing when everything comes again', async () => {
    const lab = await puller({ 'them.example': quirkyServer(sampleItems(50)) });
    const { id } = await addSource(lab);
    must(await lab.operator.syncNow({ source: id }));
    const [again] = must(await lab.operator.syncNow({ source: id, fromStart: true }));
    expect(again).toMatchObject({ added: 0, held: 50, ended: 'complete' });
    expect(objectsOf(lab)).toBe(50);
  });

  it('keeps the place before the first page that was not stored', async () => {
    const server = quirkyServer(sampleItems(60), {
      pageObjects: 20,
      instead: (n) => (n === 3 ? { kind: 'unreachable', why: 'ECONNRESET' } : null),
    });
    const lab = await puller({ 'them.example': server });
    const { id } = await addSource(lab);
    const [broken] = must(await lab.operator.syncNow({}));
    expect(broken).toMatchObject({ ended: 'unreachable', added: 40, why: 'ECONNRESET' });
    expect(lab.operator.syncStatus()[0]).toMatchObject({ health: 'failing', lastCompleteAt: null });
    const [rest] = must(await lab.operator.syncNow({ source: id }));
    expect(rest).toMatchObject({ ended: 'complete', added: 20 });
  });
});

describe('what is refused', () => {
  const broken = (name: string): Readonly<Record<string, unknown>> => indicator(name, { pattern_type: 7 });

  it('M 3381 OC 4615 waits in quarantine with reason and bytes, the rest is stored, and the source is never called healthy', async () => {
    const items = sampleItems(10);
    const bad = { ...items[4]!, object: broken('bad') };
    const server = quirkyServer(items.map((item, i) => (i === 4 ? bad : item)));
    const lab = await puller({ 'them.example': server });
    await addSource(lab);
    const [run] = must(await lab.operator.syncNow({}));
    expect(run).toMatchObject({ ended: 'complete', added: 9, quarantined: 1 });
    const [row] = await lab.operator.quarantine({});
    expect(row).toMatchObject({ object: bad.object['id'], party: 'them', tries: 1 });
    expect(row!.faults[0]!.at).toContain('pattern_type');
    const [status] = lab.operator.syncStatus();
    expect(status).toMatchObject({ health: 'gaps', inQuarantine: 1 });
    expect(status!.because[0]).toMatch(/^partial: 1 objects/);
    expect(lab.operator.doctor().find((f) => f.check.startsWith('source '))).toMatchObject({ state: 'warning' });
    must(await lab.operator.syncNow({ fromStart: true }));
    expect(await lab.operator.quarantine({})).toHaveLength(1);
    must(await lab.operator.dropQuarantine({ ids: [row!.id] }));
    expect(lab.operator.syncStatus()[0]!.health).toBe('healthy');
  });

  it('is stored by a retry once nothing speaks against it, byte for byte as it came', async () => {
    const future = { modified: '2026-03-08T00:00:00.000Z', created: '2026-03-08T00:00:00.000Z' };
    const items = [{ object: indicator('of tomorrow', future), added: 1_770_000_000_000_000 }];
    const lab = await puller({ 'them.example': quirkyServer(items) });
    await addSource(lab);
    must(await lab.operator.syncNow({}));
    expect(must(await lab.operator.retryQuarantine({}))).toMatchObject({ released: 0, still: [{ tries: 2 }] });
    lab.clock.advance(8 * 86_400_000_000);
    expect(must(await lab.operator.retryQuarantine({}))).toEqual({ released: 1, wayUnknown: 0, still: [] });
    expect(objectsOf(lab)).toBe(1);
    expect(await lab.operator.quarantine({})).toEqual([]);
  });

  it('a member that is no JSON at all spoils no other', async () => {
    const server = quirkyServer(sampleItems(3), {
      instead: (n) =>
        n !== 1
          ? null
          : {
              kind: 'answered',
              status: 200,
              headers: new Map([['content-type', 'application/taxii+json;version=2.1']]),
              body: Buffer.from(`{"objects":[{"id":"x","id":"y"},${JSON.stringify(indicator('good'))},{"a":\u00001}]}`),
            },
    });
    const lab = await puller({ 'them.example': server });
    await addSource(lab);
    expect(must(await lab.operator.syncNow({}))[0]).toMatchObject({ added: 1, quarantined: 2 });
  });

  it('M 9007 M 7165 an unknown marking is kept as it came, and what carries it goes to nobody', async () => {
    const unknown = 'marking-definition--5f0a2b5e-7d3a-4c53-9f6e-0f1f5f2a9f0b';
    const items = [
      { object: indicator('open', { object_marking_refs: [green] }), added: 1_770_000_000_000_000 },
      { object: indicator('for a group', { object_marking_refs: [unknown] }), added: 1_770_000_000_000_001 },
    ];
    const lab = await puller({ 'them.example': quirkyServer(items) });
    await addSource(lab);
    must(await lab.operator.addTerms(permitAll('partner', shared)));
    must(await lab.operator.syncNow({}));
    const page = await lab.ask({ path: `/api/collections/${shared}/objects/`, as: 'partner' });
    expect((JSON.parse(page.text) as { objects: unknown[] }).objects).toEqual([items[0]!.object]);
    const answer = must(await lab.operator.explain({ party: 'partner', object: String(items[1]!.object['id']) }));
    expect(JSON.stringify(answer)).toContain('marking');
  });
});

describe('our own material, come back', () => {
  const mine = indicator('mine', { object_marking_refs: [red] });
  const give = async (...objects: Readonly<Record<string, unknown>>[]): Promise<WholeNode> => {
    const items = objects.map((object, i) => ({ object, added: 1_770_000_000_000_000 + i }));
    const lab = await puller({ 'them.example': quirkyServer(items) });
    await lab.bring('shared', [mine]);
    await addSource(lab);
    must(
      await lab.operator.addTerms({
        ...permitAll('partner', shared),
        allow: [{ do: 'receive', when: [{ tlp: { 'at-most': 'green' } }] }],
      }),
    );
    must(await lab.operator.syncNow({}));
    return lab;
  };
  const newest = { modified: '2026-02-01T00:00:00.000Z' };

  it('T-FED-08 is stored once', async () => {
    const lab = await give(mine);
    expect(lab.operator.syncStatus()[0]).toMatchObject({ echoes: 1, added: 0, foreign: 0 });
    expect(objectsOf(lab)).toBe(1);
    expect(lab.operator.alerts()).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['markings removed', { ...mine, object_marking_refs: undefined }, ['markings']],
    ['markings lowered', { ...mine, object_marking_refs: [green] }, ['markings']],
    [
      'markings moved to granular',
      { ...mine, object_marking_refs: undefined, granular_markings: [{ marking_ref: red, selectors: ['name'] }] },
      ['markings', 'granular markings'],
    ],
    [
      'a newer version with lower markings',
      { ...mine, ...newest, object_marking_refs: [green] },
      ['newer version', 'markings'],
    ],
    ['a revocation', { ...mine, ...newest, revoked: true }, ['newer version', 'revoked']],
    ['other content', { ...mine, name: 'theirs' }, ['content']],
  ])('T-FED-04 T-FED-05 %s changes nothing of ours, goes to nobody, and is told', async (_, theirs, differs) => {
    const object = JSON.parse(JSON.stringify(theirs)) as Readonly<Record<string, unknown>>;
    const lab = await give(object);
    expect(lab.operator.alerts()).toMatchObject([{ party: 'them', object: mine['id'], differs }]);
    expect(lab.operator.doctor().find((f) => f.check === 'own material')).toMatchObject({ state: 'warning' });
    const page = await lab.ask({ path: `/api/collections/${shared}/objects/?match[version]=all`, as: 'partner' });
    expect(JSON.parse(page.text)).toEqual({});
    const own = must(await lab.operator.decide({ party: 'partner', object: String(mine['id']) }));
    expect(own).toMatchObject({ decision: 'refuse' });
  });

  it('I5 marked red by a partner, it locks nothing of ours', async () => {
    const free = indicator('free', { object_marking_refs: [green] });
    const items = [{ object: { ...free, ...newest, object_marking_refs: [red] }, added: 1_770_000_000_000_000 }];
    const lab = await puller({ 'them.example': quirkyServer(items) });
    await lab.bring('shared', [free]);
    await addSource(lab);
    must(
      await lab.operator.addTerms({
        ...permitAll('partner', shared),
        allow: [{ do: 'receive', when: [{ tlp: { 'at-most': 'green' } }] }],
      }),
    );
    must(await lab.operator.syncNow({}));
    const page = await lab.ask({ path: `/api/collections/${shared}/objects/`, as: 'partner' });
    expect((JSON.parse(page.text) as { objects: unknown[] }).objects).toEqual([free]);
  });
});

describe('over real sockets', () => {
  it('pulls from another node of ours as from any TAXII server, with a credential from the shelf', async () => {
    const giver = await WholeNode.open({ clock: steadyClock() });
    open.push(giver);
    await giver.addParty('us-too');
    await giver.addCollection(shared, 'shared');
    await giver.bring(
      'shared',
      sampleItems(2_300).map((i) => i.object),
    );
    must(await giver.operator.addTerms(permitAll('us-too', shared)));
    const url = `${await giver.listen()}/taxii2/`;
    const secrets = secretsInMemory();
    const remote = remoteFeeds({ platform: nodePlatform, secrets, egress: guardedEgress(), transport: noPeers });
    const lab = await WholeNode.open({ remote, secrets });
    open.push(lab);
    await lab.addCollection(shared, 'mine');
    const { id, secret } = giver.keys.get('us-too')!;
    const wrong = await lab.operator.addSource({
      url,
      collection: 'shared',
      into: 'mine',
      credential: `Token ${secret}x`,
    });
    expect(wrong).toMatchObject({ ok: false, error: [{ problem: expect.stringContaining('401') }] });
    expect(lab.operator.sources()).toEqual([]);
    for (const [n, credential] of [`Basic ${id}:${secret}`, `Bearer ${secret}`, `Token ${secret}`].entries()) {
      const source = must(await lab.operator.addSource({ url, collection: 'shared', into: 'mine', credential }));
      expect(source.party).toBe('127-0-0-1');
      const [run] = must(await lab.operator.syncNow({ source: source.id }));
      expect(run).toMatchObject({ ended: 'complete', added: n === 0 ? 2_300 : 0, pages: 3 });
      must(await lab.operator.removeSource(source.id));
    }
    expect(objectsOf(lab)).toBe(2_300);
    expect(await secrets.get(`source-${lab.operator.sources()[0]!.id}`)).toBeNull();
  }, 60_000);
});

describe('addresses of servers', () => {
  it.each([
    'ftp://x.example/',
    'https://user:pass@x.example/',
    'https://x.example/?a=b',
    'nonsense',
    'https://x.example/#y',
  ])('refuses %s with a valid one', async (url) => {
    const lab = await puller({ 'them.example': quirkyServer([]) });
    const added = await lab.operator.addSource({ url, collection: 'c', into: 'shared', credential: 'Digest x' });
    expect(added).toMatchObject({ ok: false });
    const faults = added.ok ? [] : added.error;
    expect(faults.map((f) => f.at)).toEqual(['url', 'credential-file']);
    for (const fault of faults) expect(fault.valid).toBeDefined();
  });
});
