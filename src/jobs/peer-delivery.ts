import { setTimeout as sleep } from 'node:timers/promises';
import { type DeliveryDeps, type DeliveryStep, deliverNext } from '../app/messages/deliver-next.ts';
import type { PartyId } from '../core/ids.ts';

export interface DeliveryPace {
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  readonly failed: (error: unknown) => void;
  readonly ended: AbortSignal;
}

/** A thread that failed by itself. */
interface Rest {
  /** By the monotone clock, in ms. */
  readonly until: number;
  readonly pauseMs: number;
}

/** Delivers to one peer until nothing waits for it. */
export class PeerDelivery {
  readonly done: Promise<void>;
  readonly #deps: DeliveryDeps;
  readonly #peer: PartyId;
  readonly #pace: DeliveryPace;
  readonly #resting = new Map<string, Rest>();
  #pauseMs: number;
  #nap: { readonly wakes: 'wake' | 'queued'; readonly end: AbortController } | null = null;

  constructor(deps: DeliveryDeps, peer: PartyId, pace: DeliveryPace) {
    this.#deps = deps;
    this.#peer = peer;
    this.#pace = pace;
    this.#pauseMs = pace.firstPauseMs;
    this.done = Promise.resolve().then(() => this.#run());
  }

  /** `queued` ends no pause after a failure of the peer; `wake`, somebody's word, ends every pause. */
  hear(how: 'queued' | 'wake'): void {
    if (how === 'wake') {
      this.#resting.clear();
      this.#pauseMs = this.#pace.firstPauseMs;
    }
    if (how === 'wake' || this.#nap?.wakes === 'queued') this.#nap?.end.abort();
  }

  async #run(): Promise<void> {
    while (!this.#pace.ended.aborted) {
      const step = await this.#step();
      if (step === 'threw') await this.#pauseForPeer(0);
      else if (step.kind === 'idle') {
        if (!(await this.#restsOver())) return;
      } else if (step.kind === 'failed') await this.#afterFailure(step);
      else {
        this.#pauseMs = this.#pace.firstPauseMs;
        this.#resting.delete(step.thread);
      }
    }
  }

  async #step(): Promise<DeliveryStep | 'threw'> {
    const now = performance.now();
    const without = new Set([...this.#resting].filter(([, { until }]) => until > now).map(([thread]) => thread));
    try {
      return await deliverNext(this.#deps, this.#peer, without);
    } catch (error) {
      this.#pace.failed(error);
      return 'threw';
    }
  }

  async #afterFailure(step: Extract<DeliveryStep, { kind: 'failed' }>): Promise<void> {
    const asked = step.retryAfterMs ?? 0;
    if (step.scope === 'peer') return this.#pauseForPeer(asked);
    const { firstPauseMs } = this.#pace;
    const pauseMs = this.#longer(this.#resting.get(step.thread)?.pauseMs ?? firstPauseMs / 2);
    this.#resting.set(step.thread, { until: performance.now() + Math.max(asked, pauseMs), pauseMs });
    // Not every thread at once at a peer on which all of them fail.
    await this.#sleep(firstPauseMs, 'wake');
  }

  async #pauseForPeer(asked: number): Promise<void> {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = this.#longer(pauseMs);
    await this.#sleep(Math.max(asked, pauseMs), 'wake');
  }

  readonly #longer = (pauseMs: number): number => Math.min(pauseMs * 2, this.#pace.longestPauseMs);

  /** False when nothing is left to wait for. */
  async #restsOver(): Promise<boolean> {
    const { messages, peers } = this.#deps;
    const peer = this.#peer;
    if (this.#resting.size === 0 || messages.waitingCount(peer) === 0 || peers.enrolled(peer) === null) return false;
    const first = Math.min(...[...this.#resting.values()].map(({ until }) => until));
    await this.#sleep(Math.max(1, first - performance.now()), 'queued');
    return true;
  }

  async #sleep(ms: number, wakes: 'wake' | 'queued'): Promise<void> {
    const end = new AbortController();
    this.#nap = { wakes, end };
    const signal = AbortSignal.any([end.signal, this.#pace.ended]);
    await sleep(ms, undefined, { signal }).catch(() => undefined);
    this.#nap = null;
  }
}
