import { setTimeout as sleep } from 'node:timers/promises';
import { type LookDeps, lookAfterAccords } from '../app/accord/look-after-accords.ts';
import type { SelfAsker } from '../app/lineage/self-asker.ts';
import type { Job } from './deliver.ts';

export type WatchDeps = LookDeps & { readonly selfAsker: Pick<SelfAsker, 'look'> };

export interface WatchOptions {
  /** How often it is looked for what is due. */
  readonly lookMs?: number;
  readonly failed?: (error: unknown) => void;
}

/**
 * Looks after accords while the node serves: ends those whose term is over, and reopens held ones when time alone brings
 * their conditions about. Asks for consents that are missing, where the node does so by itself. What a recorded fact brings about happens with the recording, not here.
 */
export function watch(deps: WatchDeps, options: WatchOptions = {}): Job {
  const { lookMs = 1_000, failed } = options;
  const ended = new AbortController();
  const loop = (async () => {
    while (!ended.signal.aborted) {
      await lookAfterAccords(deps).catch((error: unknown) => failed?.(error));
      await deps.selfAsker.look().catch((error: unknown) => failed?.(error));
      await sleep(lookMs, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      ended.abort();
      await loop;
    },
  };
}
