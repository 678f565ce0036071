import { afterEach, describe, expect, it } from 'vitest';
import { pushedLegs, pushNext } from '../../src/app/federation/push/push-leg.ts';
import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { parseTimestamp } from '../../src/core/time.ts';
import { steadyClock, systemTime } from '../../src/main/system-clock.ts';
import { must } from '../lab/whole-node-lab.ts';
import { PeerNodes } from './peer-nodes.ts';
import { indicator, uuidOf } from './sample-items.ts';

const second = 1_000_000;
const hour = 3600 * second;
const year = 365 * 24 * hour;
const window = limits.signatureWindowMs * 1000;

const open: PeerNodes[] = [];
afterEach(async () => {
  for (const nodes of open.splice(0)) await nodes.close();
});

/** Passing on only with the consent of the originator, so that there is something to ask for. */
const accept = 'application/taxii+json;version=2.1';
const allow = [
  { do: 'receive' },
  { do: 'relay', when: [{ consent: { of: 'originator', scope: 'object', is: 'granted' } }] },
];

const made = (name: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => indicator(`${name} ${from + i}`));
const idOf = (name: string): string => String(indicator(name)['id']);

/** A gives to B by pull and by push, and asks for something back; the machine clock of each can be set. */
class SteppedPair {
  readonly nodes: PeerNodes;
  readonly #ahead: Map<string, number>;
  /** Objects that came back for another reading, in all runs. */
  repeated = 0;

  private constructor(nodes: PeerNodes, ahead: Map<string, number>) {
    this.nodes = nodes;
    this.#ahead = ahead;
  }

  static async open(): Promise<SteppedPair> {
    const ahead = new Map<string, number>();
    const clockOf = (name: string) => steadyClock(() => systemTime() + (ahead.get(name) ?? 0));
    const options = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { clock: clockOf(name) }]));
    const nodes = await PeerNodes.open(['a', 'b', 'c'], options);
    open.push(nodes);
    return new SteppedPair(nodes, ahead);
  }

  /** The machine's clock of a node is set on or back. */
  step(name: string, micros: number): void {
    this.#ahead.set(name, (this.#ahead.get(name) ?? 0) + micros);
  }

  operator(name: string) {
    return this.nodes.node(name).node.operator;
  }

  skewMs(at: string, of: string): number {
    return must(this.operator(at).peer(of)).skewMs ?? Number.NaN;
  }

  /** As far as it goes now: messages both ways, what is due, what is pulled and pushed. True when nothing is left. */
  async flow(): Promise<boolean> {
    let isWhole = true;
    for (let round = 0; round < 4; round++) {
      isWhole = true;
      for (const name of ['a', 'b', 'c']) {
        const { state } = this.nodes.node(name);
        await state.recalls.work();
        const failed = await deliverAll(state);
        if (failed.length > 0 || state.messages.waitingFor().length > 0) isWhole = false;
      }
      for (const leg of pushedLegs(this.nodes.state('a')))
        for (let done = await pushNext(this.nodes.state('a'), leg); done.kind !== 'idle'; ) {
          if (done.kind === 'failed') isWhole = false;
          if (done.kind === 'failed') break;
          done = await pushNext(this.nodes.state('a'), leg);
        }
      const { federation } = this.nodes.state('b');
      await federation.attend();
      for (const { id } of federation.pulled()) {
        const run = must(await federation.run(id));
        this.repeated += run.held;
        if (run.ended !== 'complete') isWhole = false;
      }
    }
    return isWhole;
  }

  /** Stamps of a collection as a peer sees them, in the order of the feed. */
  async stamps(at: string, from: string, alias: string): Promise<number[]> {
    const path = `/api/collections/${uuidOf(`${from} ${alias}`)}/manifest/`;
    const { transport } = this.nodes.state(at);
    const reply = await transport.send({ peer: from as PartyId, method: 'GET', path, body: null, accept });
    if (reply.kind !== 'answered' || reply.status !== 200) throw new Error(`no manifest: ${JSON.stringify(reply)}`);
    const { objects } = JSON.parse(Buffer.from(reply.body).toString()) as { objects: { date_added: string }[] };
    return objects.map((one) => parseTimestamp(one.date_added)!);
  }

  async asks(at: string, of: string): Promise<number | null> {
    const { transport } = this.nodes.state(at);
    const path = '/api/collections/';
    const reply = await transport.send({ peer: of as PartyId, method: 'GET', path, body: null, accept });
    return reply.kind === 'answered' ? reply.status : null;
  }
}

/** Every flow is half way: some was pulled, pushed and said, the rest waits. */
async function halfWay(): Promise<SteppedPair> {
  const pair = await SteppedPair.open();
  const { nodes } = pair;
  await nodes.collection('a', 'pulled', made('pulled', 0, 3));
  await nodes.collection('a', 'pushed', made('pushed', 0, 3));
  await nodes.agree('a', 'b', 'pulled', { allow });
  await nodes.agree('a', 'b', 'pushed', { delivery: 'push' });
  expect(await pair.flow()).toBe(true);
  expect((await nodes.held('b', 'a')).size).toBe(6);
  await nodes.bring('a', 'pulled', made('pulled', 3, 6));
  await nodes.bring('a', 'pushed', made('pushed', 3, 6));
  must(await pair.operator('a').sendRecall({ objects: [idOf('pulled 0')], to: ['all-holders'], why: 'it was wrong' }));
  must(await pair.operator('b').addParty({ id: 'd', name: 'd' }));
  const { into } = pair
    .operator('b')
    .syncStatus()
    .find(({ collection }) => collection === uuidOf('a pulled'))!;
  const terms = { from: 'party:b', to: 'party:d', over: `collection:${into}`, allow: [{ do: 'receive' }] };
  must(await pair.operator('b').addTerms(terms));
  must(await pair.operator('b').askConsent({ object: idOf('pulled 1'), party: 'd' }));
  must(await pair.operator('a').rotateKey());
  return pair;
}

