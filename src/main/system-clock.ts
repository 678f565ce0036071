import type { Micros } from '../core/time.ts';

/** The machine's clock in whole microseconds; it may step back, which the store's own clock then hides. */
export const systemClock = (): Micros => Math.floor((performance.timeOrigin + performance.now()) * 1000);
