import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryDeps } from '../app/messages/deliver-next.ts';
import { tryAgain } from '../app/messages/try-again.ts';
import type { PartyId } from '../core/ids.ts';
import { PeerDelivery } from './peer-delivery.ts';

/** Work that goes on while the node serves. */
export interface Job {
  /** Begins nothing new, waits for what is under way. */
  stop(): Promise<void>;
}

export interface DeliverOptions {
  /** After failures in a row: the first pause, doubled each time up to the longest. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** How often it is looked for stopped threads that nobody tried for a day. */
  readonly lookMs?: number;
  /** A delivery threw: a defect or a broken machine. It is tried again. */
  readonly failed?: (error: unknown) => void;
}

const day = 86_400_000_000;

/**
 * Delivers what waits in the outbox, each peer on its own: one message at a time, in order, with growing pauses while the
 * peer cannot be reached, or as long as it asks for. A thread that fails by itself pauses by itself. What waited when the
 * node stopped goes on when it starts.
 */
export function deliver(deps: DeliveryDeps, options: DeliverOptions = {}): Job {
  const { firstPauseMs = 1_000, longestPauseMs = 300_000, lookMs = 3_600_000, failed } = options;
  const running = new Map<PartyId, PeerDelivery>();
  const ended = new AbortController();
  const tell = (error: unknown): void => failed?.(error);

  const begin = (peer: PartyId, how: 'queued' | 'wake' = 'queued'): void => {
    if (ended.signal.aborted) return;
    const known = running.get(peer);
    if (known !== undefined) {
      known.hear(how);
      return;
    }
    const delivery = new PeerDelivery(deps, peer, { firstPauseMs, longestPauseMs, failed: tell, ended: ended.signal });
    running.set(peer, delivery);
    void delivery.done.finally(() => {
      running.delete(peer);
      // What was queued between the last look and now would wait for ever.
      if (deps.messages.waitingCount(peer) > 0 && deps.peers.enrolled(peer) !== null) begin(peer);
    });
  };

  const look = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const before = deps.clock.now() - day;
      const due = deps.messages.stopped
        .list()
        .filter(({ peer, stopped }) => stopped.lastTry < before && deps.peers.enrolled(peer) !== null);
      for (const peer of new Set(due.map((head) => head.peer))) await tryAgain(deps, peer, { before }).catch(tell);
      await sleep(lookMs, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };

  deps.messages.onQueued(begin);
  for (const peer of deps.messages.waitingFor()) begin(peer);
  const looking = look();
  return {
    stop: async () => {
      deps.messages.onQueued(null);
      ended.abort();
      await Promise.all([looking, ...[...running.values()].map(({ done }) => done)]);
    },
  };
}
