import { afterEach, describe, expect, it } from 'vitest';
import { formatMicros } from '../../src/core/time.ts';
import { RecallNet } from '../lab/recall-net.ts';
import { clear, permit, stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';
import { heldFrom, onRecordAt } from './given-and-held.ts';

const one = stix('indicator', 1, [clear]);
const two = stix('malware', 2, [clear]);
const nameOf = (o: typeof one): string => `${o.id} ${String(o['modified'])}`;
const both = [nameOf(one), nameOf(two)].sort();
const text = (n: number): string => `urn:uuid:${uuid(0x70 + n)}`;

let net: RecallNet;
afterEach(() => net.close());

const books = async (from: string, to: string): Promise<readonly string[][]> => [
  await heldFrom(net.node(to).node.state, from),
  await onRecordAt(net.node(from).node.state, to),
];

it('T-NEG-05 a grade that closes and opens again before the holder answered', async () => {
  net = await RecallNet.open(['a', 'b']);
  const { operator } = net.node('a');
  const asks = [{ 'grade-of-object': { 'any-of': ['B2'] } }];
  must(await operator.addTerms(permit('b', 'main', asks, { id: text(1), from: 'a', references: 'keep' })));
  await net.node('a').bring('main', [one]);
  must(await operator.gradeObject({ object: one.id, grade: 'B2' }));
  expect(await net.pull('b', 'a')).toHaveLength(1);
  must(await operator.gradeObject({ object: one.id, grade: 'D4' }));
  await net.node('a').node.state.recalls.work();
  expect(net.rows('a', 'out')).toMatchObject([{ why: 'narrowed', state: 'outstanding' }]);
  must(await operator.gradeObject({ object: one.id, grade: 'B2' }));
  await net.node('a').node.state.recalls.work();
  expect(await net.pull('b', 'a')).toEqual([]);
  await net.settle();
  expect(await net.pull('b', 'a')).toHaveLength(1);
  expect(await books('a', 'b')).toEqual([[nameOf(one)], [nameOf(one)]]);
});

const give = (n: number) => net.give('a', 'b', text(n), { allow: [{ do: 'receive' }] });

describe('T-NEG-05 a recall by hand while a gate is shut, which opens before the holder answered', () => {
  const topic = { id: 'resale', title: 'Resale', scale: ['refused', 'undertaken'], policy: 'unanimous' };
  const day = 86_400_000_000;

  async function says(value: string): Promise<void> {
    const { operator, clock } = net.node('a');
    const said = formatMicros(clock.now());
    const statement = { party: 'b', organ: 'press', topic: 'resale', value, grade: 'A1', source: said, said };
    must(await operator.addStatements({ statements: [statement] }));
    net.advance(day);
  }

  async function shut(): Promise<string> {
    net = await RecallNet.open(['a', 'b']);
    const { operator } = net.node('a');
    must(await operator.addOrgans({ party: 'b', organs: ['press'] }));
    must(await operator.addTopics([topic]));
    const gate = [{ position: { topic: 'resale', is: 'undertaken' } }];
    must(await operator.addTerms(permit('b', 'main', gate, { id: text(1), from: 'a', references: 'keep' })));
    await net.node('a').bring('main', [one, two]);
    await says('undertaken');
    expect(await net.pull('b', 'a')).toHaveLength(2);
    await says('refused');
    return must(await operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' })).id!;
  }

  it('stays recalled until it is lifted', async () => {
    const id = await shut();
    await says('undertaken');
    expect(await net.pull('b', 'a')).toEqual([nameOf(two)]);
    await net.settle();
    expect(await net.pull('b', 'a')).toEqual([]);
    expect(await books('a', 'b')).toEqual([[nameOf(two)], [nameOf(two)]]);
    must(await net.node('a').operator.liftRecall({ id }));
    expect(await net.pull('b', 'a')).toEqual([nameOf(one)]);
    expect(await books('a', 'b')).toEqual([both, both]);
  });

  it('and where it is lifted, waits for the answer', async () => {
    const id = await shut();
    must(await net.node('a').operator.liftRecall({ id }));
    await says('undertaken');
    expect(await net.pull('b', 'a')).toEqual([nameOf(two)]);
    await net.settle();
    expect(await net.pull('b', 'a')).toEqual([nameOf(one)]);
    expect(await books('a', 'b')).toEqual([both, both]);
  });
});

it('T-NEG-05 a new text after the recall, in force before the holder answered', async () => {
  net = await RecallNet.open(['a', 'b']);
  const { operator } = net.node('a');
  await give(1);
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
  must(await operator.endTerms(text(1)));
  must(await operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
  await give(2);
  expect(await net.pull('b', 'a')).toEqual([nameOf(two)]);
  await net.settle();
  expect(await net.pull('b', 'a')).toEqual([nameOf(one)]);
  expect(await books('a', 'b')).toEqual([both, both]);
});

it('T-NEG-05 lifted while the gate is shut, which opens before the holder answered', async () => {
  net = await RecallNet.open(['a', 'b']);
  const { operator } = net.node('a');
  await give(1);
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
  const { id } = must(await operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
  must(await operator.endTerms(text(1)));
  must(await operator.liftRecall({ id: id! }));
  await give(2);
  await net.pull('b', 'a');
  await net.settle();
  await net.pull('b', 'a');
  expect(await books('a', 'b')).toEqual([both, both]);
});

it('T-NEG-05 along a relay: a copy that comes again waits for whoever was asked for the old one', async () => {
  net = await RecallNet.open(['a', 'b', 'c']);
  await net.give('a', 'b', text(1));
  await net.give('b', 'c', text(2));
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
  await net.pull('c', 'b');
  net.meddle = ({ peer }) => (peer === 'c' ? { kind: 'unreachable', why: 'cut off' } : null);
  const { id } = must(await net.node('a').operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
  await net.settle();
  must(await net.node('a').operator.liftRecall({ id: id! }));
  expect(await net.pull('b', 'a')).toEqual([nameOf(one)]);
  expect(await net.pull('c', 'b')).toEqual([]);
  net.meddle = () => null;
  await net.settle();
  expect(await net.pull('c', 'b')).toEqual([nameOf(one)]);
  expect([await books('a', 'b'), await books('b', 'c')]).toEqual([
    [both, both],
    [both, both],
  ]);
});

it('T-NEG-05 while staff of the holder think, and whatever they decide', async () => {
  for (const keep of [false, true]) {
    net = await RecallNet.open(['a', 'b'], { b: { recalls: 'ask' } });
    await give(1);
    await net.node('a').bring('main', [one, two]);
    await net.pull('b', 'a');
    const { id } = must(await net.node('a').operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
    await net.settle();
    must(await net.node('a').operator.liftRecall({ id: id! }));
    expect(await net.pull('b', 'a')).toEqual([]);
    const [waiting] = net.rows('b', 'in');
    must(await net.node('b').operator.acknowledgeRecall({ id: waiting!.id, keep, why: 'evidence' }));
    await net.settle();
    expect(await net.pull('b', 'a')).toEqual([nameOf(one)]);
    expect(await books('a', 'b')).toEqual([both, both]);
    if (!keep) await net.close();
  }
});

it('T-NEG-05 what staff kept goes on to others again once its giver gives it again, and not before they answered', async () => {
  net = await RecallNet.open(['a', 'b', 'c'], { b: { recalls: 'ask' } });
  await net.give('a', 'b', text(1));
  await net.give('b', 'c', text(2));
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
  await net.pull('c', 'b');
  net.meddle = ({ peer }) => (peer === 'c' ? { kind: 'unreachable', why: 'cut off' } : null);
  const { id } = must(await net.node('a').operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
  await net.settle();
  const [waiting] = net.rows('b', 'in');
  must(await net.node('b').operator.acknowledgeRecall({ id: waiting!.id, keep: true, why: 'evidence' }));
  await net.settle();
  expect(net.rows('a', 'out')).toMatchObject([{ state: 'answered', kept: 1 }]);
  expect(await net.pull('c', 'b', true)).toEqual([nameOf(two)]);
  must(await net.node('a').operator.liftRecall({ id: id! }));
  expect(await net.pull('b', 'a')).toEqual([nameOf(one)]);
  expect(await net.pull('c', 'b')).toEqual([]);
  net.meddle = () => null;
  await net.settle();
  expect(await net.pull('c', 'b')).toEqual([nameOf(one)]);
  expect([await books('a', 'b'), await books('b', 'c')]).toEqual([
    [both, both],
    [both, both],
  ]);
});

it('T-NEG-05 what staff note is not asked by message any more, and what is lifted goes at once', async () => {
  net = await RecallNet.open(['a', 'b']);
  await give(1);
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
  const { operator } = net.node('a');
  const { id } = must(await operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong' }));
  expect(must(await operator.liftRecall({ id: id! }))).toEqual({ versions: 1, waiting: 1 });
  expect(await net.pull('b', 'a')).toEqual([]);
  must(await operator.noteRecall({ id: id!, party: 'b', answer: 'kept', why: 'they need it' }));
  expect(await net.pull('b', 'a')).toEqual([nameOf(one)]);
  await net.settle();
  expect(net.sent).toEqual([]);
  expect(await books('a', 'b')).toEqual([both, both]);
});
