import type { Fault } from '../result.ts';

const faultsMax = 100;
const textCharsMax = 1024;
const clipChars = 60;

/** Faults of one input, all together but never more than a hundred. */
export interface Faults {
  readonly list: Fault[];
  readonly count: number;
  readonly full: boolean;
  add(at: string, problem: string, valid?: string): void;
}

export function collectFaults(): Faults {
  const list: Fault[] = [];
  return {
    list,
    get count() {
      return list.length;
    },
    get full() {
      return list.length >= faultsMax;
    },
    add(at, problem, valid) {
      if (list.length < faultsMax) list.push(valid === undefined ? { at, problem } : { at, problem, valid });
    },
  };
}

/** What a person wrote, shortened for a message. */
export const clip = (text: string): string => (text.length <= clipChars ? text : `${text.slice(0, clipChars)}…`);

/** A plain mapping; arrays, null and everything with another prototype are not. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Control and format characters (direction marks and zero widths among them), line separators, half surrogate pairs. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** A text or finite number as text, bounded and printable; null otherwise. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value !== 'string' || value.length > textCharsMax) return null;
  return unprintable.test(value) ? null : value;
}

/** Levenshtein distance of two short names. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The name most like what was written, or all of them. */
export function nearest(written: string, names: readonly string[]): string {
  if (written.length > 40) return names.join(', ');
  let best = names[0] ?? '';
  for (const name of names) if (distance(written, name) < distance(written, best)) best = name;
  return distance(written, best) <= Math.max(2, Math.floor(best.length / 3)) ? best : names.join(', ');
}
