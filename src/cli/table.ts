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

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isRecords = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) && value.length > 0 && value.every(isFields);

/** `name  value` lines of one record; records inside it become `outer inner  value`, lists of records tables below. */
export function recordLines(record: unknown): string {
  if (!isFields(record)) return cellText(record);
  const lines: (readonly [string, string])[] = [];
  const blocks: string[] = [];
  for (const [key, value] of Object.entries(record)) {
    const name = safeField(key);
    if (isRecords(value)) blocks.push(`${name}:\n${indented(recordTable(value, keysOf(value), ''))}`);
    else if (isFields(value)) {
      for (const [inner, of] of Object.entries(value)) lines.push([`${name} ${safeField(inner)}`, cellText(of)]);
    } else lines.push([name, cellText(value)]);
  }
  const most = lines.reduce((w, [name]) => Math.max(w, width(name)), 0);
  return [...lines.map(([name, value]) => `${pad(name, most)}  ${value}`), ...blocks].join('\n');
}

const indented = (text: string): string => text.replace(/^/gm, '  ');

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
