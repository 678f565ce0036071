import type { Micros } from '../../core/time.ts';
import { recentSet } from './recent.ts';

/**
 * Failed credentials, counted per address and per key id (T-TAX-08). Keys are 256 random bits, so guessing is hopeless
 * whatever we do; this keeps a guesser from costing anything, and must itself cost the honest nothing:
 *
 * - over the limit of its address, an attempt is not looked at, unless that key was right from there before;
 * - over the limit of its key, an attempt is looked at, so nobody locks a partner out by failing with its key id; a wrong
 *   one then hears "too many" instead of "wrong";
 * - counts know only texts that were presented, never whether such a key exists.
 */
export interface FailureThrottle {
  /** No failure is on record, so that everybody may be looked at. */
  isQuiet(): boolean;
  /** `look`: check the secret; `warn`: check it, and answer a wrong one as throttled; `refuse`: do not check it. */
  admits(address: string, keyId: string | null, now: Micros): 'look' | 'warn' | 'refuse';
  failed(address: string, keyId: string | null, now: Micros): void;
  succeeded(address: string, keyId: string): void;
}

export interface ThrottleSettings {
  readonly failuresPerAddressMax: number;
  readonly failuresPerKeyMax: number;
  readonly failureWindowMs: number;
}

const entriesMax = 20_000;

interface Count {
  until: Micros;
  failures: number;
}

/** IPv6 users own whole networks: the first 64 bits are one address here (RFC 4291 section 2.5.1). */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address;
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7);
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...new Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':');
}

export function failureThrottle(settings: ThrottleSettings): FailureThrottle {
  const counts = new Map<string, Count>();
  const proven = recentSet(entriesMax);
  const windowMicros = settings.failureWindowMs * 1000;

  const isFull = (name: string, max: number, now: Micros): boolean => {
    const count = counts.get(name);
    return count !== undefined && count.failures >= max && now < count.until;
  };

  const countOne = (name: string, now: Micros): void => {
    const count = counts.get(name);
    if (count !== undefined && now < count.until) {
      count.failures++;
      return;
    }
    counts.delete(name);
    if (counts.size >= entriesMax) {
      for (const oldest of counts.keys()) {
        counts.delete(oldest);
        break;
      }
    }
    counts.set(name, { until: now + windowMicros, failures: 1 });
  };

  return {
    isQuiet: () => counts.size === 0,
    admits(address, keyId, now) {
      if (counts.size === 0) return 'look';
      if (isFull(`a ${address}`, settings.failuresPerAddressMax, now)) {
        return keyId !== null && proven.has(`${address} ${keyId}`) ? 'warn' : 'refuse';
      }
      return keyId !== null && isFull(`k ${keyId}`, settings.failuresPerKeyMax, now) ? 'warn' : 'look';
    },
    failed(address, keyId, now) {
      countOne(`a ${address}`, now);
      if (keyId !== null) countOne(`k ${keyId}`, now);
    },
    succeeded(address, keyId) {
      proven.add(`${address} ${keyId}`);
    },
  };
}
