import { createHash } from 'node:crypto';
import { type Micros, parseTimestamp } from '../../src/core/time.ts';
import type { Item } from './quirky-server.ts';

const start = parseTimestamp('2026-02-01T00:00:00Z')!;

/** A UUID that looks random and follows from a name. */
export function uuidOf(name: string): string {
  const b = createHash('sha256').update(name).digest();
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = b.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

export const indicator = (
  name: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  type: 'indicator',
  spec_version: '2.1',
  id: `indicator--${uuidOf(name)}`,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name,
  pattern: "[ipv4-addr:value = '198.51.100.7']",
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00Z',
  ...more,
});

/** `count` indicators; `together` of them share each stamp. */
export const sampleItems = (count: number, together = 1, name = 'object'): Item[] =>
  Array.from({ length: count }, (_, i) => ({
    object: indicator(`${name} ${i}`),
    added: (start + Math.floor(i / together) * 1_001_003) as Micros,
  }));

export const idsOf = (items: readonly Item[]): string[] => items.map((i) => String(i.object['id']));
