import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { blurredRefusal } from './blurred-refusal.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('T-TAX-02 refusals leave after waits that differ, none at once and none late', async () => {
  const waits: number[] = [];
  const began = Date.now();
  for (let n = 0; n < 300; n++) void blurredRefusal().then(() => waits.push(Date.now() - began));
  expect(waits).toEqual([]);
  await vi.advanceTimersByTimeAsync(6);
  expect(waits).toHaveLength(300);
  expect(new Set(waits)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
});
