import type { PartyId } from '../../core/ids.ts';
import { scanJson } from '../../core/stix/index.ts';
import type { PeerReply } from '../../ports/transport.ts';
import { type MessageAnswer, messageAnswerOf } from '../../protocol/peer/index.ts';
import type { NodeState } from '../node-state.ts';

export type DeliveryDeps = Pick<
  NodeState,
  'engine' | 'store' | 'platform' | 'peers' | 'messages' | 'transport' | 'clock'
>;

export type DeliveryStep =
  /** Nothing waits for this peer, or it is not enrolled any more. */
  | { readonly kind: 'idle' }
  /** The peer settled the first message in its queue; there may be more. */
  | { readonly kind: 'settled'; readonly answer: MessageAnswer['kind'] }
  /** The same message has to be tried again later. */
  | { readonly kind: 'failed'; readonly why: string };

const messagesPath = '/accord/messages';

/**
 * Sends the first message that waits for a peer and settles what it answers. One at a time for each peer: the next one
 * goes when this one is settled, so that a peer gets everything in the order in which it was written.
 */
export async function deliverNext(deps: DeliveryDeps, peer: PartyId): Promise<DeliveryStep> {
  const { engine, store, peers, messages, transport } = deps;
  const next = messages.next(peer);
  if (next === null || peers.enrolled(peer) === null) return { kind: 'idle' };
  // What is not on disk may be forgotten by us, and must not be known to others.
  await store.flush();
  const reply = await transport.send({
    peer,
    method: 'POST',
    path: messagesPath,
    body: next.bytes,
    contentType: 'application/json',
    accept: 'application/json',
    bytesMax: 64 * 1024,
  });
  const now = deps.clock.now();
  const answer = answerOf(deps, reply);
  if (typeof answer === 'string') {
    peers.heard(peer, now, { problem: answer });
    return { kind: 'failed', why: answer };
  }
  const settled = await engine.exclusive(async () =>
    engine.change((moment) => messages.answered(peer, next.waiting, answer, moment)),
  );
  const why = settled ? null : unsettled(answer);
  peers.heard(peer, now, { reachedAt: now, problem: why });
  await store.flush();
  return why === null ? { kind: 'settled', answer: answer.kind } : { kind: 'failed', why };
}

function answerOf(deps: Pick<DeliveryDeps, 'platform'>, reply: PeerReply): MessageAnswer | string {
  if (reply.kind === 'unreachable') return reply.why;
  const body = scanJson(reply.body, deps.platform);
  const answer = body.ok ? messageAnswerOf(reply.status, body.value) : body;
  return answer.ok ? answer.value : `answered with status ${reply.status} and no answer to a message`;
}

function unsettled(answer: MessageAnswer): string {
  if (answer.kind === 'unreadable')
    return `does not take the message: ${answer.faults.map((f) => `${f.at}: ${f.problem}`).join('; ')}`.slice(0, 500);
  return answer.kind === 'full' ? 'has no room for more messages of this node' : `answers ${answer.kind}`;
}

/** Delivers until nothing waits for anybody, or only what cannot be delivered now; for whoever moves time by hand. */
export async function deliverAll(deps: DeliveryDeps): Promise<readonly { peer: PartyId; why: string }[]> {
  const failed: { peer: PartyId; why: string }[] = [];
  for (const peer of deps.messages.waitingFor())
    for (;;) {
      const step = await deliverNext(deps, peer);
      if (step.kind === 'failed') failed.push({ peer, why: step.why });
      if (step.kind !== 'settled') break;
    }
  return failed;
}
