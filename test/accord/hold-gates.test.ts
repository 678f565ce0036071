import { describe, expect, it } from 'vitest';
import { compileHold, type HoldCondition } from '../../src/core/accord/index.ts';
import type { GateFacts } from '../../src/core/conditions/index.ts';
import { collectFaults, parseTrees } from '../../src/core/terms/index.ts';
import { a, b } from './made-accords.ts';

const condition = (name: string, ...when: unknown[]): HoldCondition => {
  const faults = collectFaults();
  const trees = parseTrees(when, 'when', 0, { conditions: 0, chars: 0 }, faults);
  expect(faults.list).toEqual([]);
  return { name, when: trees };
};

/** The holder is the giver, and the position that counts is that of the other party. */
const facts = (value: string | null): GateFacts => ({
  giver: a,
  receiver: b,
  positions: {
    scale: () => ({ values: ['none', 'undertaken'], ordered: true }),
    answer: (query) =>
      query.of === b && value !== null
        ? { known: true, value, since: 0, nextChange: 500 }
        : { known: false, why: 'none-on-record', until: null, nextChange: null },
  },
  agreementSince: null,
  at: 100,
  known: 100,
  other: () => null,
});

describe('the conditions of a hold', () => {
  const hold = {
    reopens: 'auto' as const,
    conditions: [
      condition('undertakes', { position: { topic: 'resale', is: 'undertaken', grade: 'B2' } }),
      condition('not before', { any: [{ now: { 'at-least': '1970-01-01T00:00:01Z' } }, { party: { is: 'party:b' } }] }),
    ],
  };

  it('are gates between the holder and the other party, one for each name', () => {
    const gates = compileHold(hold, a, b);
    if (!gates.ok) throw new Error('compile');
    expect(gates.value.map((each) => each.name)).toEqual(['undertakes', 'not before']);
    const values = (value: string | null): string[] => gates.value.map(({ gate }) => gate.evaluate(facts(value)).value);
    expect(values('undertaken')).toEqual(['T', 'T']);
    expect(values('none')).toEqual(['F', 'T']);
    expect(values(null)).toEqual(['U', 'T']);
    expect(gates.value[0]?.gate.evaluate(facts('none')).nextChange).toBe(500);
    expect(gates.value[0]?.gate.factKeys({ giver: a, receiver: b })).toContain('position:resale:b');
  });

  it('are refused with an operand that is not known here', () => {
    const unknown = { operand: 'moon', params: {}, comparator: 'is' as const, value: 'full' };
    expect(compileHold({ ...hold, conditions: [{ name: 'x', when: [unknown] }] }, a, b).ok).toBe(false);
  });
});
