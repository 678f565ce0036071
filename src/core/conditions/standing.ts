import { stretchAt } from '../coalition/index.ts';
import { legStates } from './accord-standing.ts';
import { durationDomain } from './clock-domain.ts';
import type { OperandParams } from './condition.ts';
import type { GateFacts } from './facts.ts';
import { numberDomain } from './number-domain.ts';
import { gateSide, type OperandDef, type Reading, unknownReading } from './operand.ts';
import { operandKey } from './operand-key.ts';
import { duration, optional, required, word } from './param-rules.ts';
import { partyOf, partyOrRole } from './position.ts';
import { setDomain } from './set-domain.ts';
import { readStated } from './stated.ts';
import { closedDomain, wordDomain } from './word-domain.ts';

/** Facts name coalitions with their prefix; a text may leave it out. */
const coalitions = setDomain(word, ['is', 'not', 'any-of', 'none-of', 'all-of', 'has'], (value) =>
  value.startsWith('coalition:') ? [value] : [value, `coalition:${value}`],
);
const legDomain = closedDomain(legStates);
const count = numberDomain(0);

/** What is stated for the question comes before what is on record. */
function readMemberOf(facts: GateFacts, params: OperandParams, key: string): Reading {
  const stated = readStated(facts, coalitions, key);
  if (stated.fact !== null || facts.coalitions === undefined || facts.coalitions === null) return stated;
  const turns = facts.coalitions.turns(partyOf(params['of'], facts), facts.known);
  const past = turns.filter(({ from }) => from === 'always' || from <= facts.at);
  return {
    fact: past.at(-1)?.coalitions ?? [],
    why: null,
    since: past.at(-1)?.from ?? 'always',
    nextChange: null,
    until: null,
    levels: null,
    course: turns.map(({ from, coalitions: fact }) => ({ from, fact })),
  };
}

/** Coalitions the receiver (or `of`) belongs to. */
export const memberOf: OperandDef = {
  name: 'member-of',
  scope: 'pair',
  params: [optional('of', partyOrRole)],
  movedBy: 'coalition',
  runs: false,
  domain: () => coalitions,
  side: gateSide,
  readGate: readMemberOf,
  factKeys: (params, parties) => [
    operandKey('member-of', params),
    `membership:${partyOf(params['of'], parties)}`,
    'time',
  ],
};

function readMemberAge(facts: GateFacts, params: OperandParams, key: string): Reading {
  const stated = readStated(facts, durationDomain, key);
  const { of } = params;
  if (stated.fact !== null || of === undefined || facts.coalitions === undefined || facts.coalitions === null)
    return stated;
  const stretches = facts.coalitions.stretches(of, facts.receiver, facts.known);
  const now = stretchAt(stretches, facts.at);
  if (now === null) {
    const joins = stretches.find(({ from }) => from > facts.at)?.from ?? null;
    return unknownReading('not-known', joins, joins);
  }
  return { fact: facts.at - now.from, why: null, since: now.from, nextChange: now.to, until: null, levels: null };
}

/** How long the receiver has been a member of the coalition `of` without a break; unknown of one that is no member. */
export const memberAge: OperandDef = {
  name: 'member-age',
  scope: 'pair',
  params: [optional('of', word)],
  movedBy: 'clock',
  runs: true,
  domain: () => durationDomain,
  side: gateSide,
  readGate: readMemberAge,
  factKeys: (params, parties) => [operandKey('member-age', params), `membership:${parties.receiver}`, 'time'],
};

/** The age of this text, or of the accord named by `of`, which counts on while either is suspended. */
function readAgreementAge(facts: GateFacts, params: OperandParams, key: string): Reading {
  const { of } = params;
  const stated = of === undefined ? null : readStated(facts, durationDomain, key);
  if (stated !== null && stated.fact !== null) return stated;
  const since =
    of === undefined ? facts.agreementSince : (facts.accords?.inForceSince(of, facts.at, facts.known) ?? null);
  if (since === null || since > facts.at) return unknownReading('not-known');
  return { fact: facts.at - since, why: null, since, nextChange: null, until: null, levels: null };
}

/** How long this text (or the accord `of`) has been in force. */
export const agreementAge: OperandDef = {
  name: 'agreement-age',
  scope: 'pair',
  params: [optional('of', word)],
  movedBy: 'clock',
  runs: true,
  domain: () => durationDomain,
  side: gateSide,
  readGate: readAgreementAge,
  factKeys: ({ of }) => (of === undefined ? ['agreement', 'time'] : [`agreement-age?of=${of}`, `accord:${of}`, 'time']),
};

/** What is stated for the question comes before what is on record; of an accord that is not on record nothing is known. */
function readLeg(facts: GateFacts, params: OperandParams, key: string): Reading {
  const stated = readStated(facts, legDomain, key);
  const { accord } = params;
  if (stated.fact !== null || accord === undefined) return stated;
  const standing = facts.accords?.leg(accord, partyOf(params['of'], facts), facts.at, facts.known) ?? null;
  if (standing === null) return stated;
  const { state, since, nextChange } = standing;
  return { fact: state, why: null, since, nextChange, until: null, levels: null };
}

/** Life-cycle state of the leg that the receiver (or `of`) gives in an accord; never that leg's own conditions. */
export const leg: OperandDef = {
  name: 'leg',
  scope: 'pair',
  params: [required('accord', word), optional('of', partyOrRole)],
  movedBy: 'counterpart',
  runs: false,
  domain: () => legDomain,
  side: gateSide,
  readGate: readLeg,
  factKeys: (params) => [operandKey('leg', params), `accord:${params['accord'] ?? ''}`, 'time'],
};

/** How many duties of the receiver are overdue. */
export const dutiesOverdue: OperandDef = {
  name: 'duties-overdue',
  scope: 'pair',
  params: [optional('since', duration)],
  movedBy: 'counterpart',
  runs: false,
  domain: () => count,
  side: gateSide,
};

/** Who receives. */
export const party: OperandDef = {
  name: 'party',
  scope: 'pair',
  params: [],
  movedBy: 'nobody',
  runs: false,
  domain: () => wordDomain((text) => (text.startsWith('party:') ? partyOrRole(text) : 'party: and a party id')),
  side: gateSide,
  readGate: (facts) => ({
    fact: `party:${facts.receiver}`,
    why: null,
    since: 'always',
    nextChange: null,
    until: null,
    levels: null,
  }),
  factKeys: () => [],
};
