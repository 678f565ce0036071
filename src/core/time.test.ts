import { expect, test } from 'vitest';
import { formatMicros, instantKey, parseDuration, parseTimestamp } from './time.ts';

test('timestamps: 31 April, hour 24 and offsets are refused; six digits come back', () => {
  expect(parseTimestamp('2026-04-31T00:00:00Z')).toBeNull();
  expect(parseTimestamp('2026-04-30T24:00:00Z')).toBeNull();
  expect(parseTimestamp('2026-04-30T00:00:00+01:00')).toBeNull();
  for (const text of ['1969-12-31T23:59:59.999999Z', '2024-02-29T12:30:01.000001Z', '2100-01-01T00:00:00.123456Z'])
    expect(formatMicros(parseTimestamp(text)!)).toBe(text);
  expect(instantKey('2020-01-01T00:00:00.000Z')).toBe(instantKey('2020-01-01T00:00:00Z'));
  expect(instantKey('2020-01-01T00:00:00.5Z') > instantKey('2020-01-01T00:00:00.45Z')).toBe(true);
  expect(parseDuration('P14D')).toBe(14 * 86_400_000_000);
  expect(parseDuration('P1M')).toBeNull();
});
