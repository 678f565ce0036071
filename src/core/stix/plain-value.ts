import { limits } from '../limits.ts';
import type { Fault } from '../result.ts';
import { doubleProblem } from './json-number.ts';
import { exceedsUtf8 } from './json-place.ts';

const faultsMax = 20;

/**
 * What the scanner checks of bytes, for a value that never was bytes: that it is plain JSON data within the limits. Text
 * written from such a value parses back to the same value.
 */
export function plainValueFaults(value: unknown): Fault[] {
  const faults: Fault[] = [];
  try {
    check(value, '', 0, faults);
  } catch {
    faults.push({ at: 'object', problem: 'cannot be read', valid: 'plain JSON data' });
  }
  return faults;
}

interface Wrong {
  readonly problem: string;
  readonly valid: string;
}

function check(value: unknown, at: string, depth: number, faults: Fault[]): void {
  if (faults.length >= faultsMax) return;
  const wrong = wrongAt(value, depth);
  if (wrong !== null) {
    faults.push({ at: at === '' ? 'object' : at, ...wrong });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(value[i], `${at}[${i}]`, depth + 1, faults);
    return;
  }
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    const place = at === '' ? key.slice(0, 80) : `${at}.${key.slice(0, 80)}`;
    const name = wrongText(key, limits.keyBytesMax, 'key');
    if (name !== null && faults.length < faultsMax) faults.push({ at: place, ...name });
    check(record[key], place, depth + 1, faults);
  }
}

/** What is wrong with one value by itself. */
function wrongAt(value: unknown, depth: number): Wrong | null {
  switch (typeof value) {
    case 'string':
      return wrongText(value, limits.stringBytesMax, 'string');
    case 'number': {
      const problem = doubleProblem(value);
      return problem === null ? null : { problem, valid: 'a finite double, integers inside ±(2^53−1)' };
    }
    case 'boolean':
      return null;
    case 'object':
      if (value === null) return null;
      if (depth >= limits.jsonDepthMax)
        return { problem: 'nested too deeply', valid: `at most ${limits.jsonDepthMax} levels` };
      return Array.isArray(value) ? wrongList(value) : wrongRecord(value);
    default:
      return { problem: `${typeof value} is not JSON`, valid: 'plain JSON data' };
  }
}

function wrongList(list: readonly unknown[]): Wrong | null {
  const max = limits.arrayLengthMax;
  if (list.length > max) return { problem: `more than ${max} elements in one array`, valid: `at most ${max}` };
  if (Object.keys(list).length === list.length) return null;
  return { problem: 'a list with holes or names', valid: 'a plain list' };
}

function wrongRecord(value: object): Wrong | null {
  const parent: unknown = Object.getPrototypeOf(value);
  const ordinary = parent === null || Object.getPrototypeOf(parent) === null;
  if (!ordinary || Object.getOwnPropertySymbols(value).length > 0) {
    return { problem: 'not a plain object', valid: 'plain JSON data' };
  }
  const max = limits.keysPerObjectMax;
  if (Object.keys(value).length <= max) return null;
  return { problem: `more than ${max} keys in one object`, valid: `at most ${max}` };
}

function wrongText(text: string, max: number, what: string): Wrong | null {
  if (exceedsUtf8(text, max)) return { problem: `a ${what} of more than ${max} bytes`, valid: `at most ${max} bytes` };
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0) return { problem: 'the character U+0000', valid: 'text without it' };
    if ((unit & 0xf800) !== 0xd800) continue;
    if (unit >= 0xdc00 || (text.charCodeAt(i + 1) & 0xfc00) !== 0xdc00) {
      return { problem: 'half of a surrogate pair', valid: 'whole characters' };
    }
    i++;
  }
  return null;
}
