import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facts, gateOf, noon, texts } from '../../../test/terms/random-terms.ts';
import type { GateFacts } from '../conditions/index.ts';
import { compileTerms, discloseLevels, parseTerms } from '../terms/index.ts';
import { type TextInQuestion, toCounterpart } from './index.ts';

const world = {
  ...(fc.sample(facts, { numRuns: 1, seed: 3 })[0] as never as Parameters<typeof gateOf>[0]),
  stated: {},
  agreementSince: noon,
};

function textOf(value: unknown, other: Record<string, string> = {}, inForce = true): TextInQuestion {
  const text = parseTerms({ from: 'party:a', to: 'party:b', over: 'collection:c', ...(value as object) });
  const terms = text.ok ? compileTerms(text.value) : text;
  if (!terms.ok) throw new Error(JSON.stringify(terms.error));
  const gate: GateFacts = {
    ...gateOf(world),
    positions: {
      scale: () => ({ values: ['low', 'high'], ordered: true }),
      answer: () => ({ known: false, why: 'contested', until: null, nextChange: null }),
    },
    other: (key) => other[key] ?? null,
  };
  return { terms: terms.value, inForce, gate };
}

const closed = {
  allow: [
    {
      do: 'receive',
      when: [
        { position: { topic: 't', is: 'high', grade: 'B2', stable: 'P14D' } },
        { overlap: { 'at-most': 0.5 } },
        { tlp: { 'at-most': 'green' } },
        { label: { 'none-of': ['secret-source'] } },
      ],
    },
  ],
};

describe('what a counterpart hears', () => {
  it('none: a bare closed gate; class: the class; conditions: which, without our values; full: values and ways', () => {
    const text = textOf(closed, { overlap: '0.82' });
    expect(toCounterpart(text, 'receive', 'none')).toEqual({ gate: 'closed' });
    expect(toCounterpart(text, 'receive', 'class')).toEqual({ gate: 'closed', class: 'not-permitted' });
    const position = {
      operand: 'position',
      params: { grade: 'B2', stable: 'P14D', topic: 't' },
      needs: 'is high; grade B2; stable P14D',
      state: 'not-established',
    };
    const overlap = { operand: 'overlap', params: {}, needs: 'at-most 0.5', state: 'not-met' };
    expect(toCounterpart(text, 'receive')).toEqual({
      gate: 'closed',
      class: 'not-permitted',
      conditions: [position, overlap],
    });
    const full = toCounterpart(text, 'receive', 'full');
    expect(full.conditions).toEqual([
      { ...position, is: null },
      { ...overlap, is: '0.82' },
    ]);
    expect(full.ways?.map((way) => way.map((change) => [change.operand, change.to]))).toEqual([
      [
        ['position', 'high'],
        ['overlap', '0.5'],
      ],
    ]);
  });

  it('an open gate is open at every level, though no object passes the filter', () => {
    const text = textOf({ allow: [{ do: 'receive', when: [{ tlp: { is: 'clear' } }] }] });
    for (const level of discloseLevels) expect(toCounterpart(text, 'receive', level)).toEqual({ gate: 'open' });
  });

  it('a denial of everything closes the gate, a denial of some objects does not show', () => {
    const allow = [{ do: 'receive' }];
    expect(
      toCounterpart(
        textOf({ allow, deny: [{ do: 'receive', when: [{ party: { is: 'party:b' } }] }] }),
        'receive',
        'class',
      ),
    ).toEqual({ gate: 'closed', class: 'prohibited' });
    expect(
      toCounterpart(textOf({ allow, deny: [{ do: 'receive', when: [{ label: { has: 'x' } }] }] }), 'receive'),
    ).toEqual({ gate: 'open' });
  });

  it('a text that is not in force says so and nothing else', () => {
    expect(toCounterpart(textOf(closed, {}, false), 'receive', 'full')).toEqual({
      gate: 'closed',
      class: 'not-in-force',
      conditions: [],
      ways: [],
    });
  });

  it('T-NEG-09 says the same whether a position is contested, too fresh or absent, and names no source', () => {
    const heard = (['contested', 'too-fresh', 'none-on-record', 'grade-too-low', 'not-signed'] as const).map((why) => {
      const text = textOf(closed);
      const positions = {
        ...text.gate.positions,
        answer: () => ({ known: false as const, why, until: null, nextChange: null }),
      };
      return JSON.stringify(toCounterpart({ ...text, gate: { ...text.gate, positions } }, 'receive', 'conditions'));
    });
    expect(new Set(heard).size).toBe(1);
  });

  it('T-NEG-09 speaks of gates only: no condition on objects appears, whatever the text', () => {
    fc.assert(
      fc.property(texts, facts, fc.constantFrom(...discloseLevels), (value, random, level) => {
        const terms = compileTerms(value);
        if (!terms.ok) return;
        const notice = toCounterpart({ terms: terms.value, inForce: true, gate: gateOf(random) }, 'receive', level);
        const ofObjects = new Set(terms.value.objectLeaves.map((leaf) => leaf.operand.name));
        const gates = terms.value.permissions('receive').flatMap((pair) => pair.gate.leaves);
        const ofGates = new Set(gates.map((leaf) => leaf.operand.name));
        for (const condition of notice.conditions ?? []) expect(ofGates.has(condition.operand)).toBe(true);
        for (const change of (notice.ways ?? []).flat())
          expect(ofObjects.has(change.operand) && !['consent', 'approval'].includes(change.operand)).toBe(false);
        for (const condition of notice.conditions ?? [])
          expect(['not-met', 'not-established']).toContain(condition.state);
      }),
      { numRuns: 300 },
    );
  });
});
