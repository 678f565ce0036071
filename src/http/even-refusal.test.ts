import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fixedMoment } from './even-refusal.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('T-TAX-02 a refusal leaves at the moment fixed before the search, however long that took', async () => {
  for (const searchedMs of [0, 1, 2.9]) {
    const began = Date.now();
    const moment = fixedMoment(3);
    await vi.advanceTimersByTimeAsync(searchedMs);
    let left: number | null = null;
    void moment.reached.then(() => {
      left = Date.now() - began;
    });
    await vi.advanceTimersByTimeAsync(20);
    expect(left).toBe(3);
  }
});

test('a search longer than that is answered at once, and what nobody waits for leaves nothing behind', async () => {
  const late = fixedMoment(3);
  await vi.advanceTimersByTimeAsync(10);
  await late.reached;
  fixedMoment(3).drop();
  expect(vi.getTimerCount()).toBe(0);
});
