import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import type { RecallRow } from '../../src/app/recall-api.ts';
import type { PartyId, TextId } from '../../src/core/ids.ts';
import type { JsonObject } from '../../src/core/json-value.ts';
import { parseTerms } from '../../src/core/terms/index.ts';
import type { PeerReply, PeerRequest, Transport } from '../../src/ports/transport.ts';
import { readProvenance } from '../../src/protocol/index.ts';
import { messageAnswerToWire } from '../../src/protocol/peer/index.ts';
import { uuid } from '../taxii/world.ts';
import { prepared } from './lineage-lab.ts';
import { pinPeer } from './pin-peer.ts';
import type { Stix } from './stix-makers.ts';
import { type LabOptions, must, WholeNode } from './whole-node-lab.ts';

const id = (party: string): PartyId => party as PartyId;

/** Where each node keeps what it shares. */
const shared = uuid(0xc0);

/**
 * Several whole nodes without sockets, each enrolled at the others, each with a collection `main`. Messages go by their
 * desks; `pull` reads one node's pages as its peer does and stores them with how they came.
 */
export class RecallNet {
  readonly nodes = new Map<string, WholeNode>();
  readonly #places = new Map<string, number>();
  /** Messages on their way, as they were asked to go. */
  readonly sent: { readonly from: string; readonly to: string; readonly kind: string; readonly body: JsonObject }[] =
    [];
  /** Answers a request itself, or lets it go on. */
  meddle: (request: PeerRequest, from: PartyId) => PeerReply | 'lose-answer' | null = () => null;

  static async open(
    names: readonly string[],
    options: Readonly<Record<string, LabOptions>> = {},
    strangers: readonly string[] = [],
  ): Promise<RecallNet> {
    const net = new RecallNet();
    for (const name of names) {
      const node = await WholeNode.open({ ...options[name], party: name, transport: () => net.#transport(id(name)) });
      net.nodes.set(name, node);
      await node.addCollection(shared, 'main');
      for (const other of [...names, ...strangers]) if (other !== name) await node.addParty(other);
    }
    for (const name of names) for (const other of names) if (other !== name) await net.#enrol(name, other);
    return net;
  }

  node(name: string): WholeNode {
    return this.nodes.get(name)!;
  }

  /** Every clock goes on together. */
  advance(micros: number): void {
    for (const node of this.nodes.values()) node.clock.advance(micros);
  }

  /** What `by` got from `from` since the last time, or from the beginning; ids of what came. */
  async pull(by: string, from: string, fromStart = false): Promise<string[]> {
    this.advance(1_000_000);
    const place = `${by}<${from}`;
    const page = await this.node(from).node.partner.objects({ party: id(by), keyId: 'k', peer: true }, 'api', 'main', {
      addedAfter: fromStart ? null : (this.#places.get(place) ?? null),
      cursor: null,
      limit: 1000,
      filter: {
        ids: null,
        types: null,
        specVersions: null,
        versions: { first: false, last: false, all: true, exact: [] },
      },
    });
    if (!page.ok) throw new Error(`refused: ${page.refusal.kind}`);
    if (page.value.lastAdded !== null) this.#places.set(place, page.value.lastAdded);
    const text = new TextDecoder();
    const objects = JSON.parse(`[${text.decode(page.value.objects)}]`) as Stix[];
    if (objects.length === 0) return [];
    const came: unknown = JSON.parse(text.decode(page.value.provenance!));
    const { objects: lineages } = must(readProvenance(came, { deliverer: id(from), objects: objects.length }));
    const there = this.node(by);
    const { engine, shelf, store } = there.node.state;
    const main = [...engine.collections.values()][0]!;
    await shelf.add(
      main,
      objects.map((o) => prepared(there, o, from)),
      id(from),
      () => {},
      lineages,
    );
    await store.flush();
    return objects.map((o) => `${o.id}${typeof o['modified'] === 'string' ? ` ${o['modified']}` : ''}`);
  }

  /** Ids of what a node holds and who brought it, `ID by PARTY`. */
  async held(name: string, ids: readonly string[]): Promise<string[]> {
    const { engine, shelf } = this.node(name).node.state;
    return (await shelf.find(ids))
      .filter((row) => (engine.collections.get(row.collection)?.classes[row.seq] ?? 0) !== 0)
      .map((row) => `${row.id} by ${engine.book.factsOf(row.classNo).deliverer}`)
      .sort();
  }

  /** Until nothing is under way or to be done anywhere. */
  async settle(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      let isMoved = false;
      for (const node of this.nodes.values()) {
        await node.node.state.recalls.work();
        const waiting = node.node.state.messages.waitingFor();
        if (waiting.length === 0) continue;
        const failed = await deliverAll(node.node.state);
        if (failed.length < waiting.length) isMoved = true;
      }
      if (!isMoved) return;
    }
    throw new Error('the nodes never come to rest');
  }

  /** A text of one node towards another, in force at the giver and kept by the receiver. */
  async give(from: string, to: string, text: string, rules: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const value = {
      id: text,
      from,
      to,
      over: 'collection:main',
      allow: [{ do: 'receive' }, { do: 'relay' }],
      references: 'keep',
      ...rules,
    };
    must(await this.node(from).operator.addTerms(value));
    const { engine, received, store } = this.node(to).node.state;
    engine.change((moment) =>
      received.put(
        {
          id: text as TextId,
          from: id(from),
          to: id(to),
          text: must(parseTerms(value)),
          since: moment.at,
          endedAt: null,
          replacedBy: null,
        },
        moment,
      ),
    );
    await store.flush();
  }

  rows(name: string, direction: RecallRow['direction']): RecallRow[] {
    return this.node(name)
      .operator.recalls()
      .filter((row) => row.direction === direction);
  }

  async close(): Promise<void> {
    for (const node of this.nodes.values()) await node.close();
  }

  #enrol(at: string, other: string): Promise<void> {
    return pinPeer(this.node(at).node.state, other, this.node(other).node.state.signer.current);
  }

  #transport(from: PartyId): Transport {
    return {
      send: async (request) => {
        const meddled = this.meddle(request, from);
        if (meddled !== null && meddled !== 'lose-answer') return meddled;
        const there = this.nodes.get(request.peer);
        if (there === undefined || request.body === null) return { kind: 'unreachable', why: 'nobody there' };
        const { message } = JSON.parse(new TextDecoder().decode(request.body)) as {
          message: { kind: string; body: JsonObject };
        };
        this.sent.push({ from, to: request.peer, kind: message.kind, body: message.body });
        const answer = messageAnswerToWire(await there.node.state.messages.receive(from, request.body));
        if (meddled === 'lose-answer') return { kind: 'unreachable', why: 'the answer was lost' };
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
