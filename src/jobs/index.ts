import type { DeliveryDeps } from '../app/messages/deliver-next.ts';
import { deliver, type Job } from './deliver.ts';

export type { Job } from './deliver.ts';

/** Everything that goes on beside answering while a node serves. */
export function startJobs(node: DeliveryDeps, failed: (job: string, error: unknown) => void): Job {
  const jobs = [deliver(node, { failed: (error) => failed('deliver', error) })];
  return {
    stop: async () => {
      for (const job of jobs) await job.stop();
    },
  };
}
