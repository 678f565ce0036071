import { type Comparator, type Condition, operands, takesList } from '../../../src/core/conditions/index.ts';
import { compileTerms, parseTerms } from '../../../src/core/terms/index.ts';
import type { Dice } from './seeded.ts';

/**
 * What random worlds say of each operand: parameters to ask with, constants to compare with, and facts to answer with.
 * Pools are small on purpose, so that facts and constants meet, touch and pass each other often.
 */
export interface OperandPool {
  readonly params: readonly Readonly<Record<string, string>>[];
  readonly constants: readonly string[];
  /** For facts that worlds state by operand key; absent for what an object, a clock or a position book answers. */
  readonly facts?: readonly (string | readonly string[])[];
}

/** The moment around which all worlds play. */
export const noon = '2016-01-10T12:00:00Z';
const moments = ['2016-01-09T12:00:00Z', '2016-01-10T06:00:00Z', noon, '2016-01-10T12:00:01Z', '2016-01-12T12:00:00Z'];
const lengths = ['PT0S', 'PT6H', 'P1D', 'P3D', 'P2W'];
const numbers = ['-1', '0', '0.25', '1', '2.5', '3'];
const numberFacts = ['-1', '0', '0.25', '1/4', '1/3', '1', '5/2', '2.5', '3', '10'];
const coalitions = ['coalition:isac', 'coalition:pool', 'coalition:net'];
const parties = ['party:a', 'party:b', 'party:c'];
const sets = (words: readonly string[]): readonly (readonly string[])[] => [
  [],
  words.slice(0, 1),
  words.slice(1),
  words,
];
const answers = ['granted', 'refused'];
const none = [{}];
/** The one accord that worlds may have on record. */
export const accordId = 'urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa';

export const scaleValues: Readonly<Record<string, readonly string[]>> = {
  ordered: ['stay', 'transition', 'leave'],
  unordered: ['red', 'blue'],
};

const window = [{ window: 'P30D' }];
const reciprocity: OperandPool = {
  params: [{ window: 'P30D' }, { window: 'P30D', type: 'malware,indicator' }],
  constants: numbers,
  facts: numberFacts,
};

export const operandPools: Readonly<Record<string, OperandPool>> = {
  position: {
    params: [
      { topic: 'ordered' },
      { topic: 'ordered', grade: 'B2', stable: 'P1D' },
      { topic: 'ordered', organ: 'any', grade: 'C3' },
      { topic: 'ordered', organ: 'all', paths: '2' },
      { topic: 'ordered', organ: 'mfa', signed: 'yes' },
      { topic: 'ordered', of: 'party:a', 'max-age': 'P3D' },
      { topic: 'unordered' },
      { topic: 'unordered', stable: 'P3D', 'max-age': 'P2W' },
      { topic: 'ordered', stable: 'P2D', clock: 'recorded' },
      { topic: 'unordered', stable: 'P1D', clock: 'said', paths: '2' },
      { topic: 'unheard' },
    ],
    constants: ['stay', 'transition', 'leave', 'red', 'blue'],
  },
  assessment: {
    params: [
      { topic: 'ordered', by: 'us' },
      { topic: 'unordered', by: 'party:c', grade: 'B2' },
      { topic: 'ordered', by: 'party:c', stable: 'P1D', clock: 'recorded', 'max-age': 'P3D' },
    ],
    constants: ['stay', 'transition', 'leave', 'red', 'blue'],
    facts: ['stay', 'transition', 'leave', 'red', 'blue'],
  },
  given: reciprocity,
  got: reciprocity,
  balance: reciprocity,
  ratio: {
    ...reciprocity,
    params: [{ window: 'P30D' }, { window: 'P30D', credit: '2' }],
    facts: [...numberFacts, 'infinite'],
  },
  'member-of': { params: none, constants: coalitions, facts: sets(coalitions) },
  'member-age': { params: [{ of: 'coalition:isac' }, {}], constants: lengths, facts: [...lengths, ...moments] },
  'agreement-age': { params: [{}, { of: accordId }], constants: lengths },
  leg: {
    params: [{ accord: accordId }, { accord: accordId, of: 'giver' }, { accord: accordId, of: 'party:c' }],
    constants: ['none', 'proposed', 'in-force', 'suspended', 'ended'],
    facts: ['none', 'proposed', 'in-force', 'suspended', 'ended'],
  },
  'duties-overdue': { params: none, constants: ['0', '1', '3'], facts: ['0', '1', '3'] },
  overlap: {
    params: [{ basis: 'offered', method: 'psi' }, {}],
    constants: ['0', '0.25', '0.6', '1'],
    facts: ['0', '1/4', '0.6', '1'],
  },
  appraisal: { params: none, constants: ['none', 'started', 'completed'], facts: ['none', 'started', 'completed'] },
  clearance: {
    params: [{ policy: 'nato' }, { policy: 'house' }],
    constants: ['none', 'restricted', 'secret', 'inner'],
    facts: ['none', 'restricted', 'secret', 'inner'],
  },
  incident: {
    params: [{ id: 'i-17' }],
    constants: ['none', 'declared', 'closed'],
    facts: ['none', 'declared', 'closed'],
  },
  party: { params: none, constants: parties },
  tlp: { params: none, constants: ['clear', 'green', 'amber', 'amber+strict', 'red'] },
  marking: {
    params: none,
    constants: ['marking:noforn', 'marking:eyes', 'marking-definition--11111111-1111-4111-8111-111111111111'],
  },
  classification: {
    params: [{ policy: 'nato' }, {}],
    constants: ['none', 'restricted', 'secret'],
    facts: ['none', 'restricted', 'secret'],
  },
  'releasable-to': {
    params: [{ policy: 'nato' }, {}],
    constants: ['country:pl', 'country:no', 'country:fr'],
    facts: sets(['country:pl', 'country:no', 'country:fr']),
  },
  type: { params: none, constants: ['indicator', 'malware', 'report'] },
  label: { params: none, constants: ['minor', 'victim', 'source'] },
  confidence: { params: none, constants: ['0', '60', '100'] },
  location: {
    params: none,
    constants: ['country:pl', 'country:no', 'region:northern-europe', 'region:europe', 'region:eastern-asia'],
  },
  originator: { params: none, constants: [...parties, 'identity--11111111-1111-4111-8111-111111111111'] },
  created: { params: none, constants: moments },
  modified: { params: none, constants: moments },
  'object-age': { params: none, constants: lengths },
  'grade-of-object': { params: none, constants: ['A1', 'B2', 'A3', 'C3'] },
  corroborations: { params: [{ independent: 'yes' }, {}], constants: ['0', '1', '3'], facts: ['0', '1', '3'] },
  sanitisation: { params: none, constants: ['raw', 'redacted', 'tearline', 'statistical'] },
  purpose: { params: none, constants: ['verification', 'defence'], facts: ['verification', 'defence'] },
  recipient: { params: none, constants: parties, facts: parties },
  'recipient-member-of': { params: none, constants: coalitions, facts: sets(coalitions) },
  'recipient-relation': {
    params: none,
    constants: ['self', 'organisation', 'client', 'community', 'public'],
    facts: ['self', 'organisation', 'client', 'community', 'public'],
  },
  'recipient-terms': { params: none, constants: ['equal-or-stricter'], facts: ['equal-or-stricter', 'looser'] },
  consent: {
    params: [{ of: 'originator', scope: 'object' }, { of: 'originator' }],
    constants: answers,
    facts: answers,
  },
  approval: { params: [{ of: 'originator' }], constants: answers, facts: answers },
  hops: { params: none, constants: ['0', '1', '3'], facts: ['0', '1', '3'] },
  volume: {
    params: [
      { ...window[0]!, unit: 'objects' },
      { window: 'P7D', unit: 'runs' },
    ],
    constants: ['1', '3', '500'],
    facts: ['1', '3', '501'],
  },
  now: { params: none, constants: moments },
  elapsed: {
    params: [{ since: 'incident-declared' }, { since: 'receipt' }],
    constants: lengths,
    facts: [...lengths, ...moments],
  },
};

