import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allNames, conditionOf, type Facts, facts, gateOf, hour, noon } from '../../../test/terms/random-terms.ts';
import { parsePartyId } from '../ids.ts';
import {
  type Condition,
  type ConditionTree,
  type GateFacts,
  gateState,
  isCondition,
  type Leaf,
  leafFactKeys,
  makeLeaf,
  operandKey,
  operandNamed,
  operands,
  testObject,
} from './index.ts';

const someone = parsePartyId('c');
if (!someone.ok) throw new Error('c');

function leafOf(tree: ConditionTree): Leaf {
  const leaf = isCondition(tree) ? makeLeaf(tree) : null;
  if (leaf === null) throw new Error('no condition');
  return leaf;
}

const condition = conditionOf(allNames);

/** A world in which every source is silent. */
const silent: GateFacts = {
  giver: someone.value,
  receiver: someone.value,
  positions: {
    scale: () => ({ values: ['low', 'middle', 'high'], ordered: true }),
    answer: () => ({ known: false, why: 'none-on-record', until: null, nextChange: null }),
  },
  agreementSince: null,
  at: noon,
  known: noon,
  other: () => null,
};
const bare: Facts['view'] = {
  facts: {
    type: 'x-y',
    creator: null,
    deliverer: someone.value,
    markings: [],
    granularMarkings: [],
    labels: [],
    confidence: null,
    places: [],
    revoked: false,
    created: null,
    modified: null,
    grade: null,
  },
  tlp: null,
  markingNames: [],
  unknownMarking: true,
};

