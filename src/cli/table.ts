import { safeField } from './terminal-text.ts';

/** How one value reads in a cell: text as it is, nothing as `-`, anything nested as compact JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'string') return safeField(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) {
    return value.length === 0 ? '-' : value.map(safeField).join(', ');
  }
  return safeField(JSON.stringify(value));
}

const width = (text: string): number => Array.from(text).length;
const pad = (text: string, to: number): string => text + ' '.repeat(Math.max(0, to - width(text)));

/** Columns in the order given, separated by two spaces; the last one is not padded. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head.map((h) => h.toUpperCase()), ...rows];
  const widths = head.map((_, i) => lines.reduce((most, line) => Math.max(most, width(line[i] ?? '')), 0));
  return lines
    .map((line) =>
      head.map((_, i) => (i === head.length - 1 ? (line[i] ?? '') : pad(line[i] ?? '', widths[i]!))).join('  '),
    )
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A table of records; `empty` is said when there are none. */
export function recordTable(records: readonly unknown[], keys: readonly string[], empty: string): string {
  if (records.length === 0) return empty;
  const rows = records.map((record) => keys.map((key) => cellText(field(record, key))));
  return columns(
    keys.map((key) => key.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`)),
    rows,
  );
}

/** `name  value` lines of one record; values that are lists of records follow as indented blocks. */
export function recordLines(record: unknown): string {
  if (record === null || typeof record !== 'object' || Array.isArray(record)) return cellText(record);
  const entries = Object.entries(record);
  const most = entries.reduce((w, [key]) => Math.max(w, width(key)), 0);
  return entries.map(([key, value]) => `${pad(safeField(key), most)}  ${cellText(value)}`).join('\n');
}

/** Keys that any of the records has, in order of first appearance. */
export function keysOf(records: readonly unknown[]): string[] {
  const keys = new Set<string>();
  for (const record of records) {
    if (record !== null && typeof record === 'object') for (const key of Object.keys(record)) keys.add(key);
  }
  return [...keys];
}

function field(record: unknown, key: string): unknown {
  return record !== null && typeof record === 'object' && Object.hasOwn(record, key)
    ? (record as Record<string, unknown>)[key]
    : null;
}
