interface TurnClocks {
  /** Milliseconds that pass. */
  readonly ticks: () => number;
  /** Milliseconds of processor time. */
  readonly cpuMs: () => number;
}

/**
 * One piece of work at a time, and the next turn goes to whoever has used the least processor time lately: a peer that
 * floods us waits for itself, not others for it (T-FED-13). What was used is halved every `halfLifeMs`.
 */
export class FairTurns {
  readonly #clocks: TurnClocks;
  readonly #spent: (who: string, cpuMs: number) => void;
  readonly #halfLifeMs: number;
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  readonly #used = new Map<string, { ms: number; at: number }>();
  #busy = false;

  /** `spent` hears after each turn what it cost. */
  constructor(clocks: TurnClocks, spent: (who: string, cpuMs: number) => void = () => undefined, halfLifeMs = 10_000) {
    this.#clocks = clocks;
    this.#spent = spent;
    this.#halfLifeMs = halfLifeMs;
  }

  take<T>(who: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const list = this.#waiting.get(who) ?? [];
      list.push(() => work().then(resolve, reject));
      this.#waiting.set(who, list);
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    for (let who = this.#next(); who !== null; who = this.#next()) {
      const list = this.#waiting.get(who)!;
      const work = list.shift()!;
      if (list.length === 0) this.#waiting.delete(who);
      const begun = this.#clocks.cpuMs();
      await work();
      const cpuMs = this.#clocks.cpuMs() - begun;
      this.#used.set(who, { ms: this.#usedBy(who) + cpuMs, at: this.#clocks.ticks() });
      this.#spent(who, cpuMs);
    }
    this.#busy = false;
  }

  #next(): string | null {
    let least: string | null = null;
    let ms = Number.POSITIVE_INFINITY;
    for (const who of this.#waiting.keys()) {
      const used = this.#usedBy(who);
      if (used < ms) [least, ms] = [who, used];
    }
    return least;
  }

  #usedBy(who: string): number {
    const used = this.#used.get(who);
    return used === undefined ? 0 : used.ms * 0.5 ** ((this.#clocks.ticks() - used.at) / this.#halfLifeMs);
  }
}
