import fc from 'fast-check';
import type { ConditionTree, Form, GateFacts, ObjectView, StatedFact } from '../../src/core/conditions/index.ts';
import { joined, operandNamed, operands, takesList } from '../../src/core/conditions/index.ts';
import { parsePartyId } from '../../src/core/ids.ts';
import type { NoPosition, PositionAnswer } from '../../src/core/position/index.ts';
import type { Rule, TermsText } from '../../src/core/terms/index.ts';
import { parseTimestamp } from '../../src/core/time.ts';

/** Random texts and facts over small pools, so that conditions meet facts often. Every operand occurs. */
const party = (name: string) => {
  const id = parsePartyId(name);
  if (!id.ok) throw new Error(name);
  return id.value;
};
export const noon = parseTimestamp('2026-06-01T12:00:00Z') ?? 0;
export const hour = 3_600_000_000;

const scale = ['low', 'middle', 'high'];
const words: Readonly<Record<string, readonly string[]>> = {
  position: scale,
  assessment: scale,
  given: ['0', '1', '2.5'],
  got: ['0', '1', '2.5'],
  balance: ['-5', '0', '2.5'],
  ratio: ['0.25', '0.5', '1'],
  'member-of': ['coalition:x', 'coalition:y'],
  'member-age': ['P1D', 'P2D', 'PT0S'],
  'agreement-age': ['PT1H', 'P1D', 'P2D'],
  leg: ['none', 'in-force', 'suspended'],
  'duties-overdue': ['0', '1', '2'],
  overlap: ['0', '0.5', '1'],
  appraisal: ['none', 'completed'],
  clearance: ['none', 'restricted', 'secret'],
  incident: ['none', 'declared', 'closed'],
  party: ['party:b', 'party:c'],
  tlp: ['clear', 'green', 'amber', 'amber+strict', 'red'],
  marking: ['marking:noforn', 'orcon'],
  classification: ['none', 'restricted', 'secret'],
  'releasable-to': ['country:y', 'country:z'],
  type: ['indicator', 'malware', 'report'],
  label: ['minor', 'leak', 'x, y'],
  confidence: ['0', '50', '100'],
  location: ['country:pl', 'country:no', 'region:northern-europe', 'region:europe'],
  originator: ['party:c', 'party:d', 'identity--11111111-1111-4111-8111-111111111111'],
  created: ['2026-05-01T00:00:00Z', '2026-05-01T00:00:00.0000001Z'],
  modified: ['2026-05-01T00:00:00Z', '2026-05-02T00:00:00.5Z'],
  'object-age': ['PT0S', 'PT1H', 'PT6H', 'P1D'],
  'grade-of-object': ['A1', 'B2', 'C3', 'B4'],
  corroborations: ['0', '1', '2'],
  sanitisation: ['raw', 'redacted', 'tearline', 'statistical'],
  purpose: ['verification', 'defence'],
  recipient: ['party:c', 'party:z'],
  'recipient-member-of': ['coalition:x', 'coalition:y'],
  'recipient-relation': ['self', 'client', 'public'],
  'recipient-terms': ['equal-or-stricter'],
  consent: ['granted', 'refused'],
  approval: ['granted', 'refused'],
  hops: ['0', '1', '2'],
  volume: ['0', '500'],
  now: ['2026-06-01T11:00:00Z', '2026-06-01T12:00:00Z', '2026-06-01T13:00:00.000001Z'],
  elapsed: ['PT1H', 'P1D'],
};

const paramValues: Readonly<Record<string, readonly string[]>> = {
  topic: ['t', 'u'],
  of: ['party:b', 'party:a'],
  grade: ['B2', 'A1'],
  organ: ['any', 'all'],
  paths: ['2'],
  signed: ['yes'],
  stable: ['P14D', 'PT1H'],
  'max-age': ['P30D'],
  clock: ['said', 'recorded', 'later'],
  by: ['party:c', 'us'],
  window: ['P30D'],
  measure: ['novel', 'confirmed'],
  type: ['malware,indicator', 'indicator'],
  tag: ['bank'],
  weight: ['count', 'value'],
  credit: ['0', '200'],
  accord: ['urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa'],
  since: ['receipt', 'P1D'],
  basis: ['offered', 'held'],
  method: ['psi'],
  policy: ['nato', 'other'],
  id: ['incident-1'],
  independent: ['yes'],
  scope: ['object', 'collection'],
  unit: ['objects'],
};

