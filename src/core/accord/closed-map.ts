import { clip, type Faults, isMap, textOf } from '../terms/index.ts';

/** A mapping with exactly the named fields; null after a fault. Unknown fields are refused by name. */
export function closedMap(
  value: unknown,
  at: string,
  fields: readonly string[],
  faults: Faults,
): Readonly<Record<string, unknown>> | null {
  if (!isMap(value)) {
    faults.add(at, 'is no mapping', fields.join(', '));
    return null;
  }
  const others = Object.keys(value).filter((name) => !fields.includes(name));
  for (const name of others.slice(0, 10)) faults.add(placeOf(at, clip(name)), 'is not a field here', fields.join(', '));
  return others.length === 0 ? value : null;
}

export const placeOf = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);

/** A list of at least `least` and at most `most` entries, each read in its place; entries with faults are left out. */
export function listOf<T>(
  value: unknown,
  at: string,
  least: number,
  most: number,
  faults: Faults,
  read: (entry: unknown, at: string) => T | null,
): readonly T[] {
  if (!Array.isArray(value) || value.length < least || value.length > most) {
    const problem = Array.isArray(value) ? `has ${value.length} entries` : 'is no list';
    faults.add(at, problem, `a list of ${least} to ${most}`);
    return [];
  }
  return value.map((entry, index) => read(entry, `${at}[${index}]`)).filter((entry) => entry !== null);
}

/** A text, not a number, that passes; null after a fault. */
export function word(
  value: unknown,
  at: string,
  isValid: (text: string) => boolean,
  valid: string,
  faults: Faults,
): string | null {
  const text = typeof value === 'string' ? textOf(value) : null;
  if (text !== null && isValid(text)) return text;
  faults.add(at, text === null ? 'is missing or no text' : `"${clip(text)}" is not valid here`, valid);
  return null;
}

/** One word of a closed list; null after a fault. */
export function oneWord<Word extends string>(
  value: unknown,
  at: string,
  words: readonly Word[],
  faults: Faults,
): Word | null {
  const found = words.find((each) => each === value);
  if (found === undefined) faults.add(at, 'has no such value', words.join(', '));
  return found ?? null;
}
