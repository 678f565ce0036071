import { durationDomain } from './clock-domain.ts';
import type { GateFacts } from './facts.ts';
import { numberDomain } from './number-domain.ts';
import { gateSide, type OperandDef, type Reading, unknownReading } from './operand.ts';
import { duration, optional, required, word } from './param-rules.ts';
import { partyOrRole } from './position.ts';
import { setDomain } from './set-domain.ts';
import { readStated } from './stated.ts';
import { closedDomain, wordDomain } from './word-domain.ts';

const coalitions = setDomain(word, ['is', 'not', 'any-of', 'none-of', 'all-of', 'has']);
const legStates = closedDomain(['none', 'proposed', 'in-force', 'suspended', 'ended']);
const count = numberDomain(0);

/** Coalitions the receiver belongs to. */
export const memberOf: OperandDef = {
  name: 'member-of',
  scope: 'pair',
  params: [optional('of', partyOrRole)],
  movedBy: 'coalition',
  runs: false,
  domain: () => coalitions,
  side: gateSide,
};

/** How long the receiver has been a member of the coalition `of`. */
export const memberAge: OperandDef = {
  name: 'member-age',
  scope: 'pair',
  params: [optional('of', word)],
  movedBy: 'clock',
  runs: true,
  domain: () => durationDomain,
  side: gateSide,
};

function readAgreementAge(facts: GateFacts): Reading {
  if (facts.agreementSince === null || facts.agreementSince > facts.at) return unknownReading('not-known');
  return {
    fact: facts.at - facts.agreementSince,
    why: null,
    since: facts.agreementSince,
    nextChange: null,
    until: null,
    levels: null,
  };
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
  readGate: (facts, params, key) =>
    params['of'] === undefined ? readAgreementAge(facts) : readStated(facts, durationDomain, key),
  factKeys: (params) => [params['of'] === undefined ? 'agreement' : `agreement-age?of=${params['of']}`, 'time'],
};

/** Life-cycle state of a leg of an accord; never the other leg's conditions. */
export const leg: OperandDef = {
  name: 'leg',
  scope: 'pair',
  params: [required('accord', word), optional('of', partyOrRole)],
  movedBy: 'counterpart',
  runs: false,
  domain: () => legStates,
  side: gateSide,
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
