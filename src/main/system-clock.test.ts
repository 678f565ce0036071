import { describe, expect, it } from 'vitest';
import { steadyClock, systemTime } from './system-clock.ts';

describe('system time', () => {
  it('is whole microseconds of the wall clock', () => {
    const before = Date.now() * 1000;
    const read = systemTime();
    expect(Number.isSafeInteger(read)).toBe(true);
    expect(read).toBeGreaterThanOrEqual(before);
    expect(read).toBeLessThan(Date.now() * 1000 + 1000);
  });
});

describe('steady clock', () => {
  it('T-CLK-01 never goes back, and continues no earlier than an earlier run', () => {
    let machine = 100;
    const clock = steadyClock(() => machine);
    expect(clock.now()).toBe(100);
    machine = 40;
    expect(clock.now()).toBe(100);
    clock.notBefore(500);
    expect(clock.now()).toBe(500);
    clock.notBefore(200);
    machine = 600;
    expect(clock.now()).toBe(600);
  });
});
