import { setTimeout as sleep } from 'node:timers/promises';
import { type PushDeps, pushedLegs, pushNext } from '../app/federation/push/push-leg.ts';
import type { Job } from './deliver.ts';

export interface PushJobOptions {
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** How often it is looked for something new to send. */
  readonly lookMs?: number;
  readonly failed?: (error: unknown) => void;
}

/** Sends what legs with delivery `push` release, each leg on its own, with growing pauses while a peer does not take it. */
export function push(deps: PushDeps, options: PushJobOptions = {}): Job {
  const { firstPauseMs = 1_000, longestPauseMs = 300_000, lookMs = 2_000, failed } = options;
  const ended = new AbortController();
  const running = new Map<string, Promise<void>>();
  const waits = new Map<string, { readonly until: number; readonly pause: number }>();

  const send = async (name: string, leg: Parameters<typeof pushNext>[1]): Promise<void> => {
    for (let done = await pushNext(deps, leg); !ended.signal.aborted; done = await pushNext(deps, leg)) {
      if (done.kind === 'idle') return;
      if (done.kind === 'sent') {
        waits.delete(name);
        continue;
      }
      const pause = Math.min(longestPauseMs, (waits.get(name)?.pause ?? firstPauseMs / 2) * 2);
      waits.set(name, { until: performance.now() + pause, pause });
      return;
    }
  };

  const look = (): void => {
    for (const leg of pushedLegs(deps)) {
      const name = `${leg.accord}/${leg.leg}`;
      if (running.has(name) || (waits.get(name)?.until ?? 0) > performance.now()) continue;
      const task = send(name, leg)
        .catch((error: unknown) => failed?.(error))
        .finally(() => running.delete(name));
      running.set(name, task);
    }
  };

  const loop = (async () => {
    while (!ended.signal.aborted) {
      look();
      await sleep(lookMs, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      ended.abort();
      await loop;
      await Promise.all(running.values());
    },
  };
}
