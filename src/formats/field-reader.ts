import type { Fault } from '../core/result.ts';

/** Reads the fields of one map of unknown content, collecting every fault with its place. */
export interface FieldReader {
  readonly at: string;
  readonly faults: Fault[];
  /** The field's value, or undefined when absent or null; marks the name as one that may be there. */
  take(name: string): unknown;
  /** Null (and a fault when `required`) unless the field is text of 1 … `max` characters without control characters. */
  text(name: string, max: number, required: boolean, valid: string): string | null;
  texts(name: string, max: number, itemsMax: number, valid: string): readonly string[];
  bool(name: string, otherwise: boolean): boolean;
  complain(name: string, problem: string, valid?: string): void;
  /** Call last: a fault for every field nobody took. */
  refuseOthers(): void;
}

export const isMapValue = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => (typeof value === 'string' ? `"${value.slice(0, 80)}"` : typeof value);

/** The text without surrounding blanks (a block of YAML ends in a line break); null when it is none that we keep. */
function plainText(value: unknown, max: number): string | null {
  if (typeof value !== 'string' || value.length > max + 10) return null;
  const text = value.trim();
  if (text.length === 0 || text.length > max) return null;
  for (let i = 0; i < text.length; i++) {
    const unit = text.codePointAt(i) ?? 0;
    const isControl = (unit < 32 && unit !== 10) || unit === 127;
    const isLoneSurrogate = unit >= 0xd800 && unit <= 0xdfff;
    if (isControl || isLoneSurrogate) return null;
    if (unit > 0xffff) i++;
  }
  return text;
}

export function readFields(map: Readonly<Record<string, unknown>>, at: string, faults: Fault[]): FieldReader {
  const taken = new Set<string>();
  const place = (name: string): string => (at === '' ? name : `${at}.${name}`);
  const complain = (name: string, problem: string, valid?: string): void => {
    faults.push({ at: place(name), problem, ...(valid === undefined ? {} : { valid }) });
  };
  const take = (name: string): unknown => {
    taken.add(name);
    return Object.hasOwn(map, name) ? (map[name] ?? undefined) : undefined;
  };
  return {
    at,
    faults,
    take,
    complain,
    text(name, max, required, valid) {
      const value = take(name);
      if (value === undefined) {
        if (required) complain(name, 'missing', valid);
        return null;
      }
      const text = plainText(value, max);
      if (text !== null) return text;
      complain(name, `${shown(value)} is not text of 1 to ${max} characters without control characters`, valid);
      return null;
    },
    texts(name, max, itemsMax, valid) {
      const value = take(name);
      if (value === undefined) return [];
      const items: unknown[] = Array.isArray(value) ? value : [value];
      if (items.length > itemsMax) complain(name, `${items.length} items`, `at most ${itemsMax}`);
      const good: string[] = [];
      items.slice(0, itemsMax).forEach((item, i) => {
        const text = plainText(item, max);
        if (text !== null) good.push(text);
        else complain(`${name}[${i}]`, `${shown(item)} is not text of 1 to ${max} characters`, valid);
      });
      return good;
    },
    bool(name, otherwise) {
      const value = take(name);
      if (value === undefined) return otherwise;
      if (typeof value === 'boolean') return value;
      complain(name, `${shown(value)} is neither true nor false`, 'true or false');
      return otherwise;
    },
    refuseOthers() {
      for (const name of Object.keys(map)) {
        if (!taken.has(name)) complain(name.slice(0, 80), 'unknown field', `one of ${[...taken].join(', ')}`);
      }
    },
  };
}

/** The entries of a file that holds one map, a list of maps, or a map with the single list `listName`. */
export function fileEntries(
  value: unknown,
  listName: string,
  itemsMax: number,
  faults: Fault[],
): readonly { readonly at: string; readonly map: Readonly<Record<string, unknown>> }[] {
  let list: readonly unknown[];
  let prefix = listName;
  if (Array.isArray(value)) list = value;
  else if (isMapValue(value) && Object.hasOwn(value, listName)) {
    const inner = value[listName];
    list = Array.isArray(inner) ? inner : [inner];
    for (const name of Object.keys(value)) {
      if (name !== listName) faults.push({ at: name.slice(0, 80), problem: 'unknown field', valid: listName });
    }
  } else {
    list = [value];
    prefix = '';
  }
  if (list.length === 0 || list.length > itemsMax) {
    faults.push({ at: listName, problem: `${list.length} entries`, valid: `1 to ${itemsMax}` });
    return [];
  }
  const entries: { readonly at: string; readonly map: Readonly<Record<string, unknown>> }[] = [];
  list.forEach((item, i) => {
    const at = prefix === '' ? '' : `${prefix}[${i}]`;
    if (isMapValue(item)) entries.push({ at, map: item });
    else faults.push({ at: at === '' ? listName : at, problem: 'not a map of fields', valid: 'fields with values' });
  });
  return entries;
}
