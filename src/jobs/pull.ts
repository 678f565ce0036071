import { setTimeout as sleep } from 'node:timers/promises';
import type { Federation } from '../app/federation/federation.ts';
import type { Job } from './deliver.ts';

export interface PullJobOptions {
  /** Between two runs of one source. */
  readonly intervalMs?: number;
  /** After a run that did not reach the end: the first pause, doubled each time up to the longest. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** How often it is looked for what is due. */
  readonly lookMs?: number;
  readonly failed?: (error: unknown) => void;
  /** 0 up to 1; nodes that were started together must not ask together for ever. */
  readonly chance?: () => number;
}

/** Share of a pause by which it may be longer. */
const jitter = 0.2;
const atOnceMax = 4;

/**
 * Pulls every source again and again. A source that fails waits longer each time and holds up no other; what is under
 * way when the node stops ends after the page it is at, and goes on from there.
 */
export function pull(federation: Federation, options: PullJobOptions = {}): Job {
  const { intervalMs = 60_000, firstPauseMs = 5_000, longestPauseMs = 3_600_000, lookMs = 1_000 } = options;
  const { failed, chance = Math.random } = options;
  const ended = new AbortController();
  /** Moment of the next run by source, on the clock of `performance`. */
  const due = new Map<string, number>();
  const running = new Set<Promise<void>>();

  const pauseOf = (id: string): number => {
    const { failures, ended } = federation.deps.sources.state(id);
    // It goes on when its hour is over, or as soon as staff give it more.
    if (ended === 'quota') return 0;
    const pause =
      failures === 0 ? intervalMs : Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 30));
    return pause * (1 + jitter * chance());
  };

  const run = async (id: string): Promise<void> => {
    try {
      await federation.run(id, { cancelled: () => ended.signal.aborted });
    } catch (error) {
      failed?.(error);
    }
    due.set(id, performance.now() + pauseOf(id));
  };

  const look = async (): Promise<void> => {
    await federation.attend();
    for (const source of federation.pulled()) {
      const { id } = source;
      if (running.size >= atOnceMax || ended.signal.aborted) return;
      if ((due.get(id) ?? 0) > performance.now() || federation.isRunning(id) || !federation.isOpen(source)) continue;
      const task = run(id).finally(() => running.delete(task));
      running.add(task);
    }
  };

  const loop = (async () => {
    while (!ended.signal.aborted) {
      await look().catch((error: unknown) => failed?.(error));
      await sleep(lookMs, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      ended.abort();
      await loop;
      await Promise.all(running);
    },
  };
}
