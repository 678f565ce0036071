import { formatMicros } from '../core/time.ts';

/** Moments leave the command line as text in UTC; `fields` name those of a record that hold microseconds. */
export function withStamps<T extends object>(
  record: T,
  fields: readonly (keyof T & string)[],
): Record<string, unknown> {
  const named = new Set<string>(fields);
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key,
      named.has(key) && typeof value === 'number' ? formatMicros(value) : value,
    ]),
  );
}
