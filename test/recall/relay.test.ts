import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecallNet } from '../lab/recall-net.ts';
import { clear, stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const one = stix('indicator', 1, [clear]);
const two = stix('malware', 2, [clear]);
const mine = stix('tool', 3, [clear]);
const ids = [one.id, two.id, mine.id];
const textId = (n: number): string => `urn:uuid:${uuid(0x70 + n)}`;

let net: RecallNet;
const open = async (recalls: 'auto' | 'ask'): Promise<void> => {
  net = await RecallNet.open(['a', 'b', 'c'], { b: { recalls } }, ['z']);
  await net.give('a', 'b', textId(1));
  await net.give('b', 'c', textId(2));
  must(
    await net.node('b').operator.addTerms({
      id: textId(3),
      from: 'b',
      to: 'z',
      over: 'collection:main',
      allow: [{ do: 'receive' }],
      references: 'keep',
    }),
  );
  await net.node('a').bring('main', [one, two]);
  await net.node('b').bring('main', [mine]);
  await net.pull('b', 'a');
  await net.pull('c', 'b');
  await net.node('b').ask({ path: '/api/collections/main/objects/', as: 'z' });
};
const recall = async (objects: readonly string[] = [one.id]) =>
  must(await net.node('a').operator.sendRecall({ objects, to: ['b'], why: 'wrong source' }));
afterEach(() => net.close());

describe('a recall along a relay', () => {
  beforeEach(() => open('auto'));

  it('reaches whoever had it from the holder, by message or by hand, and nothing else of theirs', async () => {
    expect(await net.held('c', ids)).toHaveLength(3);
    const { id } = await recall();
    await net.settle();
    expect(await net.held('b', ids)).toEqual([`${two.id} by a`, `${mine.id} by b`].sort());
    expect(await net.held('c', ids)).toEqual([`${two.id} by b`, `${mine.id} by b`].sort());
    expect(
      net
        .rows('b', 'out')
        .map(({ party, state }) => `${party} ${state}`)
        .sort(),
    ).toEqual(['c answered', 'z by-hand']);
    const shown = must(await net.node('a').operator.recall(id!)) as {
      holders: { parts: { answer: { forwarded: { party: string; how: string }[] } }[] }[];
    };
    const { forwarded } = shown.holders[0]!.parts[0]!.answer;
    expect([...forwarded].sort((x, y) => (x.party < y.party ? -1 : 1))).toEqual([
      { party: 'c', how: 'message' },
      { party: 'z', how: 'by-hand' },
    ]);
  });

  it('waits for nobody: the holder answers although its own receiver cannot be reached', async () => {
    net.meddle = ({ peer }) => (peer === 'c' ? { kind: 'unreachable', why: 'cut off' } : null);
    await recall();
    await net.settle();
    expect(net.rows('a', 'out')).toMatchObject([{ state: 'answered', deleted: 1 }]);
    expect(net.rows('b', 'out').find(({ party }) => party === 'c')).toMatchObject({ state: 'outstanding' });
    net.meddle = () => null;
    await net.settle();
    expect(await net.held('c', [one.id])).toEqual([]);
    expect(net.rows('b', 'out').find(({ party }) => party === 'c')).toMatchObject({ state: 'answered', deleted: 1 });
  });

  it('M 4784 what the originator deletes is gone at the end of the chain', async () => {
    must(await net.node('a').operator.deleteObject({ object: two.id }));
    await net.settle();
    for (const name of ['a', 'b', 'c']) expect(await net.held(name, [two.id])).toEqual([]);
  });

  it('the threads of two holders have names of their own', async () => {
    await recall();
    await net.settle();
    const threads = [...net.node('b').node.state.recalls.book.threadsOf(net.rows('b', 'out')[0]!.id)];
    expect(new Set(threads.map(({ thread }) => thread)).size).toBe(2);
  });
});

describe('a node that asks its staff', () => {
  beforeEach(() => open('ask'));

  it('keeps it back from everybody at once, passes the recall on, and answers when staff decide', async () => {
    const { id } = await recall();
    await net.settle();
    expect(net.rows('b', 'in')).toMatchObject([{ state: 'waits-for-staff', versions: 1 }]);
    expect(net.rows('a', 'out')).toMatchObject([{ id, state: 'outstanding' }]);
    expect(await net.held('b', [one.id])).toEqual([`${one.id} by a`]);
    expect(await net.held('c', [one.id])).toEqual([]);
    expect(await net.pull('c', 'b', true)).not.toContain(`${one.id} ${one['modified']}`);
    const [asked] = net.rows('b', 'in');
    const { operator } = net.node('b');
    expect(await operator.acknowledgeRecall({ id: asked!.id, keep: true })).toMatchObject({ ok: false });
    must(await operator.acknowledgeRecall({ id: asked!.id, by: 'kim' }));
    await net.settle();
    expect(await net.held('b', [one.id])).toEqual([]);
    expect(net.rows('a', 'out')).toMatchObject([{ state: 'answered', deleted: 1 }]);
    expect(await operator.acknowledgeRecall({ id: asked!.id })).toMatchObject({ ok: false });
  });

  it('may keep it for a reason, which its giver reads; then it is for its own use alone', async () => {
    await recall();
    await net.settle();
    const [asked] = net.rows('b', 'in');
    const { operator } = net.node('b');
    must(await operator.acknowledgeRecall({ id: asked!.id, keep: true, why: 'evidence in an open case' }));
    await net.settle();
    expect(net.rows('a', 'out')).toMatchObject([{ state: 'answered', kept: 1, deleted: 0 }]);
    expect(await net.held('b', [one.id])).toEqual([`${one.id} by a`]);
    expect(await net.pull('c', 'b', true)).not.toContain(`${one.id} ${one['modified']}`);
    expect(must(await operator.decide({ party: 'c', object: one.id }))).toMatchObject({ decision: 'refuse' });
    // Whoever keeps it holds it: it may be asked again, and deletes it then.
    await recall();
    await net.settle();
    const again = net.rows('b', 'in').find(({ state }) => state === 'waits-for-staff');
    must(await operator.acknowledgeRecall({ id: again!.id }));
    await net.settle();
    expect(await net.held('b', [one.id])).toEqual([]);
  });

  it('T-NEG-05 what waits in quarantine meanwhile does not come out by a retry, before staff decide nor when they keep it', async () => {
    const { federation, store } = net.node('b').node.state;
    const { quarantine } = federation.deps;
    const late = stix('malware', 4, [clear]);
    const bytes = new TextEncoder().encode(JSON.stringify(late));
    const row = { source: 's', party: 'a' as never, collection: 1, object: late.id, version: String(late['modified']) };
    await net.node('a').bring('main', [late]);
    await net.pull('b', 'a');
    quarantine.put({ ...row, faults: [], at: 1, tries: 1 }, bytes);
    await store.flush();
    await recall([late.id]);
    await net.settle();
    const { operator } = net.node('b');
    const retried = async () => must(await operator.retryQuarantine({}));
    expect(await retried()).toMatchObject({ released: 0, still: [{ faults: [{ at: 'recall' }] }] });
    must(await operator.acknowledgeRecall({ id: net.rows('b', 'in')[0]!.id, keep: true, why: 'evidence' }));
    await net.settle();
    expect(await retried()).toMatchObject({ released: 0, still: [{ tries: 3 }] });
    // Given anew, it is no longer what was asked back.
    quarantine.put({ ...row, faults: [], at: 2, tries: 1 }, bytes);
    expect(await retried()).toMatchObject({ released: 1, still: [] });
  });

  it('answers at once where it holds nothing of it', async () => {
    await recall();
    await net.settle();
    must(await net.node('b').operator.acknowledgeRecall({ id: net.rows('b', 'in')[0]!.id }));
    await net.settle();
    const { engine, messages, store } = net.node('a').node.state;
    const body = {
      part: 1,
      parts: 1,
      why: 'deleted',
      text: null,
      ask: 'delete',
      until: null,
      accord: null,
      texts: [],
      versions: [[one.id, String(one['modified'])]],
    } as const;
    engine.change(({ at }) => messages.send('b' as never, `recall/urn:uuid:${uuid(0xfe)}`, 'recall', body, at));
    await store.flush();
    await net.settle();
    expect(net.rows('b', 'in').at(-1)).toMatchObject({ state: 'answered', notHeld: 1 });
  });
});
