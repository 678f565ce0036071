import type { AccordRecord } from '../../src/app/accord/accord-record.ts';
import { type HoldInput, holdAccord } from '../../src/app/accord/hold-accord.ts';
import { type MoveInput, moveAccord } from '../../src/app/accord/move-accord.ts';
import { amendAccord, counterAccord, type Moved, tableAccord } from '../../src/app/accord/table-accord.ts';
import { nextWatchAt, watchAccords } from '../../src/app/accord/watch-accords.ts';
import { type AccordState, phaseAt } from '../../src/core/accord/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { Fault, Result } from '../../src/core/result.ts';
import { uuid } from '../taxii/world.ts';
import { PeerPair } from './peer-pair.ts';
import { stix } from './stix-makers.ts';
import { type LabOptions, must, type WholeNode } from './whole-node-lab.ts';

export const accordA = `urn:uuid:${uuid(900)}`;
const second = 1_000_000;

export type Side = 'a' | 'b';
const other = (side: Side): Side => (side === 'a' ? 'b' : 'a');

/** Two nodes with a collection each, and accords between them; messages go when they are told to. */
export class AccordPair {
  readonly peers: PeerPair;

  private constructor(peers: PeerPair) {
    this.peers = peers;
  }

  static async open(options: Partial<Record<Side, LabOptions>> = {}, objects = 3): Promise<AccordPair> {
    const pair = new AccordPair(await PeerPair.open(options));
    for (const [side, no] of [
      ['a', 1],
      ['b', 2],
    ] as const) {
      // Two nodes that draw the same ids would not be two.
      pair.node(side).platform.reseed(side);
      await pair.node(side).addCollection(uuid(no), `of-${side}`);
      await pair.node(side).bring(
        `of-${side}`,
        Array.from({ length: objects }, (_, n) => stix('tool', 100 * no + n)),
      );
    }
    return pair;
  }

  node(side: Side): WholeNode {
    return this.peers.node(side);
  }

  state(side: Side) {
    return this.node(side).node.state;
  }

  /** Time goes on at both nodes alike. */
  wait(micros: number = second): void {
    for (const side of ['a', 'b'] as const) this.node(side).clock.advance(micros);
  }

  /** One leg of a text: what `from` gives the other side. */
  leg(from: Side, when: readonly unknown[] = [], more: Readonly<Record<string, unknown>> = {}): unknown {
    return {
      from: `party:${from}`,
      to: `party:${other(from)}`,
      over: `collection:of-${from}`,
      allow: [{ do: 'receive', when }],
      ...more,
    };
  }

  async table(by: Side, legs: readonly unknown[], more: Readonly<Record<string, unknown>> = {}, confirm = 'hand') {
    this.wait();
    const value = { id: accordA, legs, ...more };
    return tableAccord(this.state(by), { value, to: other(by), confirm, by: `${by} staff` });
  }

  async move(by: Side, move: string, more: Partial<MoveInput> = {}): Promise<Result<Moved, Fault[]>> {
    this.wait();
    return moveAccord(this.state(by), { id: accordA, move, by: `${by} staff`, ...more });
  }

  /** Tabled by a, accepted by b, confirmed by a, and everything delivered. */
  async inForce(legs: readonly unknown[], confirm: 'auto' | 'hand' = 'hand', more: Record<string, unknown> = {}) {
    must(await this.table('a', legs, more, confirm));
    await this.deliver();
    must(await this.move('b', 'accept'));
    await this.deliver();
    if (confirm === 'hand') must(await this.move('a', 'confirm'));
    await this.deliver();
  }

  async counter(by: Side, legs: readonly unknown[], more: Readonly<Record<string, unknown>> = {}) {
    this.wait();
    return counterAccord(this.state(by), { id: accordA, value: { legs, ...more } });
  }

  async hold(by: Side, more: Partial<HoldInput> = {}) {
    this.wait();
    return holdAccord(this.state(by), { id: accordA, ...more });
  }

  async amend(by: Side, legs: readonly unknown[], more: Readonly<Record<string, unknown>> = {}, confirm = 'hand') {
    this.wait();
    return amendAccord(this.state(by), { id: accordA, value: { legs, ...more }, confirm });
  }

  async watch(side: Side): Promise<ReturnType<typeof watchAccords>> {
    const { engine, store } = this.state(side);
    const seen = await engine.exclusive(async () => engine.change((moment) => watchAccords(this.state(side), moment)));
    await store.flush();
    return seen;
  }

  nextWatch(side: Side): number | null {
    return nextWatchAt(this.state(side), this.node(side).clock.now());
  }

  setClock(side: Side, at: number): void {
    this.node(side).clock.set(at);
  }

  /** Everything that waits goes, both ways, until nothing does. */
  async deliver(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      this.wait(1000);
      if (['a', 'b'].every((side) => this.peers.desk(side).waitingFor().length === 0)) return;
      for (const side of ['a', 'b']) await this.peers.deliver(side);
    }
    throw new Error('messages do not come to rest');
  }

  record(side: Side, id: string = accordA): AccordRecord {
    const record = this.state(side).accords.get(id);
    if (record === undefined) throw new Error(`${side} has no accord ${id}`);
    return record;
  }

  phase(side: Side, id: string = accordA): string {
    return phaseAt(this.record(side, id).state, this.node(side).clock.now());
  }

  /** The state that both hold; they differ in nothing. */
  agreed(id: string = accordA): AccordState {
    const [a, b] = [this.record('a', id).state, this.record('b', id).state];
    if (JSON.stringify(a) !== JSON.stringify(b))
      throw new Error(`the sides differ:\n${JSON.stringify(a)}\n${JSON.stringify(b)}`);
    return a;
  }

  /** Ids that a side receives from the other now, by an ordinary poll; null when it may not know of the collection. */
  async pull(reader: Side, addedAfter = ''): Promise<readonly string[] | null> {
    this.wait();
    const giver = other(reader);
    const query = addedAfter === '' ? 'limit=1000' : `limit=1000&added_after=${addedAfter}`;
    const reply = await this.node(giver).ask({
      path: `/api/collections/of-${giver}/objects/?${query}`,
      as: reader as PartyId,
    });
    if (reply.status === 404) return null;
    if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`);
    return ((JSON.parse(reply.text) as { objects?: { id: string }[] }).objects ?? []).map(({ id }) => id);
  }

  close(): Promise<void> {
    return this.peers.close();
  }
}

export { must };
