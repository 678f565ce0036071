import type { Federation } from '../app/federation/federation.ts';
import type { PushDeps } from '../app/federation/push/push-leg.ts';
import type { DeliveryDeps } from '../app/messages/deliver-next.ts';
import { deliver, type Job } from './deliver.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { type WatchDeps, watch } from './watch.ts';

export type { Job } from './deliver.ts';

/** Everything that goes on beside answering while a node serves. */
export function startJobs(
  node: DeliveryDeps & PushDeps & WatchDeps & { readonly federation: Federation },
  failed: (job: string, error: unknown) => void,
  pullIntervalMs?: number,
): Job {
  const jobs = [
    deliver(node, { failed: (error) => failed('deliver', error) }),
    pull(node.federation, {
      failed: (error) => failed('pull', error),
      ...(pullIntervalMs === undefined ? {} : { intervalMs: pullIntervalMs }),
    }),
    watch(node, { failed: (error) => failed('watch', error) }),
    push(node, { failed: (error) => failed('push', error) }),
  ];
  return {
    // All are told before any is waited for.
    stop: async () => {
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}
