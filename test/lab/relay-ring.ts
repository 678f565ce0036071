import { relayedTexts } from '../../src/app/lineage/relayed-texts.ts';
import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import type { PartyId, TextId } from '../../src/core/ids.ts';
import { parseTerms } from '../../src/core/terms/index.ts';
import type { Transport } from '../../src/ports/transport.ts';
import { readProvenance } from '../../src/protocol/index.ts';
import { messageAnswerToWire } from '../../src/protocol/peer/index.ts';
import { pinPeer } from './pin-peer.ts';
import { type LabOptions, must, WholeNode } from './whole-node-lab.ts';

const id = (party: string): PartyId => party as PartyId;
const query = {
  addedAfter: null,
  cursor: null,
  limit: 1000,
  filter: { ids: null, types: null, specVersions: null, versions: { first: false, last: false, all: true, exact: [] } },
};

/** Several whole nodes that exchange messages without sockets and pull from each other, each with one collection `main`. */
export class RelayRing {
  readonly nodes = new Map<string, WholeNode>();

  static async open(
    names: readonly string[],
    collection: string,
    options: Pick<LabOptions, 'asking'> = {},
  ): Promise<RelayRing> {
    const ring = new RelayRing();
    for (const name of names) {
      const node = await WholeNode.open({ ...options, party: name, transport: () => ring.#transport(name) });
      node.platform.reseed(name);
      ring.nodes.set(name, node);
    }
    for (const node of ring.nodes.values()) await node.addCollection(collection, 'main');
    return ring;
  }

  node(name: string): WholeNode {
    return this.nodes.get(name)!;
  }

  state(name: string): WholeNode['node']['state'] {
    return this.node(name).node.state;
  }

  /** Each knows the other; with `pinned`, its key as well. */
  async meet(one: string, other: string, pinned = true): Promise<void> {
    for (const [at, whom] of [
      [one, other],
      [other, one],
    ] as const) {
      const { parties } = this.state(at);
      if (parties.get(whom) === undefined) await this.node(at).addParty(whom);
      if (!pinned || !this.nodes.has(whom)) continue;
      await pinPeer(this.state(at), whom, this.state(whom).signer.current, false);
    }
  }

  /** A text of `from` in force at both ends. */
  async gives(from: string, to: string, text: string, rules: Readonly<Record<string, unknown>>): Promise<void> {
    const written = { id: text, from, to, over: 'collection:main', references: 'keep', ...rules };
    must(await this.node(from).operator.addTerms(written));
    if (!this.nodes.has(to)) return;
    const { engine, received, store } = this.state(to);
    const terms = must(parseTerms(written));
    engine.change((moment) =>
      received.put(
        {
          id: text as TextId,
          from: id(from),
          to: id(to),
          text: terms,
          since: moment.at,
          endedAt: null,
          replacedBy: null,
        },
        moment,
      ),
    );
    await store.flush();
  }

  /** What a pull does: one page, read as a peer reads it, stored with what it says of how things came. */
  async pull(at: string, from: string): Promise<readonly string[]> {
    this.pass(1_000_000);
    const asked = { party: id(at), keyId: 'k', peer: true } as const;
    const page = await this.node(from).node.partner.objects(asked, 'api', 'main', query);
    if (!page.ok) throw new Error(`refused: ${page.refusal.kind}`);
    if (page.value.count === 0) return [];
    const utf8 = new TextDecoder();
    const objects = JSON.parse(`[${utf8.decode(page.value.objects)}]`) as { readonly id: string }[];
    const said: unknown = JSON.parse(utf8.decode(page.value.provenance));
    const came = must(readProvenance(said, { deliverer: id(from), objects: objects.length }));
    const { engine, received, store, shelf, intake } = this.state(at);
    engine.change((moment) => received.keepRelayed(id(from), relayedTexts(came), moment));
    const ready = objects.map((o) => must(intake.prepare(o, id(from), engine.now())).prepared);
    const into = [...engine.collections.values()][0]!;
    await shelf.add(into, ready, id(from), () => {}, came.objects);
    await store.flush();
    return objects.map((o) => o.id);
  }

  /** Every message that waits goes, and whatever it leads to. */
  async talk(): Promise<void> {
    for (let round = 0; round < 12; round++) {
      this.pass(1_000_000);
      for (const node of this.nodes.values()) await deliverAll(node.node.state);
      for (const node of this.nodes.values()) await node.node.state.consentDesk.idle();
    }
  }

  pass(micros: number): void {
    for (const node of this.nodes.values()) node.clock.advance(micros);
  }

  async close(): Promise<void> {
    for (const node of this.nodes.values()) await node.close();
  }

  #transport(from: string): Transport {
    return {
      send: async (request) => {
        const there = this.nodes.get(request.peer);
        if (there === undefined || request.body === null) return { kind: 'unreachable', why: 'nobody there' };
        const answer = messageAnswerToWire(await there.node.state.messages.receive(id(from), request.body));
        return {
          kind: 'answered',
          status: answer.status,
          headers: new Map(),
          body: new TextEncoder().encode(JSON.stringify(answer.body)),
        };
      },
    };
  }
}
