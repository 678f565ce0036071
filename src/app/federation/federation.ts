import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { PullDeps, PullOptions, RunReport } from './pull-source.ts';
import { pullSource } from './pull-source.ts';

/** What this node brings in from other servers, and how far it is with each. */
export class Federation {
  readonly deps: PullDeps;
  readonly #running = new Map<string, Promise<RunReport>>();

  constructor(deps: PullDeps) {
    this.deps = deps;
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** One run at a time for a source; who asks during one gets what that one comes to. */
  async run(id: string, options: PullOptions = {}): Promise<Result<RunReport, Fault[]>> {
    const source = this.deps.sources.get(id);
    if (source === undefined || source.endedAt !== null)
      return fail({ at: 'source', problem: `no source "${id}" in use`, valid: 'an id of: proviso source list' });
    const under = this.#running.get(id);
    if (under !== undefined) return ok(await under);
    const run = pullSource(this.deps, source, options).finally(() => this.#running.delete(id));
    this.#running.set(id, run);
    return ok(await run);
  }

  /** Waits for runs under way; the caller has told them to stop. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }
}
