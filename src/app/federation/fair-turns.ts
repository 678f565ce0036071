/**
 * One piece of work at a time, and the next turn goes to whoever has used the least time lately: a peer that floods us
 * waits for itself, not others for it (T-FED-13). What was used is halved every `halfLifeMs`.
 */
export class FairTurns {
  readonly #ticks: () => number;
  readonly #halfLifeMs: number;
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  readonly #used = new Map<string, { ms: number; at: number }>();
  #busy = false;

  constructor(ticks: () => number, halfLifeMs = 10_000) {
    this.#ticks = ticks;
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
      const begun = this.#ticks();
      await work();
      this.#charge(who, this.#ticks() - begun);
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
    return used === undefined ? 0 : used.ms * 0.5 ** ((this.#ticks() - used.at) / this.#halfLifeMs);
  }

  #charge(who: string, ms: number): void {
    this.#used.set(who, { ms: this.#usedBy(who) + ms, at: this.#ticks() });
  }
}
