import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facts, gateOf, noon } from '../../../test/terms/random-terms.ts';
import { buildCoalitionBook, type Membership } from '../coalition/index.ts';
import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import { type GateFacts, gateState, type Leaf, makeLeaf } from './index.ts';

const minute = 60_000_000;
const world = { ...(fc.sample(facts, { numRuns: 1, seed: 5 })[0] as Parameters<typeof gateOf>[0]), stated: {} };
const leafOf = (condition: Parameters<typeof makeLeaf>[0]): Leaf => {
  const leaf = makeLeaf(condition);
  if (leaf === null) throw new Error(condition.operand);
  return leaf;
};
const gateWith = (rows: readonly Membership[], at: Micros): GateFacts => {
  const gate = gateOf(world);
  return { ...gate, at, known: noon + 1, other: () => null, coalitions: buildCoalitionBook(rows) };
};
const receiver = gateOf(world).receiver;

const rows = fc
  .array(
    fc.record({
      coalition: fc.constantFrom('x', 'y'),
      party: fc.constantFrom(receiver, 'somebody-else' as PartyId),
      belongs: fc.boolean(),
      from: fc.integer({ min: -20, max: 20 }),
      length: fc.option(fc.integer({ min: 1, max: 10 })),
      recorded: fc.constantFrom(noon, noon + 2),
    }),
    { maxLength: 10 },
  )
  .map((list) =>
    list.map(({ length, from, ...row }, i): Membership => {
      const [start, end] = [noon + from * minute, length === null ? null : noon + (from + length) * minute];
      return { ...row, no: i + 1, by: null, from: start, to: end };
    }),
  );
const condition = fc.oneof(
  fc
    .record({
      comparator: fc.constantFrom('is', 'not', 'has'),
      value: fc.constantFrom('coalition:x', 'y', 'coalition:nobody'),
    })
    .map((c) => ({ operand: 'member-of', params: {}, ...c }) as Parameters<typeof makeLeaf>[0]),
  fc
    .record({
      comparator: fc.constantFrom('at-least', 'at-most', 'more-than', 'less-than'),
      value: fc.constantFrom('PT0S', 'PT3M', 'PT7M'),
      of: fc.constantFrom('coalition:x', 'y'),
    })
    .map(({ of, ...c }) => ({ operand: 'member-age', params: { of }, ...c }) as Parameters<typeof makeLeaf>[0]),
);

describe('membership conditions', () => {
  it('name the very next moment at which time alone changes them, and since when they have been true', () => {
    fc.assert(
      fc.property(rows, condition, (list, tree) => {
        const leaf = leafOf(tree);
        const ask = (at: Micros) => gateState(leaf, gateWith(list, at));
        const now = ask(noon);
        const { nextChange, since } = now;
        // Every border, and every age that a bound may be reached at, lies on a whole minute or just after one.
        const moments = Array.from({ length: 80 }, (_, n) => noon + Math.floor(n / 2) * minute + (n % 2));
        for (const at of moments.filter((m) => m > noon && (nextChange === null || m < nextChange)))
          expect(ask(at).value).toBe(now.value);
        if (nextChange !== null && leaf.operand.name === 'member-of')
          expect([ask(nextChange - 1).value, ask(nextChange).value === now.value]).toEqual([now.value, false]);
        if (leaf.operand.name !== 'member-of') return;
        expect(since !== null).toBe(now.value === 'T');
        if (typeof since === 'number') {
          expect([ask(since).value, ask(since - 1).value]).toEqual(['T', 'F']);
          for (const at of moments.map((m) => 2 * noon - m).filter((m) => m >= since)) expect(ask(at).value).toBe('T');
        }
      }),
      { numRuns: 400 },
    );
  });
});
