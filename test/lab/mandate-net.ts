import type { AccordRecord } from '../../src/app/accord/accord-record.ts';
import { lookAfterAccords } from '../../src/app/accord/look-after-accords.ts';
import type { OpenNode } from '../../src/app/index.ts';
import { phaseAt } from '../../src/core/accord/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { JsonObject } from '../../src/core/json-value.ts';
import { formatMicros, type Micros } from '../../src/core/time.ts';
import { uuid } from '../taxii/world.ts';
import { PeerPair } from './peer-pair.ts';
import { stix } from './stix-makers.ts';
import { type LabOptions, must } from './whole-node-lab.ts';

export const day = 86_400_000_000;
export const thread = 'membership/pool';
const names = ['a', 'l', 'm', 'n', 'o'];
const second = 1_000_000;

/** What becomes of a text tabled to a coalition: `a` tables it, `l` may lead, `m`, `n` and `o` are members. */
export class MandateNet {
  readonly peers: PeerPair;

  private constructor(peers: PeerPair) {
    this.peers = peers;
  }

  static async open(options: Readonly<Record<string, LabOptions>> = {}, objects = 3): Promise<MandateNet> {
    const net = new MandateNet(await PeerPair.open(options, names));
    for (const [no, name] of names.entries()) {
      const node = net.peers.node(name);
      node.platform.reseed(name);
      await node.addCollection(uuid(no + 1), name === 'a' ? 'of-a' : 'of-members');
      const brought = Array.from({ length: objects }, (_, n) => stix('tool', 100 * (no + 1) + n));
      await node.bring(name === 'a' ? 'of-a' : 'of-members', brought);
      must(await node.operator.addCoalition({ id: 'pool', name: 'Pool' }));
      for (const party of names.slice(1)) must(await node.operator.joinCoalition({ id: 'pool', party }));
    }
    return net;
  }

  operator(name: string): OpenNode['operator'] {
    return this.peers.node(name).operator;
  }

  state(name: string): OpenNode['state'] {
    return this.peers.node(name).node.state;
  }

  now(): Micros {
    return this.peers.node('m').clock.now();
  }

  /** Time goes on everywhere alike. */
  wait(micros: Micros = second): void {
    for (const name of names) this.peers.node(name).clock.advance(micros);
  }

  async mandate(member: string, more: { until?: Micros; moves?: readonly string[]; to?: string } = {}): Promise<void> {
    const { until = this.now() + 100 * day, moves, to = 'l' } = more;
    const input = { id: 'pool', to, until: formatMicros(until), by: 'Ada', ...(moves === undefined ? {} : { moves }) };
    must(await this.operator(member).setMandate(input));
    await this.deliver();
  }

  async revoke(member: string): Promise<void> {
    must(await this.operator(member).setMandate({ id: 'pool', to: 'l', revoke: true, by: 'Ada' }));
  }

  /** Both give each other what they have; the ids of the accords by member. */
  async table(when: readonly unknown[] = [], more: JsonObject = {}): Promise<Readonly<Record<string, string>>> {
    this.wait();
    const legs = [
      { from: 'party:a', to: 'coalition:pool', over: 'collection:of-a', allow: [{ do: 'receive' }] },
      { from: 'coalition:pool', to: 'party:a', over: 'collection:of-members', allow: [{ do: 'receive', when }] },
    ];
    const tabled = must(
      await this.operator('a').tableAccord({
        value: { legs, ...more },
        to: 'coalition:pool',
        confirm: 'auto',
        by: 'Al',
      }),
    );
    await this.deliver();
    return Object.fromEntries(tabled.accords.map(({ peer, id }) => [peer, id]));
  }

  /** Signed by `l`, and on its way. */
  async say(id: string, move: string, members: readonly string[] = ['mandated'], why?: string) {
    this.wait();
    const more = why === undefined ? {} : { why };
    return this.operator('l').answerFor({ id, move, for: members, by: 'Lea', ...more });
  }

  /** A message as nobody's command line would write it. */
  async craft(from: string, to: string, kind: string, body: JsonObject, until: Micros | null = this.now() + day) {
    const { engine, messages, store } = this.state(from);
    this.wait();
    engine.change(({ at }) => messages.send(to as PartyId, thread, kind, body, at, until ?? undefined));
    await store.flush();
    await this.deliver();
  }

  /** Everything that waits goes, and every node looks at what is due. */
  async deliver(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      this.wait(1000);
      const waiting = names.filter((name) => this.peers.desk(name).waitingFor().length > 0);
      if (waiting.length === 0) return;
      for (const name of waiting) await this.peers.deliver(name);
    }
    throw new Error('messages do not come to rest');
  }

  look(name: string) {
    return lookAfterAccords(this.state(name));
  }

  /** Delivered, made by the members, and their answers delivered. */
  async settle(): Promise<void> {
    await this.deliver();
    for (const name of names) await this.look(name);
    await this.deliver();
  }

  record(name: string, id: string): AccordRecord {
    const record = this.state(name).accords.get(id);
    if (record === undefined) throw new Error(`${name} has no accord ${id}`);
    return record;
  }

  phase(name: string, id: string): string {
    return phaseAt(this.record(name, id).state, this.peers.node(name).clock.now());
  }

  /** The last words of a lead at a member, whatever became of them. */
  words(name: string, id: string): readonly string[] {
    return (this.record(name, id).leadWords ?? []).map(({ move, state }) => `${move} ${state}`);
  }

  /** How a member's desk answered the last message of a peer in the thread of the coalition; null: taken. */
  answer(member: string, from = 'l'): string | null {
    const row = this.peers
      .desk(member)
      .rows(thread, from as PartyId)
      .findLast(({ direction }) => direction === 'in');
    return row?.refused?.map(({ at, problem }) => `${at} ${problem}`).join() ?? null;
  }

  /** Everything of a node but the rows of its messages. */
  kept(name: string): string {
    const { store } = this.state(name);
    const kinds = ['accord', 'mandate', 'mandate-received', 'lead-word', 'text', 'received-text', 'coalition'];
    return JSON.stringify(kinds.map((kind) => store.documents(kind)));
  }

  close(): Promise<void> {
    return this.peers.close();
  }
}
