import { deliverAll } from '../../src/app/messages/deliver-next.ts';
import type { MessageDesk } from '../../src/app/messages/message-desk.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { JsonObject } from '../../src/core/json-value.ts';
import type { SignedMessage } from '../../src/core/message/index.ts';
import type { PeerReply, PeerRequest, Transport } from '../../src/ports/transport.ts';
import { messageAnswerToWire } from '../../src/protocol/peer/index.ts';
import { pinPeer } from './pin-peer.ts';
import { type LabOptions, WholeNode } from './whole-node-lab.ts';

/** What a test may do to a request on its way: answer it itself, or let it go on. */
export type Meddle = (request: PeerRequest, from: PartyId) => PeerReply | 'lose-answer' | null;

export interface Taken {
  readonly kind: string;
  readonly body: JsonObject;
}

/** Two whole nodes, or as many as are named, that reach each other's desk without sockets, each enrolled at the others. */
export class PeerPair {
  readonly nodes = new Map<PartyId, WholeNode>();
  /** What the handlers of `test/…` threads took, by node. */
  readonly taken = new Map<PartyId, Taken[]>();
  readonly refused: string[] = [];
  readonly delivered: string[] = [];
  meddle: Meddle = () => null;

  static async open(
    options: Readonly<Record<string, LabOptions>> = {},
    names: readonly string[] = ['a', 'b'],
  ): Promise<PeerPair> {
    const pair = new PeerPair();
    for (const name of names) {
      const party = name as PartyId;
      const node = await WholeNode.open({ ...options[name], party, transport: () => pair.#transport(party) });
      pair.nodes.set(party, node);
      pair.taken.set(party, []);
      pair.attend(party);
    }
    for (const at of names) for (const other of names) if (other !== at) await pair.enrol(at, other);
    return pair;
  }

  node(party: string): WholeNode {
    return this.nodes.get(party as PartyId)!;
  }

  desk(party: string): MessageDesk {
    return this.node(party).node.state.messages;
  }

  /** Handlers for the threads of these tests; again after a restart. */
  attend(party: string): void {
    const { state } = this.node(party).node;
    state.messages.handle(
      'test',
      (signed) => {
        const { kind, body } = signed.message;
        if (kind === 'refuse-me') return { ok: false, error: [{ at: 'kind', problem: 'is not wanted' }] };
        if (kind === 'break-me') throw new Error('a handler that breaks');
        this.taken.get(party as PartyId)!.push({ kind, body });
        state.store.write.putDocument('test-effect', `${signed.message.from} ${signed.message.seq}`, body);
        if (kind === 'ask')
          state.messages.send(signed.message.from, signed.message.thread, 'answer', { to: body['n'] ?? null }, 1);
        return { ok: true, value: null };
      },
      {
        delivered: (signed) => void this.delivered.push(`${party} ${signed.message.kind} ${signed.message.seq}`),
        refused: (signed, faults) =>
          void this.refused.push(`${party} ${signed.message.kind} ${signed.message.seq}: ${faults[0]?.problem}`),
        frozen: (peer, thread) => void this.refused.push(`${party} froze ${thread} with ${peer}`),
      },
    );
  }

  async enrol(at: string, other: string): Promise<void> {
    const node = this.node(at).node.state;
    if (node.parties.get(other) === undefined) await this.node(at).addParty(other);
    await pinPeer(node, other, this.node(other).node.state.signer.current);
  }

  async send(from: string, kind: string, body: JsonObject = {}, thread = 'test/1'): Promise<SignedMessage> {
    const { state } = this.node(from).node;
    const to = (from === 'a' ? 'b' : 'a') as PartyId;
    const signed = state.engine.change(({ at }) => state.messages.send(to, thread, kind, body, at));
    await state.store.flush();
    return signed;
  }

  deliver(from: string): Promise<readonly { peer: PartyId; why: string }[]> {
    return deliverAll(this.node(from).node.state);
  }

  async restart(party: string): Promise<void> {
    await this.node(party).restart();
    this.attend(party);
  }

  async close(): Promise<void> {
    for (const node of this.nodes.values()) await node.close();
  }

  #transport(from: PartyId): Transport {
    return {
      send: async (request) => {
        const meddled = this.meddle(request, from);
        if (meddled !== null && meddled !== 'lose-answer') return meddled;
        const there = this.nodes.get(request.peer);
        if (there === undefined || request.body === null) return { kind: 'unreachable', why: 'nobody there' };
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
