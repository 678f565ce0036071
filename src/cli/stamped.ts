import { formatMicros } from '../core/time.ts';

/** Fields that hold moments in whole microseconds wherever the node gives records whose shape is not fixed here. */
const moments: ReadonlySet<string> = new Set([
  'said',
  'saidFrom',
  'recorded',
  'fetched',
  'retractedAt',
  'since',
  'stoodSince',
  'until',
  'nextChange',
  'nextCheck',
  'earliest',
  'valid',
  'known',
  'asOf',
  'at',
]);

/** The same value with moments as text in UTC. Shapes of ours only: bounded depth, no cycles. */
export function stamped(value: unknown, name = ''): unknown {
  if (typeof value === 'number') return moments.has(name) && Number.isFinite(value) ? formatMicros(value) : value;
  if (Array.isArray(value)) return value.map((item) => stamped(item, name));
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stamped(item, key)]));
}
