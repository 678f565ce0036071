import { limits } from '../core/limits.ts';
import type { Micros } from '../core/time.ts';

/** `Retry-After` (RFC 9110 section 10.2.3): seconds or a date. In ms, bounded; null when there is none to be read. */
export function retryAfterMs(value: string | string[] | undefined, now: Micros): number | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const date = /^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  const ms = /^[0-9]{1,9}$/.test(text) ? Number(text) * 1000 : date - now / 1000;
  return Number.isNaN(ms) ? null : Math.min(limits.retryAfterMsMax, Math.max(0, ms));
}
