import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Facts, facts, gateOf, texts, trees, viewOf } from '../../../test/terms/random-terms.ts';
import { type Condition, type ConditionTree, joined, leafState } from '../conditions/index.ts';
import { limits } from '../limits.ts';
import { type Action, type CompiledTerms, compileTerms, type Pair, parseTerms, treeState } from './index.ts';

const tlpClear: Condition = { operand: 'tlp', params: {}, comparator: 'is', value: 'clear' };
const numRuns = Number(process.env['PROVISO_CASES'] ?? 1000);
const base = { from: 'party:a', over: 'collection:c', disclose: 'conditions', references: 'keep' } as const;

function compiled(value: unknown): CompiledTerms {
  const text = parseTerms(value);
  const terms = text.ok ? compileTerms(text.value) : text;
  if (!terms.ok) throw new Error(JSON.stringify(terms.error));
  return terms.value;
}

const pairHolds = (pair: Pair, world: Facts): boolean =>
  pair.gate.evaluate(gateOf(world)).holds &&
  pair.filter.holds(viewOf(world), world.form) &&
  world.age >= pair.age.atLeast &&
  (pair.age.below === null || world.age < pair.age.below);

/** The value of a rule by walking its tree, without any splitting. */
function treeValue(terms: CompiledTerms, kind: 'allow' | 'deny', action: Action, world: Facts): string {
  const context = { gate: gateOf(world), view: viewOf(world), form: world.form, age: world.age, supposed: null };
  const values = terms.rules
    .filter((rule) => rule.kind === kind && (rule.actions.includes(action) || rule.actions.includes('use')))
    .map((rule) => treeState(rule.tree, (leaf) => leafState(leaf, context)).value);
  return values.includes('T') ? 'T' : values.includes('U') ? 'U' : 'F';
}

