import { describe, expect, it } from 'vitest';
import { addressGroup, failureThrottle } from './failure-throttle.ts';

const settings = { failuresPerAddressMax: 3, failuresPerKeyMax: 2, failureWindowMs: 1 };

describe('failure throttle', () => {
  it('T-TAX-08 an address is refused at its limit and heard again when the window ends', () => {
    const throttle = failureThrottle(settings);
    for (const key of ['a', 'b', 'c']) {
      expect(throttle.admits('x', key, 0)).toBe('look');
      throttle.failed('x', key, 0);
    }
    expect(throttle.admits('x', 'd', 999)).toBe('refuse');
    expect(throttle.admits('y', 'd', 999)).toBe('look');
    expect(throttle.admits('x', 'd', 1_000)).toBe('look');
  });

  it('T-TAX-08 a key at its limit is still looked at, from everywhere', () => {
    const throttle = failureThrottle(settings);
    throttle.failed('x', 'k', 0);
    throttle.failed('y', 'k', 0);
    expect(throttle.admits('z', 'k', 0)).toBe('warn');
  });

  it('T-TAX-08 whoever was right from an address is looked at there, whatever others do behind it', () => {
    const throttle = failureThrottle(settings);
    throttle.succeeded('x', 'good');
    for (let n = 0; n < 10; n++) throttle.failed('x', `bad${n}`, 0);
    expect(throttle.admits('x', 'good', 0)).toBe('warn');
    expect(throttle.admits('x', 'other', 0)).toBe('refuse');
  });

  it('T-TAX-08 memory is bounded: the oldest counts go first', () => {
    const throttle = failureThrottle({ failuresPerAddressMax: 1, failuresPerKeyMax: 1, failureWindowMs: 1_000 });
    throttle.failed('first', null, 0);
    expect(throttle.admits('first', null, 0)).toBe('refuse');
    for (let n = 0; n < 20_000; n++) throttle.failed(`n${n}`, null, 0);
    expect(throttle.admits('first', null, 0)).toBe('look');
    expect(throttle.admits('n19999', null, 0)).toBe('refuse');
  });

  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('T-TAX-08 %s is counted as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
