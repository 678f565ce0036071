import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatMicros } from '../../src/core/time.ts';
import { AccordPair, must } from '../lab/accord-pair.ts';

let pair: AccordPair;
beforeEach(async () => {
  pair = await AccordPair.open();
});
afterEach(() => pair.close());

/** Both legs end in a minute; what was sent last arrives two minutes later. */
async function lastWordComesLate(confirms: 'hand' | 'auto', word: 'confirm' | 'suspend'): Promise<void> {
  const minute = 60_000_000;
  const valid = { until: formatMicros(pair.node('a').clock.now() + minute) };
  must(await pair.table('a', [pair.leg('a', [], { valid }), pair.leg('b', [], { valid })], {}, confirms));
  await pair.deliver();
  must(await pair.move('b', 'accept'));
  await pair.deliver();
  must(await pair.move('a', word));
  pair.wait(2 * minute);
  await pair.deliver();
  await pair.watch('a');
  await pair.watch('b');
}

const standing = (list: Iterable<{ readonly endedAt: number | null }>): boolean[] =>
  [...list].map(({ endedAt }) => endedAt === null);

describe('T-DUR-06 the last word of an accord that is over by then', () => {
  it.each([
    ['hand', 'confirm'],
    ['auto', 'suspend'],
  ] as const)('leaves no text in force behind (confirmed by %s, %s)', async (confirms, word) => {
    await lastWordComesLate(confirms, word);
    for (const side of ['a', 'b'] as const) {
      expect(pair.phase(side)).toBe('expired');
      expect(standing(pair.state(side).texts.values())).toEqual([false]);
      expect(standing(pair.state(side).received.list())).toEqual([false]);
    }
  });

  it('of an amendment is taken although what it replaces was revoked meanwhile: nothing is left to revoke', async () => {
    await pair.inForce([pair.leg('a')]);
    const minute = 60_000_000;
    const valid = { until: formatMicros(pair.node('a').clock.now() + minute) };
    const { id } = must(await pair.amend('a', [pair.leg('a', [], { valid })])).record;
    await pair.deliver();
    must(await pair.move('b', 'accept', { id }));
    await pair.deliver();
    must(await pair.move('a', 'confirm', { id }));
    must(await pair.move('b', 'revoke'));
    pair.wait(2 * minute);
    await pair.deliver();
    for (const side of ['a', 'b'] as const) await pair.watch(side);
    expect([pair.phase('a', id), pair.phase('b', id)]).toEqual(['expired', 'expired']);
    for (const side of ['a', 'b'] as const) {
      expect(standing(pair.state(side).texts.values())).not.toContain(true);
      expect(standing(pair.state(side).received.list())).not.toContain(true);
    }
  });
});
