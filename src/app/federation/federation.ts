import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { Parties } from '../parties.ts';
import { followLegs, type ReceivedLeg } from './leg-sources.ts';
import { type PullDeps, type PullOptions, pullSource, type RunReport } from './pull-source.ts';
import { forgetKeys } from './push/delivery-keys.ts';
import type { SourceRecord } from './source-record.ts';

export interface FederationDeps extends PullDeps {
  readonly parties: Parties;
  /** Legs under which others give us something, in the order in which they came into force. */
  readonly legs: () => readonly ReceivedLeg[];
}

const day: Micros = 86_400_000_000;

/** What this node brings in from other servers, and how far it is with each. */
export class Federation {
  readonly deps: FederationDeps;
  readonly #running = new Map<string, Promise<RunReport>>();
  readonly #once = new Map<string, Promise<unknown>>();
  #swept: Micros | null = null;

  constructor(deps: FederationDeps) {
    this.deps = deps;
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Sources follow the legs in force. */
  async attend(): Promise<void> {
    const { engine, store, legs, quota } = this.deps;
    const followed = await engine.exclusive(async () => followLegs(this.deps, legs()));
    const now = engine.now();
    const changed = quota.attend(now) || followed;
    const isDue = this.#swept === null || now - this.#swept >= day;
    if (isDue) this.#swept = now;
    if ((isDue && forgetKeys(store, now)) || changed) await store.flush();
  }

  /** What this node asks for by itself. */
  pulled(): SourceRecord[] {
    return this.deps.sources
      .list()
      .filter((s) => s.endedAt === null && (s.leg === null || (s.leg.delivery === 'pull' && !s.leg.suspended)));
  }

  /** Its party has room in its quota. */
  isOpen({ party }: SourceRecord): boolean {
    return this.deps.quota.exhausted(party, this.deps.engine.now()) === null;
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

  /** Who asks for work under way gets what that comes to. */
  once<T>(name: string, work: () => Promise<T>): Promise<T> {
    const under = this.#once.get(name) as Promise<T> | undefined;
    if (under !== undefined) return under;
    const run = work().finally(() => this.#once.delete(name));
    this.#once.set(name, run);
    return run;
  }

  /** Waits for runs under way; the caller has told them to stop. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }
}
