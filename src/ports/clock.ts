import type { Micros } from '../core/time.ts';

export interface Clock {
  /** Never smaller than an earlier reading of this clock. */
  now(): Micros;
  /** Continues no earlier than this moment: what an earlier run of the node may have handed out. */
  notBefore(at: Micros): void;
  /** Waits; absent where time is moved by hand. */
  readonly pause?: (ms: number) => Promise<void>;
}