function paramsFor(name: string): fc.Arbitrary<Record<string, string>> {
  const rules = [...(operandNamed(name)?.params ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  const picks = rules.map((rule) => {
    const fitting = (paramValues[rule.name] ?? []).filter((value) => rule.invalid(value) === null);
    const value = fc.constantFrom(...fitting);
    return fc.tuple(fc.constant(rule.name), rule.required ? value : fc.option(value, { nil: null, freq: 2 }));
  });
  return fc
    .tuple(...picks)
    .map((found) => Object.fromEntries(found.filter((each): each is [string, string] => each[1] !== null)));
}

/** One condition on one of the operands; uniform over operands, so that rare ones are met too. */
export function conditionOf(names: readonly string[]): fc.Arbitrary<ConditionTree> {
  return fc.constantFrom(...names).chain((name) =>
    paramsFor(name).chain((params) => {
      const domain = operandNamed(name)?.domain(params);
      const pool = (words[name] ?? []).filter((word) => domain?.invalid(word) === null);
      return fc.constantFrom(...(domain?.comparators ?? [])).chain((comparator) => {
        const value: fc.Arbitrary<string | string[]> = takesList(comparator)
          ? fc.uniqueArray(fc.constantFrom(...pool), { minLength: 1, maxLength: 2 })
          : fc.constantFrom(...pool);
        return value.map((each) => ({ operand: name, params, comparator, value: each }));
      });
    }),
  );
}

export const allNames: readonly string[] = operands.map((operand) => operand.name);
/** Operands whose conditions meet in mixed groups most often: the splitting has to work here. */
const mixing = [
  'position',
  'member-of',
  'now',
  'tlp',
  'type',
  'label',
  'object-age',
  'object-age',
  'sanitisation',
  'grade-of-object',
  'agreement-age',
];
const gateNames = ['position', 'member-of', 'now', 'agreement-age', 'party', 'incident', 'elapsed'];

function treeOf(names: readonly string[], depth: number): fc.Arbitrary<ConditionTree> {
  const leaf = conditionOf(names);
  if (depth === 0) return leaf;
  const parts = fc.array(treeOf(names, depth - 1), { minLength: 1, maxLength: 3 });
  const node = fc
    .tuple(fc.constantFrom('all' as const, 'any' as const, 'one' as const), parts)
    .map(([join, list]) => joined(join, list));
  const ordered = fc.array(treeOf(gateNames, 0), { minLength: 1, maxLength: 3 }).map((list) => joined('then', list));
  return fc.oneof({ weight: 4, arbitrary: leaf }, { weight: 4, arbitrary: node }, { weight: 1, arbitrary: ordered });
}

export const trees: fc.Arbitrary<ConditionTree> = fc.oneof(treeOf(mixing, 3), treeOf(allNames, 2));

const rules = <Doing extends string>(doing: readonly Doing[]): fc.Arbitrary<Rule<Doing>[]> =>
  fc.array(
    fc.record({
      do: fc.uniqueArray(fc.constantFrom(...doing), { minLength: 1, maxLength: 2 }),
      when: fc.array(trees, { maxLength: 2 }),
    }),
    { maxLength: 2 },
  );

const optional = <Name extends string, T>(
  name: Name,
  value: fc.Arbitrary<T>,
): fc.Arbitrary<{ readonly [key in Name]?: T }> =>
  fc.option(value, { nil: undefined }).map((each) => (each === undefined ? {} : { [name]: each })) as fc.Arbitrary<{
    readonly [key in Name]?: T;
  }>;

/** Whole texts as values that `parseTerms` accepts, in native key order. */
export const texts: fc.Arbitrary<TermsText> = fc
  .tuple(
    optional('id', fc.constantFrom('urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001', 'https://a.example/terms/1')),
    fc.constant({ from: 'party:a' }),
    optional('to', fc.constant('party:b')),
    fc.constant({ over: 'collection:c' }),
    fc.record({
      allow: rules(['receive', 'relay', 'use'] as const),
      deny: rules(['receive', 'publish', 'use'] as const),
      owe: rules(['report-sighting', 'delete'] as const),
    }),
    optional(
      'valid',
      fc.constantFrom(
        { from: '2026-01-01T00:00:00Z' },
        { from: '2026-01-01T00:00:00Z', until: '2026-06-01T12:00:00Z' },
      ),
    ),
    fc.record({
      disclose: fc.constantFrom('full', 'conditions', 'class', 'none'),
      references: fc.constantFrom('close', 'close-all', 'keep'),
    }),
  )
  .map((parts) => Object.assign({}, ...parts) as TermsText);

/** What a random world knows; plain, so that a failing case can be read. */
export interface Facts {
  readonly stated: Readonly<Record<string, StatedFact>>;
  readonly positions: Readonly<Record<string, PositionAnswer>>;
  readonly agreementSince: number | null;
  readonly view: Omit<ObjectView, 'other'>;
  readonly form: Form;
  readonly age: number;
}

const answers: fc.Arbitrary<PositionAnswer> = fc.oneof(
  fc.record({
    known: fc.constant(true as const),
    value: fc.constantFrom(...scale),
    since: fc.constantFrom(noon - 2 * hour, noon - hour),
    nextChange: fc.constantFrom(null, noon + hour),
  }),
  fc.record({
    known: fc.constant(false as const),
    why: fc.constantFrom<NoPosition>('none-on-record', 'contested', 'too-fresh'),
    until: fc.constant(null),
    nextChange: fc.constant(null),
  }),
);

/** Facts by operand name (all parameters alike): enough to tell conditions apart, small enough to meet them. */
const stated: fc.Arbitrary<Record<string, StatedFact>> = fc
  .tuple(
    ...allNames.map((name) =>
      fc.oneof(fc.constant(null), fc.constantFrom(...(words[name] ?? [])), fc.subarray([...(words[name] ?? [])])),
    ),
  )
  .map((values) => Object.fromEntries(allNames.map((name, i) => [name, values[i] ?? null])));

export const facts: fc.Arbitrary<Facts> = fc.record({
  stated,
  positions: fc.record({ t: answers, u: answers }),
  agreementSince: fc.constantFrom(null, noon - hour, noon - 24 * hour, noon - 72 * hour),
  view: fc.record({
    facts: fc.record({
      type: fc.constantFrom('indicator', 'malware', 'report'),
      creator: fc.constantFrom(null, 'identity--11111111-1111-4111-8111-111111111111'),
      deliverer: fc.constantFrom(party('c'), party('d')),
      markings: fc.subarray(['marking-definition--x']),
      granularMarkings: fc.subarray(['marking-definition--y']),
      labels: fc.subarray(['minor', 'leak', 'x, y']),
      confidence: fc.constantFrom(null, 0, 50, 51, 100),
      places: fc.constantFrom<readonly string[]>(
        [],
        ['country:pl'],
        ['region:europe'],
        ['country:no', 'region:europe'],
      ),
      revoked: fc.boolean(),
      created: fc.constantFrom(null, '2026-05-01T00:00:00.000Z', '2026-05-01T00:00:00.0000001Z'),
      modified: fc.constantFrom(null, '2026-05-02T00:00:00.500Z'),
      grade: fc.constantFrom(null, 'A1', 'B2', 'F3', 'C6', 'C4'),
    }),
    tlp: fc.constantFrom(null, 'clear' as const, 'amber' as const, 'red' as const),
    markingNames: fc.subarray(['marking:noforn', 'marking:orcon']),
    unknownMarking: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
  form: fc.constantFrom<Form>('raw', 'redacted', 'tearline', 'statistical'),
  age: fc.constantFrom(0, hour - 1, hour, hour + 1, 6 * hour, 24 * hour, 24 * hour + 1),
});

const nameOf = (key: string): string => key.split('?')[0] ?? '';

/** The interfaces of the engine over random facts. */
export function gateOf(world: Facts): GateFacts {
  return {
    giver: party('a'),
    receiver: party('b'),
    positions: {
      scale: (topic) => ({ values: scale, ordered: topic === 't' }),
      answer: (query) =>
        world.positions[query.topic] ?? { known: false, why: 'unknown-topic', until: null, nextChange: null },
    },
    agreementSince: world.agreementSince,
    at: noon,
    known: noon,
    other: (key) => world.stated[nameOf(key)] ?? null,
    otherTimes: (key) => (key.length % 2 === 0 ? { since: noon - hour, nextChange: null } : null),
  };
}

export const viewOf = (world: Facts): ObjectView => ({
  ...world.view,
  other: (key) => world.stated[nameOf(key)] ?? null,
});
