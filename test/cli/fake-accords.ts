import type { AccordApi, AccordSummary, AccordView } from '../../src/app/accord-api.ts';
import type { AccordId, PartyId } from '../../src/core/ids.ts';
import type { Fault, Result } from '../../src/core/result.ts';
import { hostileText } from './fake-statements.ts';

const at = 1_772_323_200_000_000;
const [us, them] = ['bank-isac', 'energy-isac'] as PartyId[] as [PartyId, PartyId];
const fault = { at: hostileText, problem: hostileText, valid: hostileText };

const summary: AccordSummary = {
  id: 'urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa' as AccordId,
  peer: them,
  phase: 'held',
  moves: ['reopen', 'refuse'],
  version: 2,
  author: them,
  legs: [{ no: 0, from: us, over: 'collection:shared', delivery: 'pull', state: 'proposed' }],
  openUntil: at,
  expires: null,
  hold: { by: us, note: hostileText, conditions: [hostileText], reopens: 'hand', met: true, lacks: null, metSince: at },
  confirms: 'hand',
  awaits: { move: 'accept', by: hostileText, objects: 12_000, since: at },
  replaces: null,
  coalition: 'coalition:sector-council',
  offer: 'urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000ab',
  trouble: [fault],
  undelivered: 1,
  startedAt: at,
  changedAt: at,
};

const view: AccordView = {
  ...summary,
  versions: [
    { number: 1, author: us, at, hash: 'ab'.repeat(32), document: { note: hostileText }, changes: [] },
    {
      ...{ number: 2, author: them, at, hash: 'cd'.repeat(32), document: {} },
      changes: [
        { clause: 'over', at: 'legs[0].terms.over', giver: `party:${us}`, old: 'collection:x', new: hostileText },
      ],
    },
  ],
  messages: [{ from: them, seq: 1, kind: 'table', at, reason: hostileText, refused: [fault] }],
  byMandate: [
    {
      ...{ lead: them, member: us, move: 'hold', note: hostileText, thread: 'membership/sector-council', seq: 3, at },
      ...{ state: 'not-made', faults: [fault] },
    },
  ],
  outlook: [
    {
      ...{ no: 0, direction: 'given', over: 'collection:shared', receiver: them },
      objects: { now: 0, signed: 3, opens: { indicator: 3 }, closes: {} },
      gate: {
        gate: 'closed',
        class: 'unknown',
        conditions: [{ operand: 'position', params: { topic: 'no-resale' }, needs: hostileText, state: 'not-met' }],
      },
    },
  ],
};

/** What the fake operator answers about accords, in the shapes of the node. */
export function fakeAccords(
  refusable: <T>(name: string, input: unknown, value: T) => Promise<Result<T, Fault[]>>,
): AccordApi {
  const moved = { accord: summary, warnings: [fault] };
  return {
    tableAccord: (input) =>
      refusable('tableAccord', input, { accords: [summary], leftOut: ['other-isac' as PartyId], warnings: [fault] }),
    accords: () => [summary],
    accord: (id) => refusable('accord', id, view),
    moveAccord: (input) => refusable('moveAccord', input, moved),
    counterAccord: (input) => refusable('counterAccord', input, moved),
    holdAccord: (input) => refusable('holdAccord', input, moved),
    amendAccord: (input) => refusable('amendAccord', input, moved),
    answerFor: (input) =>
      refusable('answerFor', input, {
        accord: summary.id,
        move: 'accept',
        told: [them],
        leftOut: [{ party: 'other-isac' as PartyId, problem: hostileText }],
      }),
  };
}
