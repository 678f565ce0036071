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
  'time',
  'openUntil',
  'expires',
  'metSince',
  'startedAt',
  'changedAt',
]);

/** Lists whose entries run `from` one moment `to` another; elsewhere these are ids, values or places in a text. */
const stretches: ReadonlySet<string> = new Set(['history', 'roles']);

const isMoment = (name: string, outer: string): boolean =>
  moments.has(name) || (stretches.has(outer) && (name === 'from' || name === 'to'));

/** The same value with moments as text in UTC. Shapes of ours only: bounded depth, no cycles. */
export function stamped(value: unknown, name = '', outer = ''): unknown {
  if (typeof value === 'number') return isMoment(name, outer) && Number.isFinite(value) ? formatMicros(value) : value;
  if (Array.isArray(value)) return value.map((item) => stamped(item, name, outer));
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stamped(item, key, name)]));
}
