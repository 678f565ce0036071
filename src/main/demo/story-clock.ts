import type { Micros } from '../../core/time.ts';
import type { Clock } from '../../ports/clock.ts';
import { steadyClock, systemTime } from '../system-clock.ts';

/** The clock of one node in a story: it runs like the machine's and can be moved ahead, so that weeks pass between two steps. */
export interface StoryClock {
  readonly clock: Clock;
  now(): Micros;
  pass(by: Micros): void;
}

/** @param begins where the story starts; null: now */
export function storyClock(begins: Micros | null): StoryClock {
  let ahead = begins === null ? 0 : begins - systemTime();
  const read = (): Micros => systemTime() + ahead;
  return {
    clock: steadyClock(read),
    now: read,
    pass: (by) => {
      ahead += by;
    },
  };
}
