import type { Dice } from '../../properties/worlds/seeded.ts';
import type { Life, Scheduler } from './scheduler.ts';

/** One in so many; 0 is never. */
export interface Weather {
  /** A request or a reply is lost. */
  readonly lossOneIn: number;
  /** A request arrives once more, later. */
  readonly duplicateOneIn: number;
  /** A request or a reply takes long: up to `longMs` instead of `usualMs`. */
  readonly longOneIn: number;
  readonly usualMs: number;
  readonly longMs: number;
}

export const fairWeather: Weather = { lossOneIn: 0, duplicateOneIn: 0, longOneIn: 0, usualMs: 20, longMs: 20 };
export const foulWeather: Weather = { lossOneIn: 8, duplicateOneIn: 8, longOneIn: 12, usualMs: 200, longMs: 90_000 };

/** Whoever can be reached under a name; null while nobody listens there. */
export interface Listener<Request, Reply> {
  readonly life: Life;
  answer(request: Request): Promise<Reply>;
}

export type Delivery<Reply> =
  | { readonly kind: 'answered'; readonly reply: Reply }
  | { readonly kind: 'unreachable'; readonly why: string };

export interface NetworkCounts {
  sent: number;
  delivered: number;
  duplicated: number;
  lost: number;
  answered: number;
}

const timeoutUsualMs = 30_000;
const wire: Life = { name: 'wire', alive: true };

/**
 * A network between names. A request may be lost, late, or arrive twice, and so may its reply; whoever asked hears
 * `unreachable` when its patience is over, whatever became of the request. Later requests overtake earlier ones.
 */
export class SimulatedNetwork<Request, Reply> {
  weather: Weather = foulWeather;
  readonly counts: NetworkCounts = { sent: 0, delivered: 0, duplicated: 0, lost: 0, answered: 0 };
  readonly #scheduler: Scheduler;
  readonly #dice: Dice;
  readonly #listeners = new Map<string, Listener<Request, Reply>>();
  readonly #cut = new Set<string>();

  constructor(scheduler: Scheduler, dice: Dice) {
    this.#scheduler = scheduler;
    this.#dice = dice;
  }

  listen(name: string, listener: Listener<Request, Reply>): void {
    this.#listeners.set(name, listener);
  }

  /** Nothing passes between the two until `heal`; what is under way is lost. */
  cut(a: string, b: string): void {
    this.#cut.add(pairOf(a, b));
  }

  heal(): void {
    this.#cut.clear();
  }

  send(
    from: Life,
    sender: string,
    to: string,
    request: Request,
    timeoutMs: number = timeoutUsualMs,
  ): Promise<Delivery<Reply>> {
    this.counts.sent++;
    return new Promise((resolve) => {
      let open = true;
      const end = (result: Delivery<Reply>): void => {
        if (open) resolve(result);
        open = false;
      };
      this.#scheduler.after(timeoutMs * 1000, from, `gives up on ${to}`, () =>
        end({ kind: 'unreachable', why: 'no answer in time' }),
      );
      const copies = this.#happens(this.weather.duplicateOneIn) ? 2 : 1;
      if (copies === 2) this.counts.duplicated++;
      for (let copy = 0; copy < copies; copy++)
        this.#carry(sender, to, `request ${sender}>${to}`, () => this.#arrive(from, sender, to, request, end));
    });
  }

  #carry(a: string, b: string, what: string, arrive: () => void): void {
    if (this.#happens(this.weather.lossOneIn)) {
      this.counts.lost++;
      return;
    }
    const max = this.#happens(this.weather.longOneIn) ? this.weather.longMs : this.weather.usualMs;
    this.#scheduler.after(1 + this.#dice.below(max * 1000), wire, what, () => {
      if (this.#cut.has(pairOf(a, b))) this.counts.lost++;
      else arrive();
    });
  }

  #arrive(from: Life, sender: string, to: string, request: Request, end: (result: Delivery<Reply>) => void): void {
    const listener = this.#listeners.get(to);
    if (listener === undefined || !listener.life.alive) {
      this.#carry(to, sender, `refusal ${to}>${sender}`, () => {
        if (from.alive) end({ kind: 'unreachable', why: 'nobody listens' });
      });
      return;
    }
    this.counts.delivered++;
    this.#scheduler.start(async () => {
      const reply = await listener.answer(request);
      if (!listener.life.alive) return;
      this.#carry(to, sender, `reply ${to}>${sender}`, () => {
        if (!from.alive) return;
        this.counts.answered++;
        end({ kind: 'answered', reply });
      });
    });
  }

  #happens(oneIn: number): boolean {
    return oneIn > 0 && this.#dice.oneIn(oneIn);
  }
}

const pairOf = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);
