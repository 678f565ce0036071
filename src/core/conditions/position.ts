import { type PartyId, parsePartyId } from '../ids.ts';
import { clocks, type PatienceClock, type PositionQuery } from '../position/position-book.ts';
import { parseDuration } from '../time.ts';
import type { OperandParams } from './condition.ts';
import type { GateFacts } from './facts.ts';
import { gateSide, type OperandDef, type Parties, type Reading, unknownReading } from './operand.ts';
import { operandKey } from './operand-key.ts';
import { among, duration, gradeText, optional, required, wholeNumber, word } from './param-rules.ts';
import { readStated } from './stated.ts';
import { levelsDomain } from './word-domain.ts';

const scaleValue = levelsDomain(null, word);

/** The party a condition is about: a role in the text, or a party by name; the receiver where nothing is said. */
export function partyOf(of: string | undefined, parties: Parties): PartyId {
  if (of === undefined || of === 'receiver' || of === 'counterpart') return parties.receiver;
  if (of === 'giver' || of === 'us') return parties.giver;
  const named = parsePartyId(of);
  return named.ok ? named.value : parties.receiver;
}

/** A role or a party. */
export function partyOrRole(text: string): string | null {
  const named = text.startsWith('party:') && parsePartyId(text).ok;
  return named || ['receiver', 'counterpart', 'giver', 'us'].includes(text)
    ? null
    : 'receiver, giver, or party: and a party id';
}

/** What a condition on a position or an assessment asks of the statements on record. */
function queryOf(params: OperandParams, of: PartyId): PositionQuery {
  const stable = params['stable'] === undefined ? null : parseDuration(params['stable']);
  const maxAge = params['max-age'] === undefined ? null : parseDuration(params['max-age']);
  return {
    topic: params['topic'] ?? '',
    of,
    ...(params['grade'] === undefined ? {} : { grade: params['grade'] }),
    ...(params['organ'] === undefined ? {} : { organ: params['organ'] }),
    ...(params['paths'] === undefined ? {} : { paths: Number(params['paths']) }),
    ...(params['signed'] === undefined ? {} : { signed: params['signed'] === 'yes' }),
    ...(stable === null ? {} : { stable }),
    ...(params['clock'] === undefined ? {} : { clock: params['clock'] as PatienceClock }),
    ...(maxAge === null ? {} : { maxAge }),
  };
}

/** The order of a topic's values; null when the topic is unknown or has none. */
function scaleOrder(facts: GateFacts, topic: string): readonly string[] | null {
  const scale = facts.positions.scale(topic);
  return scale?.ordered === true ? scale.values : null;
}

/** Who assesses, as statements name it: `us` is the giver of the text. */
function assessorOf(by: string, parties: Parties): string {
  if (by.startsWith('coalition:')) return by;
  return partyOf(by, parties);
}

const assessmentQuery = (params: OperandParams, parties: Parties): PositionQuery => ({
  ...queryOf(params, partyOf(params['of'], parties)),
  by: assessorOf(params['by'] ?? 'us', parties),
});

/** What a condition asks of the statements on record; null where it is about something else. */
export function positionQuery(operand: string, params: OperandParams, parties: Parties): PositionQuery | null {
  if (operand === 'assessment') return assessmentQuery(params, parties);
  return operand === 'position' ? queryOf(params, partyOf(params['of'], parties)) : null;
}

const readPosition = (facts: GateFacts, params: OperandParams): Reading =>
  readAnswer(facts, queryOf(params, partyOf(params['of'], facts)));

function readAnswer(facts: GateFacts, query: PositionQuery): Reading {
  const answer = facts.positions.answer(query, facts.at, facts.known);
  if (!answer.known) return unknownReading(answer.why, answer.until, answer.nextChange);
  return {
    fact: answer.value,
    why: null,
    since: answer.since,
    nextChange: answer.nextChange,
    until: null,
    levels: scaleOrder(facts, query.topic),
  };
}

/** What a party says on a topic, as far as it can be relied on (terms profile section 3, Position). */
export const position: OperandDef = {
  name: 'position',
  scope: 'pair',
  params: [
    required('topic', word),
    optional('of', partyOrRole),
    optional('grade', gradeText),
    optional('organ', word),
    optional('paths', wholeNumber),
    optional('signed', among('yes')),
    optional('stable', duration),
    optional('clock', among(...clocks)),
    optional('max-age', duration),
  ],
  movedBy: 'counterpart',
  runs: false,
  domain: () => scaleValue,
  side: gateSide,
  readGate: readPosition,
  factKeys: (params, parties) => [`position:${params['topic'] ?? ''}:${partyOf(params['of'], parties)}`, 'time'],
};

/**
 * What a named assessor finds a party to do; never its position (terms profile section 3, Assessment). What is stated for
 * the question comes before what is on record.
 */
export const assessment: OperandDef = {
  name: 'assessment',
  scope: 'pair',
  params: [
    required('topic', word),
    required('by', word),
    optional('of', partyOrRole),
    optional('grade', gradeText),
    optional('stable', duration),
    optional('clock', among(...clocks)),
    optional('max-age', duration),
  ],
  movedBy: 'assessor',
  runs: false,
  domain: () => scaleValue,
  side: gateSide,
  readGate: (facts, params, key) => {
    const topic = params['topic'] ?? '';
    const query = assessmentQuery(params, facts);
    const stated = readStated(facts, scaleValue, key);
    if (stated.fact === null) return readAnswer(facts, query);
    const scale = facts.positions.scale(topic);
    // A value that the topic does not have says nothing.
    const isOff = typeof stated.fact === 'string' && scale !== null && !scale.values.includes(stated.fact);
    return isOff ? unknownReading('not-known') : { ...stated, levels: scaleOrder(facts, topic) };
  },
  factKeys: (params, parties) => {
    const by = assessorOf(params['by'] ?? 'us', parties);
    return [
      operandKey('assessment', params),
      `assessment:${params['topic'] ?? ''}:${by}:${partyOf(params['of'], parties)}`,
      'time',
    ];
  },
};