describe('splitting into gate and filter', () => {
  it('I11: a permission is T exactly when a pair holds, and a prohibition blocks exactly when one holds', () => {
    let compiledTexts = 0;
    fc.assert(
      fc.property(texts, fc.array(facts, { minLength: 4, maxLength: 4 }), (text, worlds) => {
        const terms = compileTerms(text);
        if (!terms.ok) return;
        compiledTexts++;
        for (const world of worlds)
          for (const action of ['receive', 'relay'] as const) {
            const permits = terms.value.permissions(action).some((pair) => pairHolds(pair, world));
            const known = !world.view.unknownMarking;
            expect(permits).toBe(known && treeValue(terms.value, 'allow', action, world) === 'T');
            const blocks = terms.value.prohibitions(action).some((pair) => pairHolds(pair, world));
            expect(blocks).toBe(treeValue(terms.value, 'deny', action, world) !== 'F');
          }
      }),
      { numRuns },
    );
    expect(compiledTexts).toBeGreaterThan(numRuns / 2);
  });

  it('holds for single mixed trees, each as permission and as prohibition', () => {
    fc.assert(
      fc.property(trees, fc.array(facts, { minLength: 3, maxLength: 3 }), (tree: ConditionTree, worlds) => {
        const rule = [{ do: ['receive' as const], when: [tree] }];
        const terms = compileTerms({ ...base, allow: rule, deny: rule, owe: [] });
        if (!terms.ok) return;
        for (const world of worlds) {
          const value = treeValue(terms.value, 'deny', 'receive', world);
          const known = !world.view.unknownMarking;
          expect(terms.value.permissions('receive').some((pair) => pairHolds(pair, world))).toBe(
            known && value === 'T',
          );
          expect(terms.value.prohibitions('receive').some((pair) => pairHolds(pair, world))).toBe(value !== 'F');
        }
      }),
      { numRuns },
    );
  });

  it('keeps parts of one kind together: an any of gates and an any of filters is one pair each', () => {
    const terms = compiled({
      ...base,
      allow: [
        {
          do: 'receive',
          when: [
            { any: [{ 'member-of': { is: 'coalition:x' } }, { 'member-of': { is: 'coalition:y' } }] },
            { any: [{ tlp: { is: 'clear' } }, { type: { is: 'report' } }] },
            { 'object-age': { 'at-least': 'PT6H' } },
          ],
        },
      ],
    });
    expect(terms.permissions('receive')).toHaveLength(1);
    expect(terms.permissions('receive')[0]?.age).toEqual({ atLeast: 6 * 3_600_000_000, below: null });
    expect(terms.permissions('relay')).toEqual([]);
  });

  it('cuts ages exactly at the microsecond: at-most D lets age D pass, less-than D does not', () => {
    const windowOf = (condition: object): unknown =>
      compiled({ ...base, allow: [{ do: 'receive', when: [{ 'object-age': condition }] }] }).permissions('receive')[0]
        ?.age;
    expect(windowOf({ 'at-most': 'PT1H' })).toEqual({ atLeast: 0, below: 3_600_000_001 });
    expect(windowOf({ 'less-than': 'PT1H' })).toEqual({ atLeast: 0, below: 3_600_000_000 });
    expect(windowOf({ 'more-than': 'PT1H' })).toEqual({ atLeast: 3_600_000_001, below: null });
  });

  it('T-NEG-10 refuses a rule beyond the limit of pairs, and takes one at the limit', () => {
    const mixed = (n: number): unknown => ({
      ...base,
      allow: [
        {
          do: 'receive',
          when: [
            {
              any: Array.from({ length: n }, (_, i) => ({
                all: [{ 'member-of': { is: `coalition:${i}` } }, { label: { has: `l${i}` } }],
              })),
            },
          ],
        },
      ],
    });
    expect(compiled(mixed(limits.pairsPerRuleMax)).permissions('receive')).toHaveLength(limits.pairsPerRuleMax);
    for (const n of [limits.pairsPerRuleMax + 1, 500 / 2]) {
      const text = parseTerms(mixed(n));
      expect(text.ok && compileTerms(text.value)).toMatchObject({ ok: false, error: [{ at: 'allow[0].when' }] });
    }
  });

  it('T-NEG-10 gives up on products of mixed groups without building them', () => {
    const group = (i: number): unknown => ({
      one: Array.from({ length: 3 }, (_, j) => ({
        any: [{ 'member-of': { is: `c${i}${j}` } }, { label: { has: `l${i}${j}` } }],
      })),
    });
    const text = parseTerms({
      ...base,
      allow: [{ do: 'receive', when: Array.from({ length: 60 }, (_, i) => group(i)) }],
    });
    expect(text.ok && compileTerms(text.value).ok).toBe(false);
  });

  it('refuses "then" over conditions on objects, and an operand unknown to this engine', () => {
    const then = parseTerms({ ...base, allow: [{ do: 'receive', when: [joined('then', [tlpClear])] }] });
    expect(then.ok && compileTerms(then.value)).toMatchObject({
      ok: false,
      error: [{ at: 'allow[0].when', valid: 'all' }],
    });
    const later = { operand: 'moon-phase', params: {}, comparator: 'is' as const, value: 'full' };
    const text = { ...base, allow: [], deny: [{ do: ['receive' as const], when: [later] }], owe: [] };
    expect(compileTerms(text)).toMatchObject({ ok: false, error: [{ at: 'deny[0]' }] });
  });

  it('names every fact a gate rests on: a change of any other changes nothing', () => {
    const terms = compiled({
      ...base,
      valid: { until: '2027-01-01T00:00:00Z' },
      allow: [
        {
          do: 'receive',
          when: [
            { position: { topic: 't', is: 'high', stable: 'PT1H' } },
            { ratio: { window: 'P30D', 'at-least': 1 } },
          ],
        },
      ],
    });
    const gate = gateOf({ ...world0, stated: {} });
    expect([...terms.factKeys(gate)].sort()).toEqual(['position:t:b', 'ratio?window=P30D', 'time']);
    expect(terms.permissions('receive')[0]?.gate.factKeys({ giver: gate.receiver, receiver: gate.giver })).toContain(
      'position:t:a',
    );
  });
});

const world0 = fc.sample(facts, { numRuns: 1, seed: 1 })[0] as Facts;
