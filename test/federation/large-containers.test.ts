import { afterEach, expect, it } from 'vitest';
import { pushedLegs, pushNext } from '../../src/app/federation/push/push-leg.ts';
import { limits } from '../../src/core/limits.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { PeerNodes, type Stix } from './peer-nodes.ts';
import { quirkyFeeds } from './quirky-feeds.ts';
import { type Item, quirkyServer } from './quirky-server.ts';
import { indicator, sampleItems, uuidOf } from './sample-items.ts';

/** Of the 200,000 references so many lead to objects that are here; `PROVISO_CONTAINER_OBJECTS=200000` for all. */
const held = Number(process.env['PROVISO_CONTAINER_OBJECTS'] ?? 500);
const wanted = 200_000;
const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.close();
});

const hex = (n: number): string => n.toString(16).padStart(8, '0');

/** A report about so many objects: first the ones that are named, then others that nobody has. */
function report(name: string, count: number, about: readonly Stix[] = []): Stix {
  const others = Array.from(
    { length: count - about.length },
    (_, n) => `relationship--${hex(n)}-1111-4111-8111-111111111111`,
  );
  return {
    type: 'report',
    spec_version: '2.1',
    id: `report--${uuidOf(name)}`,
    created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z',
    name,
    published: '2026-01-01T00:00:00Z',
    object_refs: [...about.map((object) => String(object['id'])), ...others],
  };
}

async function pair(): Promise<PeerNodes> {
  const made = await PeerNodes.open(['a', 'b']);
  started.push(made);
  return made;
}

const refsOf = (body: string | undefined): string[] => (JSON.parse(body!) as { object_refs: string[] }).object_refs;

it('M 3381 M 10753 a report about 200,000 objects goes from node to node whole, pulled and read back', {
  timeout: 3_000_000,
}, async () => {
  const nodes = await pair();
  const about = sampleItems(held, 1, 'about').map((item) => item.object);
  await nodes.collection('a', 'of-a');
  for (let from = 0; from < about.length; from += 10_000)
    await nodes.bring('a', 'of-a', about.slice(from, from + 10_000));
  const large = report('large', wanted, about);
  const began = performance.now();
  await nodes.bring('a', 'of-a', [large]);
  const brought = performance.now();
  await nodes.agree('a', 'b', 'of-a');
  const [run] = must(await nodes.node('b').node.operator.syncNow({}));
  const pulled = performance.now();
  expect(run).toMatchObject({ ended: 'complete', added: held + 1 });
  const name = `${String(large['id'])} ${String(large['modified'])}`;
  const body = (await nodes.held('b', 'a')).get(name);
  expect(body).toBe((await nodes.held('a')).get(name));
  expect(refsOf(body)).toEqual(large['object_refs']);
  expect(nodes.node('b').node.operator.syncStatus()[0]).toMatchObject({ health: 'healthy', because: [] });
  console.info(`brought in ${Math.round(brought - began)} ms, pulled in ${Math.round(pulled - brought)} ms`);
});

it('M 3381 pushed as well, though it is larger than a POST may be', { timeout: 600_000 }, async () => {
  const nodes = await pair();
  const large = report('pushed', wanted);
  expect(JSON.stringify(large).length).toBeGreaterThan(limits.requestBytesMax);
  await nodes.collection('a', 'of-a', [indicator('small'), large]);
  await nodes.agree('a', 'b', 'of-a', { delivery: 'push' });
  const [leg] = pushedLegs(nodes.state('a'));
  for (let done = await pushNext(nodes.state('a'), leg!); done.kind !== 'idle'; ) {
    if (done.kind === 'failed') throw new Error(done.why);
    done = await pushNext(nodes.state('a'), leg!);
  }
  expect(await nodes.held('b', 'a')).toEqual(await nodes.held('a'));
});

it('M 3381 OC 4615 one that is too large is reported as partial: which object, where, and what would do', async () => {
  const [first, second] = sampleItems(2, 1, 'beside') as [Item, Item];
  const large = report('too large', limits.arrayLengthMax + 1);
  const server = quirkyServer([first, { object: large, added: second.added }]);
  const lab = await WholeNode.open({ remote: quirkyFeeds({ 'them.example': server }) });
  started.push(lab);
  await lab.addParty('them');
  await lab.addCollection(uuidOf('shared'), 'shared');
  must(
    await lab.operator.addSource({
      url: 'https://them.example/taxii2/',
      collection: 'c',
      into: 'shared',
      as: 'them',
    }),
  );
  const [run] = must(await lab.operator.syncNow({}));
  expect(run).toMatchObject({ ended: 'complete', added: 1, quarantined: 1 });
  const [status] = lab.operator.syncStatus();
  expect(status).toMatchObject({ health: 'gaps' });
  const [partial, what] = status!.because;
  expect(partial).toBe('partial: 1 objects of it are in quarantine');
  expect(what).toMatch(
    /^report--[-0-9a-f]{36}: line 1, column \d+: more than 300000 elements in one array \(valid: at most 300000\)$/,
  );
  expect(what).toContain(String(large['id']));
  expect(await lab.operator.quarantine({})).toMatchObject([{ object: large['id'], version: large['modified'] }]);
});

it('M 3381 pages that are too large to be read are asked for anew with fewer objects', async () => {
  const items = sampleItems(30, 1, 'heavy');
  const server = quirkyServer(items, {
    instead: (_, path) =>
      Number(new URL(path, 'https://them.example').searchParams.get('limit')) > 4
        ? { kind: 'unreachable', why: 'its answer is too large', isTooLarge: true }
        : null,
  });
  const lab = await WholeNode.open({ remote: quirkyFeeds({ 'them.example': server }) });
  started.push(lab);
  await lab.addParty('them');
  await lab.addCollection(uuidOf('shared'), 'shared');
  const url = 'https://them.example/taxii2/';
  must(await lab.operator.addSource({ url, collection: 'c', into: 'shared', as: 'them' }));
  const [run] = must(await lab.operator.syncNow({}));
  expect(run).toMatchObject({ ended: 'complete', added: 30 });
});
