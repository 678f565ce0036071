import { afterEach, beforeEach, expect, it } from 'vitest';
import { tableAccord } from '../../src/app/accord/table-accord.ts';
import { PeerNodes } from '../federation/peer-nodes.ts';
import { indicator } from '../federation/sample-items.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const accord = `urn:uuid:${uuid(0xac)}`;
const delete24h = { do: 'delete', when: [{ elapsed: { since: 'revocation', 'at-most': 'PT24H' } }] };
const objects = [indicator('one'), indicator('two')];

let nodes: PeerNodes;
beforeEach(async () => {
  nodes = await PeerNodes.open(['a', 'b']);
  await nodes.collection('a', 'of-a', objects);
});
afterEach(() => nodes.close());

async function agree(owe: readonly unknown[]): Promise<void> {
  await nodes.node('a').enrol(nodes.node('b'));
  await nodes.node('b').enrol(nodes.node('a'));
  const terms = {
    id: `urn:uuid:${uuid(0xad)}`,
    from: 'party:a',
    to: 'party:b',
    over: 'collection:of-a',
    allow: [{ do: 'receive' }],
    owe,
    references: 'keep',
  };
  const value = { id: accord, legs: [{ terms, delivery: 'pull' }] };
  must(await tableAccord(nodes.state('a'), { value, to: 'b', confirm: 'auto', by: 'staff' }));
  await nodes.talk();
  await nodes.move('b', { id: accord, move: 'accept', by: 'staff' });
  await nodes.talk();
  must(await nodes.node('b').node.operator.syncNow({}));
}

async function settle(): Promise<void> {
  for (let round = 0; round < 6; round++) {
    for (const name of ['a', 'b']) await nodes.state(name).recalls.work();
    await nodes.talk();
  }
}

it.each(['a', 'b'])('what a revoked text owes to delete is recalled at once, whoever revokes: %s', async (who) => {
  await agree([delete24h]);
  expect((await nodes.held('b', 'a')).size).toBe(2);
  await nodes.move(who, { id: accord, move: 'revoke', by: 'staff' });
  await nodes.talk();
  await settle();
  expect((await nodes.held('b', 'a')).size).toBe(0);
  const [row] = nodes.node('a').node.operator.recalls();
  expect(row).toMatchObject({ why: 'revoked', party: 'b', versions: 2, deleted: 2, state: 'answered' });
  expect(row!.until! - row!.at).toBe(86_400_000_000);
  const [incoming] = nodes.state('b').recalls.book.incoming();
  expect(incoming).toMatchObject({ accord, texts: [`urn:uuid:${uuid(0xad)}`] });
});

it('a text that owes no deletion takes nothing back by itself', async () => {
  await agree([]);
  await nodes.move('a', { id: accord, move: 'revoke', by: 'staff' });
  await nodes.talk();
  await settle();
  expect((await nodes.held('b', 'a')).size).toBe(2);
  const { operator } = nodes.node('a').node;
  expect(operator.recalls()).toEqual([]);
  // By hand it can be asked for all the same.
  must(await operator.sendRecall({ accord, to: ['all-holders'], why: 'the accord is over' }));
  await settle();
  expect((await nodes.held('b', 'a')).size).toBe(0);
});
