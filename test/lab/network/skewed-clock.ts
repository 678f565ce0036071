import type { Micros } from '../../../src/core/time.ts';
import { steadyClock } from '../../../src/main/system-clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Life, Scheduler } from './scheduler.ts';

/** The clock on the wall of one node: true time, with an error that may be moved. It outlives the process that reads it. */
export class WallClock {
  readonly #scheduler: Scheduler;
  #offset: Micros = 0;
  #drift = 0;
  #since: Micros;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
    this.#since = scheduler.now;
  }

  /** Somebody sets it: forward or back. */
  step(by: Micros): void {
    this.#offset += by;
  }

  /** Seconds gained per second, for example 0.0001; negative is slow. */
  set drift(gained: number) {
    this.#offset += this.#gained();
    this.#since = this.#scheduler.now;
    this.#drift = gained;
  }

  /** Exact again. */
  correct(): void {
    this.#offset = 0;
    this.#drift = 0;
  }

  read(): Micros {
    return this.#scheduler.now + this.#offset + this.#gained();
  }

  #gained(): Micros {
    return Math.round((this.#scheduler.now - this.#since) * this.#drift);
  }
}

/** What a node makes of it, as shipped; its pauses are the scheduler's. */
export function nodeClock(wall: WallClock, scheduler: Scheduler, life: Life): Clock {
  return { ...steadyClock(() => wall.read()), pause: (ms) => scheduler.wait(Math.ceil(ms * 1000), life, 'pause') };
}
