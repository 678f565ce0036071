import type { Fault } from '../result.ts';
import { placeAt } from './json-place.ts';

/** Keys of a parsed value, of every object in it. Depth is bounded by the scanner. */
export function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let total = 0;
  if (Array.isArray(value)) {
    for (const one of value) if (typeof one === 'object') total += countKeys(one);
    return total;
  }
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  total = keys.length;
  for (const key of keys) {
    const one = record[key];
    if (typeof one === 'object') total += countKeys(one);
  }
  return total;
}

/**
 * Names the keys that occur twice in one object, compared after unescaping. Slow and only for input known to be JSON
 * and to have duplicates.
 */
export function duplicateKeys(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): Fault[] {
  const faults: Fault[] = [];
  const seen: (Set<string> | null)[] = [];
  let expectKey = false;
  for (let i = 0; i < bytes.length && faults.length < 20; i++) {
    const c = bytes[i];
    if (c === 0x7b || c === 0x5b) {
      seen.push(c === 0x7b ? new Set() : null);
      expectKey = c === 0x7b;
    } else if (c === 0x7d || c === 0x5d) seen.pop();
    else if (c === 0x2c) expectKey = seen.at(-1) instanceof Set;
    else if (c === 0x3a) expectKey = false;
    else if (c === 0x22) {
      const start = i++;
      while (bytes[i] !== 0x22) i += bytes[i] === 0x5c ? 2 : 1;
      const keys = seen.at(-1);
      if (!expectKey || !(keys instanceof Set)) continue;
      const key = JSON.parse(decode(bytes.subarray(start, i + 1))) as string;
      if (keys.has(key)) {
        faults.push({
          at: placeAt(bytes, start),
          problem: `the key "${key}" stands twice in one object`,
          valid: 'each key once',
        });
      }
      keys.add(key);
    }
  }
  return faults;
}
