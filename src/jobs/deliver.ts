import { setTimeout as sleep } from 'node:timers/promises';
import { type DeliveryDeps, deliverNext } from '../app/messages/deliver-next.ts';
import type { PartyId } from '../core/ids.ts';

/** Work that goes on while the node serves. */
export interface Job {
  /** Begins nothing new, waits for what is under way. */
  stop(): Promise<void>;
}

export interface DeliverOptions {
  /** After failures in a row: the first pause, doubled each time up to the longest. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** A delivery threw: a defect or a broken machine. It is tried again. */
  readonly failed?: (error: unknown) => void;
}

/**
 * Delivers what waits in the outbox, each peer on its own: one message at a time, in order, with growing pauses while the
 * peer cannot be reached. What waited when the node stopped goes on when it starts.
 */
export function deliver(deps: DeliveryDeps, options: DeliverOptions = {}): Job {
  const { firstPauseMs = 1_000, longestPauseMs = 300_000, failed } = options;
  const running = new Map<PartyId, Promise<void>>();
  const ended = new AbortController();

  const step = async (peer: PartyId): Promise<'settled' | 'idle' | 'failed'> => {
    try {
      return (await deliverNext(deps, peer)).kind;
    } catch (error) {
      failed?.(error);
      return 'failed';
    }
  };

  const loop = async (peer: PartyId): Promise<void> => {
    let pause = firstPauseMs;
    while (!ended.signal.aborted) {
      const done = await step(peer);
      if (done === 'idle') return;
      if (done === 'settled') pause = firstPauseMs;
      else {
        await sleep(pause, undefined, { signal: ended.signal }).catch(() => undefined);
        pause = Math.min(pause * 2, longestPauseMs);
      }
    }
  };

  const begin = (peer: PartyId): void => {
    if (ended.signal.aborted || running.has(peer)) return;
    const run = Promise.resolve()
      .then(() => loop(peer))
      .finally(() => {
        running.delete(peer);
        // What was queued between the last look and now would wait for ever.
        if (deps.messages.waitingCount(peer) > 0 && deps.peers.enrolled(peer) !== null) begin(peer);
      });
    running.set(peer, run);
  };

  deps.messages.onQueued(begin);
  for (const peer of deps.messages.waitingFor()) begin(peer);
  return {
    stop: async () => {
      deps.messages.onQueued(null);
      ended.abort();
      await Promise.all(running.values());
    },
  };
}
