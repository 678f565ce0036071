import { type MoveInput, moveAccord } from '../../src/app/accord/move-accord.ts';
import { tableAccord } from '../../src/app/accord/table-accord.ts';
import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { SocketNode, type SocketNodeOptions } from '../lab/socket-pair.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuidOf } from './sample-items.ts';

export type Stix = Readonly<Record<string, unknown>>;

/** Several nodes on loopback sockets, each enrolled at those it deals with, and accords between them. */
export class PeerNodes {
  readonly nodes = new Map<string, SocketNode>();
  #accords = 0;

  static async open(
    names: readonly string[],
    options: Readonly<Record<string, SocketNodeOptions>> = {},
  ): Promise<PeerNodes> {
    const made = new PeerNodes();
    for (const name of names) made.nodes.set(name, await SocketNode.open(name, options[name] ?? {}));
    return made;
  }

  node(name: string): SocketNode {
    return this.nodes.get(name)!;
  }

  state(name: string) {
    return this.node(name).state;
  }

  async collection(name: string, alias: string, objects: readonly Stix[] = []): Promise<void> {
    const { operator } = this.node(name).node;
    must(await operator.createCollection({ id: uuidOf(`${name} ${alias}`), title: alias, alias }));
    await this.bring(name, alias, objects);
  }

  async bring(name: string, alias: string, objects: readonly Stix[]): Promise<void> {
    if (objects.length === 0) return;
    const bundle = { type: 'bundle', id: `bundle--${uuidOf('bundle')}`, objects };
    async function* source(): AsyncIterable<Uint8Array> {
      yield Buffer.from(JSON.stringify(bundle));
    }
    const done = must(
      await this.node(name).node.operator.importObjects({ collection: alias, source: source(), dryRun: false }),
    );
    if (done.refused > 0) throw new Error(`${done.refused} refused`);
  }

  /** Puts an accord with one leg in force: `giver` gives `receiver` what it has in a collection. */
  async agree(
    giver: string,
    receiver: string,
    over: string,
    more: { readonly delivery?: 'pull' | 'push'; readonly allow?: readonly unknown[]; readonly into?: string } = {},
  ): Promise<string> {
    for (const [at, other] of [
      [giver, receiver],
      [receiver, giver],
    ] as const)
      if (this.state(at).peers.enrolled(other) === null) await this.node(at).enrol(this.node(other));
    const id = `urn:uuid:${uuidOf(`accord ${this.#accords++}`)}`;
    const terms = {
      from: `party:${giver}`,
      to: `party:${receiver}`,
      over: `collection:${over}`,
      allow: more.allow ?? [{ do: 'receive' }, { do: 'relay' }],
      references: 'keep',
    };
    const value = { id, legs: [{ terms, delivery: more.delivery ?? 'pull' }] };
    must(await tableAccord(this.state(giver), { value, to: receiver, confirm: 'auto', by: 'staff' }));
    await this.talk();
    await this.move(receiver, { id, move: 'accept', by: 'staff' });
    await this.talk();
    if (more.into !== undefined)
      must(await this.node(receiver).node.operator.deliverInto({ peer: giver, into: more.into }));
    return id;
  }

  async move(name: string, input: MoveInput): Promise<void> {
    must(await moveAccord(this.state(name), input));
  }

  /** Messages go until none waits. */
  async talk(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      const waits = [...this.nodes.values()].filter((n) => n.state.messages.waitingFor().length > 0);
      if (waits.length === 0) return;
      for (const node of waits) await deliverAll(node.state);
    }
    throw new Error('messages do not come to rest');
  }

  /** Bodies that a node holds, own staff's view, by id and version. */
  async held(name: string, deliverer?: string): Promise<Map<string, string>> {
    const { engine, store } = this.state(name);
    const out = new Map<string, string>();
    if (store.dirty) await store.flush();
    for (const collection of engine.collections.values())
      for (const row of await store.scan(collection.record.no, 0, 1_000_000)) {
        const facts = engine.book.factsOf(collection.classes[row.seq]!);
        if (deliverer !== undefined && facts.deliverer !== deliverer) continue;
        const body = await store.body(collection.record.no, row.seq);
        out.set(`${row.id} ${row.version}`, Buffer.from(body!).toString());
      }
    return out;
  }

  async close(): Promise<void> {
    for (const node of this.nodes.values()) await node.close();
  }
}

export type { Clock };