async function enrolThird({ nodes }: SteppedPair, with_: string): Promise<void> {
  await nodes.node('c').enrol(nodes.node(with_));
  await nodes.node(with_).enrol(nodes.node('c'));
}

/** Everything came whole, once, and in the order of time. */
async function expectWhole(pair: SteppedPair, before: ReadonlyMap<string, readonly number[]>): Promise<void> {
  const { nodes } = pair;
  expect(await pair.flow()).toBe(true);
  const consent = pair.operator('a').consentCases()[0]!;
  if (consent.state === 'waiting') must(await pair.operator('a').grantConsent({ id: consent.id }));
  expect(await pair.flow()).toBe(true);
  const wanted = new Map([...(await nodes.held('a'))].filter(([name]) => !name.startsWith(idOf('pulled 0'))));
  expect(await nodes.held('b', 'a')).toEqual(wanted);
  expect(wanted.size).toBe(11);
  expect(pair.operator('b').consentCases()[0]).toMatchObject({ state: 'granted' });
  expect(
    pair
      .operator('a')
      .recalls()
      .filter((row) => row.direction === 'out'),
  ).toMatchObject([{ party: 'b', state: 'answered', deleted: 1 }]);
  expect(must(pair.operator('b').peer('a')).keys).toHaveLength(2);
  for (const alias of ['pulled', 'pushed']) {
    const stamps = await pair.stamps('b', 'a', alias);
    expect(stamps).toEqual([...new Set(stamps)].sort((x, y) => x - y));
    // The recalled one is gone from its feed; what was added before has the stamps that it had.
    const kept = before.get(alias)!.filter((stamp) => stamps.includes(stamp));
    expect(kept.length).toBe(alias === 'pulled' ? 5 : 6);
  }
  for (const name of ['a', 'b'] as const) {
    const other = (name === 'a' ? 'b' : 'a') as PartyId;
    const { messages, accords } = nodes.state(name);
    for (const { id } of accords.list()) {
      const own = messages.transcript(`accord/${id}`, other).filter(({ message }) => message.from === name);
      const issued = own.map(({ message }) => parseTimestamp(message.issued)!);
      expect(issued).toEqual([...issued].sort((x, y) => x - y));
    }
  }
}

describe.each([
  ['a second on', second],
  ['a second back', -second],
  ['an hour on', hour],
  ['an hour back', -hour],
  ['a year on', year],
  ['a year back', -year],
])('T-CLK-01 a clock that is set %s while everything is half way', (_, step) => {
  it.each([
    ['gives', 'a', 'b'],
    ['receives', 'b', 'a'],
  ])('of the node that %s: nothing is lost, doubled or dated back', async (_side, stepped, other) => {
    const pair = await halfWay();
    const before = new Map<string, readonly number[]>();
    for (const alias of ['pulled', 'pushed']) before.set(alias, await pair.stamps('b', 'a', alias));
    pair.step(stepped, step);
    await enrolThird(pair, stepped);
    const isApart = step > window;
    expect(await pair.flow()).toBe(!isApart);
    expect(await pair.asks('c', stepped)).toBe(isApart ? 401 : 200);
    // What is shown is the skew itself; a clock that is set back stands still, so that there is none.
    const shown = pair.skewMs(other, stepped);
    expect(Math.abs(shown - Math.max(0, step) / 1000)).toBeLessThan(10_000);
    expect(Math.abs(pair.skewMs(stepped, other) + Math.max(0, step) / 1000)).toBeLessThan(10_000);
    const finding = pair
      .operator(other)
      .doctor()
      .find(({ check }) => check === `peer ${stepped}`);
    expect(finding?.state).toBe(isApart ? 'warning' : 'ok');
    if (isApart) {
      expect(finding?.detail).toMatch(/its clock is \d+ s ahead of ours/);
      // A time service sets the others as well.
      for (const name of [other, 'c']) pair.step(name, step);
    }
    await expectWhole(pair, before);
    expect(await pair.asks('c', stepped)).toBe(200);
    expect(pair.repeated).toBe(0);
  });
});

it('T-CLK-01 a clock that was an hour ahead and is set right stands still until the hour is over, and says so', async () => {
  const pair = await halfWay();
  const before = new Map<string, readonly number[]>();
  for (const alias of ['pulled', 'pushed']) before.set(alias, await pair.stamps('b', 'a', alias));
  pair.step('a', hour);
  expect(await pair.flow()).toBe(false);
  pair.step('a', -hour);
  expect(await pair.flow()).toBe(false);
  expect(Math.abs(pair.skewMs('b', 'a') - hour / 1000)).toBeLessThan(10_000);
  for (const name of ['a', 'b', 'c']) pair.step(name, hour);
  await expectWhole(pair, before);
});
