import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { pushedLegs, pushNext } from '../../src/app/federation/push/push-leg.ts';
import type { PeerReply, PeerRequest } from '../../src/ports/transport.ts';
import { PeerNodes } from '../federation/peer-nodes.ts';
import { sampleItems } from '../federation/sample-items.ts';
import { must } from '../lab/whole-node-lab.ts';

const dir = mkdtempSync(join(tmpdir(), 'proviso-late-push-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const objects = sampleItems(3, 1, 'late').map((item) => item.object);
const ids = objects.map((object) => String(object['id']));
let pair: PeerNodes;
let files = 0;
beforeEach(async () => {
  pair = await PeerNodes.open(['a', 'b'], { b: { file: join(dir, `b${files++}`) } });
  await pair.collection('a', 'of-a', objects);
  await pair.agree('a', 'b', 'of-a', { delivery: 'push' });
});
afterEach(() => pair.close());

const heldIds = async (): Promise<string[]> =>
  [...(await pair.held('b')).keys()].map((name) => name.split(' ')[0]!).sort();

/** Sends what there is; `meanwhile` happens while the delivery is under way. */
async function push(meanwhile: () => Promise<void> = async () => {}): Promise<string> {
  const state = pair.state('a');
  const send = async (request: PeerRequest): Promise<PeerReply> => {
    await meanwhile();
    return state.transport.send(request);
  };
  const [leg] = pushedLegs(state);
  return (await pushNext({ ...state, transport: { send } }, leg!)).kind;
}

async function recall(...of: readonly string[]): Promise<void> {
  must(await pair.node('a').node.operator.sendRecall({ objects: of, to: ['b'], why: 'wrong' }));
  for (let round = 0; round < 3; round++) {
    for (const name of ['a', 'b']) await pair.state(name).recalls.work();
    await pair.talk();
  }
}

async function letOutAgain(): Promise<void> {
  const { recalls } = pair.state('a');
  must(await pair.node('a').node.operator.liftRecall({ id: recalls.book.recalls()[0]!.id }));
}

it('T-NEG-05 a push that was under way when its giver recalled it does not bring it back', async () => {
  expect(await push(() => recall(ids[1]!))).toBe('sent');
  expect(await heldIds()).toEqual([ids[0]!, ids[2]!].sort());
  await letOutAgain();
  expect(await push()).toBe('sent');
  expect(await heldIds()).toEqual([...ids].sort());
});

it('T-NEG-05 nor when the receiver starts anew meanwhile', async () => {
  const meanwhile = async (): Promise<void> => {
    await recall(ids[1]!);
    await pair.node('b').restart();
  };
  expect(await push(meanwhile)).toBe('sent');
  expect(await heldIds()).toEqual([ids[0]!, ids[2]!].sort());
});

it('T-FED-09 what is let out again is taken, even where the delivery is byte for byte one that came before', async () => {
  const bodies: string[] = [];
  const { store } = pair.state('b');
  const keys = (): string[] => store.documents('delivery-key').map(({ id }) => id);
  await push();
  bodies.push(...keys());
  await recall(...ids);
  expect(await heldIds()).toEqual([]);
  await letOutAgain();
  expect(await push()).toBe('sent');
  expect(await heldIds()).toEqual([...ids].sort());
  expect(keys()).toEqual(bodies);
});
