import { limits } from '../../core/limits.ts';
import { formatMicros, type Micros } from '../../core/time.ts';

export interface QuotaLimits {
  readonly objects: number;
  readonly bytes: number;
  /** Time spent on judging and storing. */
  readonly busyMs: number;
}

const hourlyLimits: QuotaLimits = {
  objects: limits.deliveredObjectsPerHourMax,
  bytes: limits.deliveredBytesPerHourMax,
  busyMs: limits.deliveredBusyMsPerHourMax,
};

const hour: Micros = 3_600_000_000;

/** What each party may bring in an hour: objects, bytes and our own time (T-FED-13). Counted anew after a restart. */
export class HourlyQuota {
  readonly #limits: QuotaLimits;
  readonly #used = new Map<string, { since: Micros; objects: number; bytes: number; busyMs: number }>();

  constructor(bounds: QuotaLimits = hourlyLimits) {
    this.#limits = bounds;
  }

  /** Null while there is room; otherwise which part is used up and until when, in words. */
  exhausted(who: string, now: Micros): string | null {
    const used = this.#used.get(who);
    if (used === undefined || now - used.since >= hour) return null;
    const over = (['objects', 'bytes', 'busyMs'] as const).find((part) => used[part] >= this.#limits[part]);
    if (over === undefined) return null;
    const what = over === 'busyMs' ? `${this.#limits.busyMs / 1000} s of work` : `${this.#limits[over]} ${over}`;
    return `has used up its quota of ${what} an hour; goes on at ${formatMicros(used.since + hour)}`;
  }

  charge(who: string, now: Micros, used: QuotaLimits): void {
    const before = this.#used.get(who);
    const start =
      before === undefined || now - before.since >= hour ? { since: now, objects: 0, bytes: 0, busyMs: 0 } : before;
    this.#used.set(who, {
      since: start.since,
      objects: start.objects + used.objects,
      bytes: start.bytes + used.bytes,
      busyMs: start.busyMs + used.busyMs,
    });
  }
}
