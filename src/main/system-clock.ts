import type { Micros } from '../core/time.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * The machine's clock in whole microseconds; it may step back. The wall clock has milliseconds only: what lies between
 * them is taken from the monotonic one, which alone would not follow corrections.
 */
export const systemTime: () => Micros = (() => {
  let millisecond = -1;
  let since = 0;
  return () => {
    const wall = Date.now();
    const running = performance.now();
    if (wall !== millisecond) {
      millisecond = wall;
      since = running;
    }
    return wall * 1000 + Math.min(999, Math.floor((running - since) * 1000));
  };
})();

/** The clock of a node over a reading that may step back: it stands still instead, until time has caught up. */
export function steadyClock(read: () => Micros = systemTime): Clock {
  let last = 0;
  return {
    now: () => {
      last = Math.max(last, read());
      return last;
    },
    notBefore: (at) => {
      last = Math.max(last, at);
    },
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
