import { afterEach, beforeEach, expect, it } from 'vitest';
import { repairMissing } from '../../src/app/federation/compare/repair-missing.ts';
import type { SourceRecord } from '../../src/app/federation/source-record.ts';
import { storePage } from '../../src/app/federation/store-page.ts';
import type { WalkStep } from '../../src/ports/remote-feed.ts';
import { RecallNet } from '../lab/recall-net.ts';
import { green, permitAll, stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';

const one = stix('indicator', 1, [green]);
const two = stix('malware', 2, [green]);
let net: RecallNet;
beforeEach(async () => {
  net = await RecallNet.open(['a', 'b']);
  must(await net.node('a').operator.addTerms({ ...permitAll('b', 'main'), from: 'a' }));
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
});
afterEach(() => net.close());

/** A page of both, as it comes from a request of that moment. */
async function comes(askedAt: number): Promise<string[]> {
  const { federation } = net.node('b').node.state;
  const objects = [one, two].map((o) => new TextEncoder().encode(JSON.stringify(o)));
  const source = { id: 's', party: 'a' as never, into: 1 };
  const isRecalled = (named: { id: string; version: string }) =>
    federation.deps.recent.sinceAsked('a' as never, named, askedAt);
  const came = { lineages: [null, null], texts: [], isRecalled };
  await storePage(federation.deps, federation.deps.quarantine, source, objects, came, () => {});
  return net.held('b', [one.id, two.id]);
}

it('a page that was on its way when its giver recalled it does not bring it back; one asked for later does', async () => {
  const before = net.node('b').clock.now();
  net.advance(1_000_000);
  must(await net.node('a').operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
  await net.settle();
  expect(await comes(before)).toEqual([`${two.id} by a`]);
  net.advance(1_000_000);
  expect(await comes(net.node('b').clock.now())).toEqual([`${one.id} by a`, `${two.id} by a`].sort());
});

const aWhile = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
};

it('T-NEG-05 nor when the recall is obeyed between judging the page and storing it', async () => {
  const before = net.node('b').clock.now();
  net.advance(1_000_000);
  must(await net.node('a').operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
  await net.node('a').node.state.recalls.work();
  const { bytes } = net.node('a').node.state.messages.next('b' as never)!;
  const { engine, messages, recalls } = net.node('b').node.state;
  // One after the other: a piece of work, the recall, another piece; the page waits behind them.
  let goOn = (): void => {};
  const first = engine.exclusive(() => new Promise<void>((resolve) => (goOn = resolve)));
  const taken = messages.receive('a' as never, bytes);
  await aWhile();
  const second = engine.exclusive(aWhile);
  const stored = comes(before);
  await aWhile();
  goOn();
  await Promise.all([first, taken, second, stored]);
  await recalls.work();
  expect(await net.held('b', [one.id, two.id])).toEqual([`${two.id} by a`]);
});

it('T-NEG-05 nor does a repair whose question was on its way (OC 4615)', async () => {
  const { federation } = net.node('b').node.state;
  const source = { id: 's', party: 'a', into: 1, root: 'api', collection: 'main', target: { kind: 'foreign' } };
  const objects = [one, two].map((o) => new TextEncoder().encode(JSON.stringify(o)));
  async function* walk(): AsyncIterable<WalkStep> {
    net.advance(1_000_000);
    must(await net.node('a').operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
    await net.settle();
    yield { kind: 'page', objects, custom: {}, bytes: 1, place: { addedAfter: null } };
  }
  const remote = { ...federation.deps.remote, walk };
  const deps = { ...federation.deps, remote };
  await repairMissing({ ...federation, deps } as never, source as unknown as SourceRecord, [one, two]);
  expect(await net.held('b', [one.id, two.id])).toEqual([`${two.id} by a`]);
});
