import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { texts } from '../../../test/terms/random-terms.ts';
import { limits } from '../limits.ts';
import { parseTerms } from './index.ts';

const frame = { from: 'party:a', over: 'collection:c' };
const allow = (...when: unknown[]): unknown => ({ ...frame, allow: [{ do: 'receive', when }] });

function faultsOf(value: unknown): string[] {
  const parsed = parseTerms(value);
  return parsed.ok ? [] : parsed.error.map((fault) => `${fault.at}: ${fault.problem}`);
}

function nested(depth: number): unknown {
  let tree: unknown = { tlp: { is: 'clear' } };
  for (let i = 0; i < depth; i++) tree = { all: [tree] };
  return allow(tree);
}

const labels = (count: number): string[] => Array.from({ length: count }, (_, i) => `l${i}`);

describe('reading a text of terms', () => {
  it('a native text is its own native form', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseTerms(JSON.parse(JSON.stringify(text)))).toEqual({ ok: true, value: text });
      }),
      { numRuns: 300 },
    );
  });

  it('numbers become their text, single values of list comparators become lists', () => {
    const text = parseTerms(
      allow(
        { confidence: { 'at-least': 60 } },
        { type: { 'any-of': 'report' } },
        { balance: { window: 'P30D', type: ['a1', 'b1'], 'at-least': -50 } },
      ),
    );
    expect(text.ok && text.value.allow[0]?.when).toEqual([
      { operand: 'confidence', params: {}, comparator: 'at-least', value: '60' },
      { operand: 'type', params: {}, comparator: 'any-of', value: ['report'] },
      { operand: 'balance', params: { type: 'a1,b1', window: 'P30D' }, comparator: 'at-least', value: '-50' },
    ]);
  });

  it('all faults come together, each with its place', () => {
    const value = {
      from: 'nobody here',
      over: 'everything',
      to: ['party:b'],
      disclose: 'some',
      valid: { from: 'now', since: 'x' },
      allow: [
        {
          do: 'take',
          when: [
            { tlp: { is: 'white' } },
            { moon: { is: 'full' } },
            { position: { is: 'x' } },
            { tlp: { is: 'red', 'at-most': 'red' } },
          ],
        },
      ],
      owe: 'nothing',
      extra: 1,
    };
    expect(faultsOf(value).map((fault) => fault.split(':')[0])).toEqual([
      'extra',
      'from',
      'to',
      'over',
      'allow[0].do',
      'allow[0].when[0].tlp.is',
      'allow[0].when[1].moon',
      'allow[0].when[2].position.topic',
      'allow[0].when[3].tlp',
      'owe',
      'valid.from',
      'valid.since',
      'disclose',
    ]);
  });

  it('a fault names a valid value: the nearest operand, the comparators that fit, the levels', () => {
    const valid = (value: unknown): (string | undefined)[] => {
      const parsed = parseTerms(value);
      return parsed.ok ? [] : parsed.error.map((fault) => fault.valid);
    };
    expect(valid(allow({ postion: { topic: 't', is: 'x' } }))).toEqual(['position']);
    expect(valid(allow({ label: { is: 'x' } }))).toEqual(['any-of, none-of, all-of, has']);
    expect(valid(allow({ tlp: { 'at-most': 'white' } }))).toEqual(['clear, green, amber, amber+strict, red']);
  });

  it.each([
    ['an unknown operand', allow({ moon: { is: 'full' } })],
    ['an unknown parameter', allow({ tlp: { policy: 'x', is: 'red' } })],
    ['an unknown comparator', allow({ tlp: { equals: 'red' } })],
    ['a comparator that does not fit', allow({ type: { 'at-least': 'report' } })],
    ['an unknown field', { ...frame, permission: [] }],
    ['an unknown action', { ...frame, allow: [{ do: 'steal' }] }],
    ['a duty as a permission', { ...frame, allow: [{ do: 'delete' }] }],
    ['a permission as a duty', { ...frame, owe: [{ do: 'receive' }] }],
    ['a list for one value', allow({ tlp: { is: ['red'] } })],
    ['an object as a value', allow({ tlp: { is: { a: 1 } } })],
    ['true as a value', allow({ 'recipient-terms': { is: true } })],
    ['a number without an end', allow({ confidence: { 'at-least': Number.POSITIVE_INFINITY } })],
    ['an exponent', allow({ confidence: { 'at-least': '1e1' } })],
    ['a grade nobody can judge', allow({ 'grade-of-object': { 'at-least': 'F6' } })],
    ['a month as a duration', allow({ 'object-age': { 'at-least': 'P1M' } })],
    ['31 April', allow({ now: { 'at-least': '2026-04-31T00:00:00Z' } })],
    ['an empty list', allow({ type: { 'any-of': [] } })],
    ['a value twice', allow({ type: { 'any-of': ['report', 'report'] } })],
    ['an empty group', allow({ any: [] })],
    ['two names in one condition', allow({ tlp: { is: 'red' }, type: { is: 'report' } })],
    ['a direction mark in a label', allow({ label: { has: 'leak\u202e' } })],
    ['a look-alike letter in a type', allow({ type: { is: 'rep\u043ert' } })],
    ['half a surrogate pair', allow({ label: { has: '\ud800' } })],
    ['a country that is none', allow({ location: { 'any-of': ['country:zz'] } })],
    ['a prototype as an operand', allow(JSON.parse('{"__proto__": {"is": "x"}}'))],
    ['constructor as an operand', allow({ constructor: { is: 'x' } })],
    ['a prototype as a parameter', allow({ tlp: JSON.parse('{"__proto__": "x", "is": "red"}') })],
    ['a class instance', allow(new Map([['tlp', 'red']]))],
    ['no text at all', null],
    ['a list', []],
  ])('T-NEG-04 refuses %s', (_, value) => {
    expect(faultsOf(value)).not.toEqual([]);
  });

  it.each([
    [
      'rules',
      limits.rulesPerTextMax,
      (n: number): unknown => ({ ...frame, allow: Array.from({ length: n }, () => ({ do: 'know' })) }),
    ],
    [
      'conditions',
      limits.conditionsPerTextMax,
      (n: number): unknown => allow(...Array.from({ length: n }, () => ({ tlp: { is: 'red' } }))),
    ],
    ['levels of nesting', limits.conditionDepthMax, nested],
    ['values of a list', limits.listValuesMax, (n: number): unknown => allow({ label: { 'any-of': labels(n) } })],
    ['characters of a value', 250, (n: number): unknown => allow({ label: { has: 'x'.repeat(n) } })],
  ])('T-NEG-10 %s: one below the limit and the limit pass, one more is refused', (_, limit, make) => {
    expect(faultsOf(make(limit - 1))).toEqual([]);
    expect(faultsOf(make(limit))).toEqual([]);
    expect(faultsOf(make(limit + 1))).toHaveLength(1);
  });

  it('T-NEG-10 rules of all three kinds count together, and all values together have a size', () => {
    const half = Array.from({ length: limits.rulesPerTextMax / 2 + 1 }, () => ({ do: 'know' }));
    expect(faultsOf({ ...frame, allow: half, deny: half })).toHaveLength(1);
    const long = labels(100).map((label) => label + 'x'.repeat(200));
    expect(faultsOf(allow(...Array.from({ length: 30 }, () => ({ label: { 'any-of': long } })))).at(0)).toMatch(
      /too long/,
    );
  });

  it('T-NEG-10 never throws and never says more than a hundred faults, whatever comes', () => {
    const junk = fc.anything({ withNullPrototype: true, withMap: true, withDate: true, withBigInt: true });
    fc.assert(
      fc.property(
        fc.oneof(
          junk,
          junk.map((when) => allow(when)),
          junk.map((rules) => ({ ...frame, allow: rules })),
        ),
        (value) => {
          expect(faultsOf(value).length).toBeLessThanOrEqual(100);
        },
      ),
      { numRuns: 500 },
    );
    expect(faultsOf(allow(...Array.from({ length: 500 }, () => ({ moon: 1 }))))).toHaveLength(100);
  });
});
