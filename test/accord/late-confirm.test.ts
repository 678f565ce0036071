import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatMicros } from '../../src/core/time.ts';
import { AccordPair, must } from '../lab/accord-pair.ts';

let pair: AccordPair;
beforeEach(async () => {
  pair = await AccordPair.open();
});
afterEach(() => pair.close());

it('T-DUR-06 a confirm that comes when the accord is over leaves no text in force behind', async () => {
  const minute = 60_000_000;
  const valid = { until: formatMicros(pair.node('a').clock.now() + minute) };
  must(await pair.table('a', [pair.leg('a', [], { valid }), pair.leg('b', [], { valid })]));
  await pair.deliver();
  must(await pair.move('b', 'accept'));
  await pair.deliver();
  must(await pair.move('a', 'confirm'));
  pair.wait(2 * minute);
  await pair.deliver();
  await pair.watch('a');
  await pair.watch('b');
  for (const side of ['a', 'b'] as const) {
    expect(pair.phase(side)).toBe('expired');
    expect([...pair.state(side).texts.values()].map(({ endedAt }) => endedAt === null)).toEqual([false]);
    expect(
      pair
        .state(side)
        .received.list()
        .map(({ endedAt }) => endedAt === null),
    ).toEqual([false]);
  }
});

it('T-DUR-06 nor does a suspension that comes then', async () => {
  const minute = 60_000_000;
  const valid = { until: formatMicros(pair.node('a').clock.now() + minute) };
  must(await pair.table('a', [pair.leg('a', [], { valid }), pair.leg('b', [], { valid })], {}, 'auto'));
  await pair.deliver();
  must(await pair.move('b', 'accept'));
  await pair.deliver();
  must(await pair.move('a', 'suspend'));
  pair.wait(2 * minute);
  await pair.deliver();
  await pair.watch('a');
  await pair.watch('b');
  for (const side of ['a', 'b'] as const) {
    expect(pair.phase(side)).toBe('expired');
    expect([...pair.state(side).texts.values()].map(({ endedAt }) => endedAt === null)).toEqual([false]);
    expect(
      pair
        .state(side)
        .received.list()
        .map(({ endedAt }) => endedAt === null),
    ).toEqual([false]);
  }
});
