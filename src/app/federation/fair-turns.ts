export interface TurnsPlatform {
  /** Milliseconds that pass. */
  readonly ticks: () => number;
  /** Milliseconds of processor time. */
  readonly cpuMs: () => number;
  readonly othersFirst: () => Promise<void>;
  /** Absent where time does not pass by itself: then nobody has to rest. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** What was used is halved in this time. */
const halfLifeMs = 2_000;
/** Who had a turn this short a time ago counts as being here. */
const hereMs = 1_000;
/** What each piece of work that waits is taken for, besides what was used: a queue shows a flood before it has cost much. */
const askedMs = 50;
/** Who is so much heavier than another that is here rests after each step, `restFactor` times as long as it took. */
const heavyMs = 100;
const restFactor = 4;
const restMaxMs = 1_000;
/** Rounds of the event loop that a party waits for one under way that used less: long work must not hold it up for ever. */
const patienceRounds = 8;

interface Account {
  /** Processor time, halved with time. */
  used: number;
  at: number;
  /** Not told yet. */
  untold: number;
  /** Since the last step or begin of a turn. */
  step: number;
  state: 'idle' | 'working' | 'resting';
  restsUntil: number;
  /** When it last worked. */
  lastHere: number;
  readonly waiting: (() => Promise<void>)[];
}

const newAccount = (): Account => ({
  used: 0,
  at: 0,
  untold: 0,
  step: 0,
  state: 'idle',
  restsUntil: 0,
  lastHere: Number.NEGATIVE_INFINITY,
  waiting: [],
});

/**
 * Work for other parties in turns: each has one at a time, and the next goes to whoever is the lightest: used the least
 * processor time lately and asks for the least. While others are here, who is much heavier than one of them rests between
 * its steps, so that most of what the others ask falls into its rests. So a peer that floods us waits for itself, not
 * others for it (T-FED-13).
 *
 * Processor time is that of the process; what passes while several turns are under way is shared evenly among them.
 */
export class FairTurns {
  readonly #platform: TurnsPlatform;
  readonly #spent: (who: string, cpuMs: number) => void;
  readonly #accounts = new Map<string, Account>();
  #cpuSeen = 0;
  #isPatient = false;
  #wakesAt = Number.POSITIVE_INFINITY;

  /** `spent` hears after each turn what it cost. */
  constructor(platform: TurnsPlatform, spent: (who: string, cpuMs: number) => void = () => undefined) {
    this.#platform = platform;
    this.#spent = spent;
  }

  take<T>(who: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#account(who).waiting.push(async () => {
        try {
          resolve(await work());
        } catch (error) {
          reject(error);
        }
      });
      this.#begin();
    });
  }

  /** Another party is here: long work goes in small steps. */
  isShared(who: string): boolean {
    const now = this.#platform.ticks();
    for (const [other, account] of this.#accounts) if (other !== who && isHere(account, now)) return true;
    return false;
  }

  /** A party that takes no turns asks for something: who is much heavier rests beside it as beside any other. */
  here(who: string): void {
    this.#account(who).lastHere = this.#platform.ticks();
  }

  /** Between two steps of one turn, where others may have the loop. */
  async step(who: string): Promise<void> {
    const account = this.#account(who);
    this.#count();
    if (account.state !== 'working') return;
    account.lastHere = this.#platform.ticks();
    const rest = this.#restOf(who, account);
    account.step = 0;
    account.state = 'resting';
    if (rest > 0) await this.#platform.pause?.(rest);
    for (let n = 0; n < patienceRounds && this.#isHeavierThanWorking(account); n++) await this.#platform.othersFirst();
    this.#count();
    account.state = 'working';
  }

  #account(who: string): Account {
    let account = this.#accounts.get(who);
    if (account === undefined) {
      account = newAccount();
      this.#accounts.set(who, account);
    }
    return account;
  }

  #begin(): void {
    this.#count();
    for (let who = this.#next(true); who !== null; who = this.#next(true)) this.#run(who);
    if (!this.#isPatient && this.#next(false) !== null) void this.#waitForLighter();
    this.#wakeRested();
  }

  /** Who goes next; with `polite` nobody while somebody who used less is at work. */
  #next(polite: boolean): string | null {
    const now = this.#platform.ticks();
    let least: string | null = null;
    let ms = Number.POSITIVE_INFINITY;
    for (const [who, account] of this.#accounts) {
      if (account.waiting.length === 0 || account.state !== 'idle' || now < account.restsUntil) continue;
      const load = loadOf(account, now);
      if (load < ms) [least, ms] = [who, load];
    }
    return least !== null && polite && this.#isHeavierThanWorking(this.#account(least)) ? null : least;
  }

  #isHeavierThanWorking(account: Account): boolean {
    const now = this.#platform.ticks();
    const load = loadOf(account, now);
    for (const other of this.#accounts.values())
      if (other !== account && other.state === 'working' && loadOf(other, now) < load) return true;
    return false;
  }

  async #waitForLighter(): Promise<void> {
    this.#isPatient = true;
    for (let n = 0; n < patienceRounds && this.#next(true) === null && this.#next(false) !== null; n++)
      await this.#platform.othersFirst();
    this.#isPatient = false;
    const who = this.#next(false);
    if (who !== null) this.#run(who);
    this.#begin();
  }

  /** Looks again when the next one that waits has rested. */
  #wakeRested(): void {
    const now = this.#platform.ticks();
    let at = Number.POSITIVE_INFINITY;
    for (const { waiting, state, restsUntil } of this.#accounts.values())
      if (waiting.length > 0 && state === 'idle' && restsUntil > now) at = Math.min(at, restsUntil);
    if (at >= this.#wakesAt) return;
    this.#wakesAt = at;
    void this.#platform.pause?.(at - now).then(() => {
      if (this.#wakesAt === at) this.#wakesAt = Number.POSITIVE_INFINITY;
      this.#begin();
    });
  }

  #run(who: string): void {
    const account = this.#account(who);
    const work = account.waiting.shift()!;
    account.state = 'working';
    account.step = 0;
    void work().then(() => {
      this.#count();
      account.state = 'idle';
      account.lastHere = this.#platform.ticks();
      account.restsUntil = account.lastHere + this.#restOf(who, account);
      const { untold } = account;
      account.untold = 0;
      this.#spent(who, untold);
      this.#begin();
    });
  }

  #restOf(who: string, account: Account): number {
    if (this.#platform.pause === undefined) return 0;
    const now = this.#platform.ticks();
    const load = loadOf(account, now);
    for (const [other, theirs] of this.#accounts)
      if (other !== who && isHere(theirs, now) && load > loadOf(theirs, now) + heavyMs)
        return Math.min(restMaxMs, account.step * restFactor);
    return 0;
  }

  /** Shares out what passed since the last look. */
  #count(): void {
    const [cpu, now] = [this.#platform.cpuMs(), this.#platform.ticks()];
    const passed = cpu - this.#cpuSeen;
    this.#cpuSeen = cpu;
    const working = [...this.#accounts.values()].filter(({ state }) => state === 'working');
    for (const account of working) {
      const cost = passed / working.length;
      account.used = decayed(account, now) + cost;
      account.at = now;
      account.untold += cost;
      account.step += cost;
    }
  }
}

const decayed = ({ used, at }: Account, now: number): number => used * 0.5 ** ((now - at) / halfLifeMs);

const loadOf = (account: Account, now: number): number => decayed(account, now) + account.waiting.length * askedMs;

const isHere = ({ state, waiting, lastHere }: Account, now: number): boolean =>
  state !== 'idle' || waiting.length > 0 || now - lastHere < hereMs;