describe('laws of every operand', () => {
  it('forty-two operands, each by its name once', () => {
    expect(operands.map((operand) => operand.name)).toHaveLength(42);
    expect(operandNamed('constructor')).toBeNull();
    expect(operandNamed('__proto__')).toBeNull();
  });

  it('a comparator on a missing fact is U, also for not and none-of', () => {
    const alwaysKnown = new Set(['now', 'party', 'type', 'label', 'sanitisation', 'originator', 'object-age']);
    const met = new Set<string>();
    fc.assert(
      fc.property(condition, (tree) => {
        const leaf = leafOf(tree);
        if (alwaysKnown.has(leaf.operand.name)) return;
        met.add(leaf.operand.name);
        const value = leaf.side === 'gate' ? gateState(leaf, silent).value : testObject(leaf, bare, 'raw');
        expect(value).toBe('U');
      }),
      { numRuns: 600 },
    );
    expect(met.size).toBeGreaterThan(30);
  });

  it('a stated fact that cannot be read is missing, never a value', () => {
    fc.assert(
      fc.property(
        condition,
        fc.constantFrom('', 'NaN', '1e5', 'P1Y', '2026-13-01T00:00:00Z', 'Z9', 'infinite/0'),
        (tree, junk) => {
          const leaf = leafOf(tree);
          if (!['number', 'duration', 'instant', 'grade'].includes(leaf.domain.kind)) return;
          expect(leaf.domain.read(junk, noon)).toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('same facts, same answer; and nothing changes between two moments that nextChange names', () => {
    fc.assert(
      fc.property(condition, facts, fc.integer({ min: 1, max: 100 * hour }), (tree, world, later) => {
        const leaf = leafOf(tree);
        if (leaf.side !== 'gate') return;
        const gate = gateOf(world);
        const state = gateState(leaf, gate);
        expect(gateState(leaf, gate)).toEqual(state);
        if (state.nextChange !== null) expect(state.nextChange).toBeGreaterThan(noon);
        if (leaf.operand.name === 'position' || (leaf.operand.runs && leaf.operand.readGate === undefined)) return;
        const until = state.nextChange === null ? noon + later : Math.min(noon + later, state.nextChange - 1);
        expect(gateState(leaf, { ...gate, at: until }).value).toBe(state.value);
      }),
      { numRuns: 600 },
    );
  });

  it('clocks turn exactly at the microsecond they name', () => {
    fc.assert(
      fc.property(conditionOf(['now', 'agreement-age', 'elapsed', 'member-age']), facts, (tree, world) => {
        const leaf = leafOf(tree);
        const counted = world.stated[leaf.operand.name];
        const gate: GateFacts = {
          ...gateOf(world),
          other: () => (counted === null ? null : '2026-05-31T12:00:00Z'),
          otherTimes: () => null,
        };
        const { value, nextChange } = gateState(leaf, gate);
        if (nextChange === null) return;
        expect(gateState(leaf, { ...gate, at: nextChange - 1 }).value).toBe(value);
        expect(gateState(leaf, { ...gate, at: nextChange }).value).not.toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it('a change of a fact outside its keys changes nothing', () => {
    fc.assert(
      fc.property(condition, facts, facts, (tree, one, two) => {
        const leaf = leafOf(tree);
        if (leaf.side !== 'gate') return;
        const [first, second] = [gateOf(one), gateOf(two)];
        const keys = new Set(leafFactKeys(leaf, first));
        const mixed: GateFacts = {
          ...second,
          agreementSince: keys.has('agreement') ? first.agreementSince : second.agreementSince,
          positions: {
            scale: first.positions.scale,
            answer: (query, at, known) => {
              const about = `${query.topic}:${query.by === undefined ? '' : `${query.by}:`}${query.of}`;
              const isKey = keys.has(`${query.by === undefined ? 'position' : 'assessment'}:${about}`);
              return (isKey ? first : second).positions.answer(query, at, known);
            },
          },
          other: (key) => (keys.has(key) ? first : second).other(key),
        };
        expect(gateState(leaf, mixed).value).toBe(gateState(leaf, first).value);
      }),
      { numRuns: 600 },
    );
  });

  it('the key of an operand is the same for the same parameters in any order, and encodes what is not plain', () => {
    expect(operandKey('position', { topic: 't', grade: 'B2' })).toBe('position?grade=B2&topic=t');
    expect(operandKey('balance', { type: 'malware,indicator', window: 'P30D' })).toBe(
      'balance?type=malware,indicator&window=P30D',
    );
    expect(operandKey('x', { a: "ü&='(b)" })).toBe('x?a=%C3%BC%26%3D%27%28b%29');
    expect(operandKey('x', { a: '\ud800' })).toBe('x?a=%EF%BF%BD');
  });
});

describe('single operands', () => {
  const tlp = (comparator: Condition['comparator'], value: string | string[]): Leaf =>
    leafOf({ operand: 'tlp', params: {}, comparator, value });
  const view = (parts: Partial<Facts['view']>, object: Partial<Facts['view']['facts']> = {}): Facts['view'] => ({
    ...bare,
    unknownMarking: false,
    ...parts,
    facts: { ...bare.facts, ...object },
  });

  it('TLP levels are an order, amber+strict between amber and red', () => {
    expect(testObject(tlp('at-most', 'amber'), view({ tlp: 'amber+strict' }), 'raw')).toBe('F');
    expect(testObject(tlp('at-most', 'amber+strict'), view({ tlp: 'amber' }), 'raw')).toBe('T');
    expect(testObject(tlp('more-than', 'amber+strict'), view({ tlp: 'red' }), 'raw')).toBe('T');
  });

  it('an object without labels has no label; an unknown marking leaves markings open', () => {
    const any = leafOf({ operand: 'label', params: {}, comparator: 'any-of', value: ['x'] });
    const none = leafOf({ operand: 'label', params: {}, comparator: 'none-of', value: ['x'] });
    expect([testObject(any, view({}), 'raw'), testObject(none, view({}), 'raw')]).toEqual(['F', 'T']);
    const marking = leafOf({ operand: 'marking', params: {}, comparator: 'none-of', value: ['marking:noforn'] });
    expect(testObject(marking, view({}), 'raw')).toBe('T');
    expect(testObject(marking, view({ unknownMarking: true }), 'raw')).toBe('U');
    expect(testObject(marking, view({ markingNames: ['marking:noforn'] }), 'raw')).toBe('F');
    expect(testObject(marking, view({ markingNames: ['noforn'] }), 'raw')).toBe('F');
  });

  it('a marking on a part of the object counts', () => {
    const leaf = leafOf({ operand: 'marking', params: {}, comparator: 'has', value: 'marking-definition--part' });
    expect(testObject(leaf, view({}, { granularMarkings: ['marking-definition--part'] }), 'raw')).toBe('T');
  });

  it('a country lies in its regions; a region lies in a country never for sure; an overlap is unknown', () => {
    const within = (places: readonly string[], ...value: string[]): string =>
      testObject(
        leafOf({ operand: 'location', params: {}, comparator: 'part-of', value }),
        view({}, { places }),
        'raw',
      );
    expect(within(['country:no'], 'region:northern-europe')).toBe('T');
    expect(within(['country:pl'], 'region:northern-europe', 'country:pl')).toBe('T');
    expect(within(['country:pl'], 'region:northern-europe')).toBe('F');
    expect(within(['region:northern-europe'], 'region:europe')).toBe('T');
    expect(within(['region:europe'], 'region:northern-europe')).toBe('U');
    expect(within(['region:africa'], 'region:europe')).toBe('F');
    expect(within(['region:europe'], 'country:pl')).toBe('U');
    expect(within(['region:middle-earth'], 'region:europe')).toBe('U');
    expect(within(['country:zz'], 'region:europe')).toBe('U');
    expect(within(['country:no', 'region:europe'], 'country:no')).toBe('T');
    expect(within([], 'region:europe')).toBe('U');
  });

  it('grades are a partial order; F and 6 cannot be judged', () => {
    const least = leafOf({ operand: 'grade-of-object', params: {}, comparator: 'at-least', value: 'B2' });
    const graded = (grade: string | null): string => testObject(least, view({}, { grade }), 'raw');
    expect(['A1', 'B2', 'A3', 'C1', 'F1', 'A6', null].map(graded)).toEqual(['T', 'T', 'F', 'F', 'U', 'U', 'U']);
  });

  it('the deliverer is known, the claimed creator may be missing', () => {
    const from = (comparator: Condition['comparator'], value: string, creator: string | null): string =>
      testObject(
        leafOf({ operand: 'originator', params: {}, comparator, value: comparator === 'none-of' ? [value] : value }),
        view({}, { creator }),
        'raw',
      );
    const claim = 'identity--11111111-1111-4111-8111-111111111111';
    expect([from('is', 'party:c', null), from('not', 'party:c', null), from('is', 'party:d', claim)]).toEqual([
      'T',
      'F',
      'F',
    ]);
    expect([from('is', claim, claim), from('is', claim, null), from('none-of', claim, null)]).toEqual(['T', 'U', 'U']);
  });

  it('object times compare beyond microseconds', () => {
    const leaf = leafOf({
      operand: 'modified',
      params: {},
      comparator: 'more-than',
      value: '2026-05-01T00:00:00.0000001Z',
    });
    const at = (modified: string): string => testObject(leaf, view({}, { modified }), 'raw');
    expect([
      at('2026-05-01T00:00:00.0000001Z'),
      at('2026-05-01T00:00:00.00000010Z'),
      at('2026-05-01T00:00:00.0000002Z'),
    ]).toEqual(['F', 'F', 'T']);
  });

  it('a ratio given as a fraction meets its bound exactly; over nothing it holds', () => {
    const leaf = leafOf({ operand: 'ratio', params: { window: 'P30D' }, comparator: 'at-least', value: '0.1' });
    const ratio = (text: string): string => gateState(leaf, { ...silent, other: () => text }).value;
    expect(['1/10', '99/1000', '100/1000', 'infinite', '0/0'].map(ratio)).toEqual(['T', 'F', 'T', 'T', 'U']);
  });

  it('levels of a policy without a known order compare only as equal', () => {
    const leaf = (policy: string, comparator: Condition['comparator']): Leaf =>
      leafOf({ operand: 'clearance', params: { policy }, comparator, value: 'secret' });
    const facts = { ...silent, other: () => 'secret' };
    expect([
      gateState(leaf('nato', 'at-least'), facts).value,
      gateState(leaf('x', 'at-least'), facts).value,
      gateState(leaf('x', 'is'), facts).value,
    ]).toEqual(['T', 'U', 'T']);
  });

  it('a value that is not on the scale compares by order as unknown', () => {
    const least = leafOf({ operand: 'position', params: { topic: 't' }, comparator: 'at-most', value: 'middle' });
    const said = (value: string): string =>
      gateState(least, {
        ...silent,
        positions: { ...silent.positions, answer: () => ({ known: true, value, since: noon, nextChange: null }) },
      }).value;
    expect(['low', 'high', 'elsewhere'].map(said)).toEqual(['T', 'F', 'U']);
  });
});
