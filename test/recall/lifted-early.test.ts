import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { pushedLegs, pushNext } from '../../src/app/federation/push/push-leg.ts';
import type { WalkStep } from '../../src/ports/remote-feed.ts';
import type { PeerReply, PeerRequest } from '../../src/ports/transport.ts';
import { PeerNodes } from '../federation/peer-nodes.ts';
import { sampleItems } from '../federation/sample-items.ts';
import { must } from '../lab/whole-node-lab.ts';
import { heldFrom, onRecordAt } from './given-and-held.ts';

const dir = mkdtempSync(join(tmpdir(), 'proviso-lifted-early-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const objects = sampleItems(3, 1, 'early').map((item) => item.object);
const ids = objects.map((object) => String(object['id']));
const names = objects.map((object) => `${String(object['id'])} ${String(object['modified'])}`).sort();
const others = names.filter((name) => !name.startsWith(ids[1]!));

let pair: PeerNodes;
let files = 0;
afterEach(() => pair.close());

type Delivery = 'pull' | 'push';

async function open(delivery: Delivery): Promise<void> {
  pair = await PeerNodes.open(['a', 'b'], {
    a: { file: join(dir, `a${files}`) },
    b: { file: join(dir, `b${files++}`) },
  });
  await pair.collection('a', 'of-a', objects);
  await pair.agree('a', 'b', 'of-a', { delivery });
  await deliver(delivery);
  expect(await held()).toEqual(names);
}

async function deliver(delivery: Delivery): Promise<void> {
  if (delivery === 'pull') must(await pair.node('b').node.operator.syncNow({}));
  else for (const leg of pushedLegs(pair.state('a'))) while ((await pushNext(pair.state('a'), leg)).kind === 'sent');
}

const held = (): Promise<string[]> => heldFrom(pair.state('b'), 'a');
const onRecord = (): Promise<string[]> => onRecordAt(pair.state('a'), 'b');

/** The message is written and waits. */
async function recall(of: readonly string[] = [ids[1]!]): Promise<string> {
  return must(await pair.node('a').node.operator.sendRecall({ objects: of, to: ['b'], why: 'wrong' })).id!;
}

const lift = async (id: string): Promise<void> => {
  must(await pair.node('a').node.operator.liftRecall({ id }));
};

async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    for (const name of ['a', 'b']) await pair.state(name).recalls.work();
    await pair.talk();
  }
  await pair.state('a').recalls.work();
}

describe.each(['pull', 'push'] as const)('T-NEG-05 a recall that is lifted before its message arrives, by %s', (by) => {
  it('takes away no copy that came after it: what goes again waits for the answer', async () => {
    await open(by);
    await lift(await recall());
    await deliver(by);
    await settle();
    await deliver(by);
    expect([await held(), await onRecord()]).toEqual([names, names]);
  });

  it('nor when the giver starts anew between lifting and the answer, and again after the answer', async () => {
    await open(by);
    await lift(await recall());
    await pair.node('a').restart();
    await deliver(by);
    await pair.talk();
    await pair.state('b').recalls.work();
    await pair.talk();
    await pair.node('a').restart();
    await pair.state('a').recalls.work();
    await deliver(by);
    expect([await held(), await onRecord()]).toEqual([names, names]);
  });

  it('nor when it is recalled and lifted twice before anything arrives', async () => {
    await open(by);
    await lift(await recall());
    await deliver(by);
    const { operator } = pair.node('a').node;
    const again = must(await operator.sendRecall({ objects: [ids[1]!], to: ['all-holders'], why: 'wrong again' }));
    expect(again.holders).toMatchObject([{ versions: 0, askedBefore: 1 }]);
    await settle();
    await deliver(by);
    expect([await held(), await onRecord()]).toEqual([others, others]);
    await lift(again.id!);
    await deliver(by);
    expect([await held(), await onRecord()]).toEqual([names, names]);
  });
});

it('T-NEG-05 what is still recalled by hand does not go with the answer', async () => {
  await open('pull');
  await recall();
  await settle();
  await deliver('pull');
  expect([await held(), await onRecord()]).toEqual([others, others]);
});

it('M 4784 what is deleted, brought again and given again before the answer is with its holder in the end', async () => {
  await open('pull');
  must(await pair.node('a').node.operator.deleteObject({ object: ids[1]! }));
  await pair.bring('a', 'of-a', [objects[1]!]);
  await deliver('pull');
  await settle();
  await deliver('pull');
  expect([await held(), await onRecord()]).toEqual([names, names]);
});

it('T-NEG-05 a copy given by another collection goes with the recall and is given again', async () => {
  await open('pull');
  await pair.collection('a', 'other', [objects[1]!]);
  await pair.agree('a', 'b', 'other');
  await deliver('pull');
  const { operator } = pair.node('a').node;
  must(await operator.sendRecall({ collection: 'of-a', to: ['b'], why: 'the collection was not for you' }));
  await deliver('pull');
  await settle();
  await deliver('pull');
  const [one] = names.filter((name) => name.startsWith(ids[1]!));
  expect([await held(), await onRecord()]).toEqual([[one], [one]]);
});

it('T-NEG-05 a page that is asked for before the recall comes and read after it is lifted is taken', async () => {
  await open('pull');
  const { remote } = pair.state('b').federation.deps;
  const { walk } = remote;
  const put = (way: typeof walk): void => {
    (remote as { walk: typeof walk }).walk = way;
  };
  put(async function* (...asked): AsyncIterable<WalkStep> {
    const id = await recall();
    await settle();
    await lift(id);
    yield* walk.apply(remote, asked);
  });
  await deliver('pull');
  put(walk);
  await deliver('pull');
  expect([await held(), await onRecord()]).toEqual([names, names]);
});

it('T-FED-09 a delivery of which everything was recalled on its way may come again byte for byte', async () => {
  pair = await PeerNodes.open(['a', 'b']);
  await pair.collection('a', 'of-a', objects);
  await pair.agree('a', 'b', 'of-a', { delivery: 'push' });
  const state = pair.state('a');
  let id = '';
  const send = async (request: PeerRequest): Promise<PeerReply> => {
    id = await recall(ids);
    await settle();
    return state.transport.send(request);
  };
  const [leg] = pushedLegs(state);
  expect((await pushNext({ ...state, transport: { send } }, leg!)).kind).toBe('sent');
  expect(await held()).toEqual([]);
  await lift(id);
  await deliver('push');
  expect([await held(), await onRecord()]).toEqual([names, names]);
});