/** One operand with one comparator and the constants that the reader of terms takes with it. */
export interface Offer {
  readonly operand: string;
  readonly comparator: Comparator;
  readonly params: Readonly<Record<string, string>>;
  readonly constants: readonly string[];
}

const textAround = (condition: Condition): unknown => ({
  id: 'urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001',
  from: 'party:a',
  to: 'party:b',
  over: 'collection:c',
  allow: [{ do: ['receive'], when: [condition] }],
});

function isTaken(condition: Condition): boolean {
  const parsed = parseTerms(textAround(condition));
  return parsed.ok && compileTerms(parsed.value).ok;
}

/** Asks the reader of terms which conditions it takes, so that worlds never depend on a copy of its rules. */
function offersOf(operand: string, comparators: readonly Comparator[], pool: OperandPool): Offer[] {
  const offers: Offer[] = [];
  for (const params of pool.params) {
    for (const comparator of comparators) {
      const constants = pool.constants.filter((c) =>
        isTaken({ operand, params, comparator, value: takesList(comparator) ? [c] : c }),
      );
      if (constants.length > 0) offers.push({ operand, comparator, params, constants });
    }
  }
  return offers;
}

/** Every operand the engine knows with every comparator it takes; a new operand without a pool stops the run. */
export const offers: readonly Offer[] = operands.flatMap((operand) => {
  const pool = operandPools[operand.name];
  if (pool === undefined) throw new Error(`random worlds know nothing of the operand ${operand.name}`);
  return offersOf(operand.name, operand.domain(pool.params[0] ?? {}).comparators, pool);
});

const byOperand = new Map<string, Offer[]>();
const firstByOperand = new Map<string, Offer[]>();
for (const offer of offers) {
  byOperand.set(offer.operand, [...(byOperand.get(offer.operand) ?? []), offer]);
  if (offer.params !== operandPools[offer.operand]?.params[0]) continue;
  firstByOperand.set(offer.operand, [...(firstByOperand.get(offer.operand) ?? []), offer]);
}

/** A random condition, every operand as likely as any other. */
export function randomCondition(d: Dice, names: readonly string[], firstParams = false): Condition {
  const offered = (firstParams ? firstByOperand : byOperand).get(d.pick(names)) ?? [];
  return conditionFrom(d, d.pick(offered));
}

export function conditionFrom(d: Dice, { operand, comparator, params, constants }: Offer): Condition {
  if (!takesList(comparator)) return { operand, params, comparator, value: d.pick(constants) };
  const value = d.some(constants);
  return { operand, params, comparator, value: value.length === 0 ? [d.pick(constants)] : value };
}
