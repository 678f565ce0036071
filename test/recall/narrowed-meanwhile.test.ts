import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerNodes } from '../federation/peer-nodes.ts';
import { RecallNet } from '../lab/recall-net.ts';
import { green, permit, red, stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const text = `urn:uuid:${uuid(0x71)}`;
const one = stix('indicator', 1, [green]);
const version = (n: number, markings: readonly string[]) => ({
  ...one,
  object_marking_refs: markings,
  modified: `2025-0${n}-01T00:00:00.000Z`,
});

describe('M 7409 a newer version for fewer, however it meets the older ones', () => {
  let net: RecallNet;
  beforeEach(async () => {
    net = await RecallNet.open(['a', 'b']);
    const terms = permit('b', 'main', [{ tlp: { 'at-most': 'green' } }], { id: text, from: 'a' });
    must(await net.node('a').operator.addTerms(terms));
  });
  afterEach(() => net.close());

  it('an older one that nobody has fetched yet goes out no more, were it the first of all', async () => {
    await net.node('a').bring('main', [one]);
    await net.node('a').bring('main', [version(2, [red])]);
    await net.settle();
    expect(await net.pull('b', 'a')).toEqual([]);
  });

  it('an older one that was not fetched yet goes out no more beside one that is asked for', async () => {
    await net.node('a').bring('main', [one]);
    await net.pull('b', 'a');
    await net.node('a').bring('main', [version(2, [green])]);
    await net.node('a').bring('main', [version(3, [red])]);
    await net.settle();
    expect([await net.pull('b', 'a', true), await net.held('b', [one.id])]).toEqual([[], []]);
  });

  it('a recall that is lifted lets no older one out again', async () => {
    await net.node('a').bring('main', [one]);
    await net.pull('b', 'a');
    const { id } = must(await net.node('a').operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
    await net.node('a').bring('main', [version(2, [red])]);
    await net.settle();
    must(await net.node('a').operator.liftRecall({ id: id! }));
    await net.settle();
    expect(await net.pull('b', 'a')).toEqual([]);
  });

  it('the newer one goes out once it is fit to, and those after it', async () => {
    await net.node('a').bring('main', [one]);
    await net.node('a').bring('main', [version(2, [red])]);
    await net.settle();
    must(await net.node('a').operator.addTerms(permit('b', 'main', [], { id: `urn:uuid:${uuid(0x72)}`, from: 'a' })));
    expect(await net.pull('b', 'a')).toEqual([`${one.id} 2025-02-01T00:00:00.000Z`]);
  });

  it('what a recall kept back before it was fetched is let out again with the rest', async () => {
    await net.node('a').bring('main', [one]);
    await net.pull('b', 'a');
    await net.node('a').bring('main', [version(2, [green])]);
    const { id } = must(await net.node('a').operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
    await net.settle();
    expect(await net.pull('b', 'a')).toEqual([]);
    must(await net.node('a').operator.liftRecall({ id: id! }));
    expect(await net.pull('b', 'a')).toHaveLength(2);
  });
});

describe('while the accord is suspended', () => {
  let nodes: PeerNodes;
  let accord: string;
  beforeEach(async () => {
    nodes = await PeerNodes.open(['a', 'b']);
    await nodes.collection('a', 'of-a', [one]);
    accord = await nodes.agree('a', 'b', 'of-a', {
      allow: [{ do: 'receive', when: [{ tlp: { 'at-most': 'green' } }] }],
    });
    expect(await heldAfterPull()).toBe(1);
    await nodes.move('a', { id: accord, move: 'suspend' });
    await nodes.talk();
  });
  afterEach(() => nodes.close());

  async function heldAfterPull(): Promise<number> {
    must(await nodes.node('b').node.operator.syncNow({}));
    return (await nodes.held('b', 'a')).size;
  }

  async function settle(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      for (const name of ['a', 'b']) await nodes.state(name).recalls.work();
      await nodes.talk();
    }
  }

  async function resume(): Promise<void> {
    await nodes.move('a', { id: accord, move: 'resume' });
    await nodes.talk();
  }

  it('M 7409 a newer version for fewer takes the older ones back', async () => {
    await nodes.bring('a', 'of-a', [version(2, [red])]);
    await settle();
    expect((await nodes.held('b', 'a')).size).toBe(0);
    await resume();
    expect(await heldAfterPull()).toBe(0);
  });

  it('what is recalled by hand does not go out again once the accord goes on, but when the recall is lifted', async () => {
    const { operator } = nodes.node('a').node;
    const { id } = must(await operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
    await settle();
    await resume();
    expect(await heldAfterPull()).toBe(0);
    must(await operator.liftRecall({ id: id! }));
    expect(await heldAfterPull()).toBe(1);
  });
});
