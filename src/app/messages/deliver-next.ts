import type { PartyId } from '../../core/ids.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { PeerReply } from '../../ports/transport.ts';
import type { MessageAnswer } from '../../protocol/peer/index.ts';
import type { NodeState } from '../node-state.ts';
import { type Judged, judgeAnswer } from './judge-answer.ts';
import type { Waiting } from './outbox.ts';

export type DeliveryDeps = Pick<
  NodeState,
  'engine' | 'store' | 'platform' | 'peers' | 'messages' | 'transport' | 'clock' | 'signer'
>;

export type DeliveryStep =
  /** Nothing waits for this peer, or it is not enrolled any more. */
  | { readonly kind: 'idle' }
  /** The peer settled the first message of a thread; there may be more. */
  | { readonly kind: 'settled'; readonly thread: string; readonly answer: MessageAnswer['kind'] }
  /** The peer does not take this message for good; its thread stands still, and others go on. */
  | { readonly kind: 'stopped'; readonly thread: string; readonly why: string }
  /** The same message has to be tried again later; `peer`: and so has everything else for this peer. */
  | {
      readonly kind: 'failed';
      readonly scope: 'peer' | 'thread';
      readonly thread: string;
      readonly why: string;
      /** How long the peer asks to be left alone. */
      readonly retryAfterMs: number | null;
    };

const messagesPath = '/accord/messages';
const nowhere: ReadonlySet<string> = new Set();

/**
 * Sends the first message that waits for a peer and settles what it answers. One at a time for each peer: a thread gets
 * everything in the order in which it was written, and so do all threads as long as none of them fails. `without`: threads
 * that are left out this time.
 */
export async function deliverNext(
  deps: DeliveryDeps,
  peer: PartyId,
  without: ReadonlySet<string> = nowhere,
): Promise<DeliveryStep> {
  const { engine, store, peers, messages, transport } = deps;
  const next = messages.next(peer, without);
  if (next === null || peers.enrolled(peer) === null) return { kind: 'idle' };
  const { thread } = next.waiting;
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
  const judged = judgedFor(judgeAnswer(reply, deps.platform), next.signed.key !== deps.signer.toward(peer).keyId);
  const retryAfterMs = reply.retryAfterMs ?? null;
  if (judged.kind === 'later' && judged.scope === 'peer') {
    peers.heard(peer, now, { ...(reply.kind === 'answered' ? { reachedAt: now } : {}), problem: judged.why });
    return { kind: 'failed', scope: 'peer', thread, why: judged.why, retryAfterMs };
  }
  const why = await engine.exclusive(async () =>
    engine.change((moment) =>
      settle(messages, { peer, waiting: next.waiting, judged, status: statusOf(reply) }, moment),
    ),
  );
  peers.heard(peer, now, { reachedAt: now, problem: why });
  await store.flush();
  if (why === null && judged.kind === 'answer') return { kind: 'settled', thread, answer: judged.answer.kind };
  if (judged.kind === 'final') return { kind: 'stopped', thread, why: judged.why };
  return { kind: 'failed', scope: 'thread', thread, why: why ?? '', retryAfterMs };
}

/** A refusal of what was signed with a key that the peer was found not to know meanwhile says nothing about the message. */
const judgedFor = (judged: Judged, isSignedAnew: boolean): Judged =>
  judged.kind === 'final' && isSignedAnew ? { kind: 'later', scope: 'thread', why: judged.why } : judged;

const statusOf = (reply: PeerReply): number => (reply.kind === 'answered' ? reply.status : 0);

interface Outcome {
  readonly peer: PartyId;
  readonly waiting: Waiting;
  readonly judged: Judged;
  readonly status: number;
}

/** What an answer does to its thread; null when it settled the message. */
function settle(
  messages: DeliveryDeps['messages'],
  { peer, waiting, judged, status }: Outcome,
  moment: Moment,
): string | null {
  if (judged.kind === 'answer' && messages.answered(peer, waiting, judged.answer, moment)) return null;
  const why = judged.kind === 'answer' ? `answers ${judged.answer.kind}` : judged.why;
  messages.stopped.stop(peer, waiting, { status, why, again: judged.kind !== 'final' }, moment);
  return why;
}

/** Delivers until nothing waits for anybody, or only what cannot be delivered now; for whoever moves time by hand. */
export async function deliverAll(deps: DeliveryDeps): Promise<readonly { peer: PartyId; why: string }[]> {
  const failed: { peer: PartyId; why: string }[] = [];
  for (const peer of deps.messages.waitingFor()) {
    const without = new Set<string>();
    for (;;) {
      const step = await deliverNext(deps, peer, without);
      if (step.kind === 'failed' || step.kind === 'stopped') failed.push({ peer, why: step.why });
      if (step.kind === 'idle' || (step.kind === 'failed' && step.scope === 'peer')) break;
      if (step.kind === 'failed') without.add(step.thread);
    }
  }
  return failed;
}
