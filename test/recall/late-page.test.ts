import { afterEach, beforeEach, expect, it } from 'vitest';
import { storePage } from '../../src/app/federation/store-page.ts';
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
  const came = { lineages: [null, null], texts: [], askedAt };
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
