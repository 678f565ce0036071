import type { OperatorApi } from '../../src/app/operator-api.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { type Fault, ok, type Result } from '../../src/core/result.ts';

/** Text that would retitle a terminal, and text that reads backwards: any field of a stranger's may hold it. */
export const hostileText = 'evil\u001b]0;owned\u0007 \u009b31m\u202Etxt\r\nline';

const at = 1_700_000_000_000_000;

const statement = {
  id: 's1',
  kind: 'statement' as const,
  party: 'energy-isac' as PartyId,
  organ: 'press',
  speaker: hostileText,
  role: null,
  addressee: null,
  assessor: null,
  act: null,
  mode: null,
  topic: 'no-resale',
  value: 'undertaken',
  condition: hostileText,
  said: at,
  saidFrom: null,
  saidCertainty: null,
  recorded: at,
  by: hostileText,
  language: null,
  inferred: [{ part: 'organ', certainty: 50, why: hostileText }],
  spans: {
    unit: 'utf-16' as const,
    source: null,
    cue: { from: 0, to: 4, text: hostileText, owner: null },
    content: [],
    quotes: [],
    owner: null,
  },
  chain: [
    { actor: 'Sputnik', relation: 'reported' as const, certainty: null, evidence: null, time: at, affiliation: null },
    {
      actor: hostileText,
      relation: 'relayed' as const,
      certainty: 80,
      evidence: hostileText,
      time: null,
      affiliation: null,
    },
  ],
  copy: null,
  joint: null,
  signed: false,
  grade: 'D4' as const,
  drift: null,
  source: { text: hostileText, url: null },
  note: hostileText,
  awaits: 7,
};
const recorded = {
  statements: [statement],
  copies: [],
  relations: [],
  grades: [{ id: 'g1', statement: 's1', grade: 'B2' as const, by: hostileText, recorded: at, awaits: 7 }],
  retractions: [],
  confirmations: [],
  persons: [],
  waits: null,
};
const asked = {
  party: 'energy-isac',
  topic: 'no-resale',
  asOf: { valid: at, known: at },
  scale: ['none', 'undertaken'],
};

type Names =
  | 'addOrgans'
  | 'addStatements'
  | 'statement'
  | 'gradeStatement'
  | 'relateStatements'
  | 'retractStatement'
  | 'confirmStatement'
  | 'persons'
  | 'positionHistory'
  | 'positionDrift';

/** What the fake operator answers about statements, in the shapes of the node. */
export function fakeStatements(
  record: <T>(name: string, value: T) => (input?: unknown) => T,
  refusable: <T>(name: string, input: unknown, value: T) => Promise<Result<T, Fault[]>>,
): Pick<OperatorApi, Names> {
  return {
    addOrgans: (input) =>
      refusable('addOrgans', input, {
        ...{ id: 'energy-isac' as PartyId, name: hostileText, self: false, addedAt: at },
        organs: input.organs,
      }),
    addStatements: (value, by) => refusable('addStatements', { value, by }, recorded),
    statement: (id) =>
      ok(
        record('statement', {
          ...statement,
          copy: {
            sha256: 'ab',
            media: 'text/plain',
            bytes: 3,
            locators: [{ url: hostileText, fetched: at }],
            recorded: at,
          },
          grades: [{ grade: 'D4', by: hostileText, recorded: at, since: at }],
          relations: [
            { kind: 'same-event', from: 's1', to: hostileText, differs: [], by: null, recorded: at, since: null },
          ],
          retraction: { why: hostileText, by: null, recorded: at, since: at },
          confirmations: [],
          waits: [{ statement: 's1', to: hostileText, what: 'grade', by: hostileText, recorded: at, awaits: 7 }],
        })(id),
      ),
    gradeStatement: (input) => refusable('gradeStatement', input, recorded),
    relateStatements: (input) => refusable('relateStatements', input, recorded),
    retractStatement: (input) => refusable('retractStatement', input, recorded),
    confirmStatement: (input) => refusable('confirmStatement', input, recorded),
    persons: record('persons', [
      {
        id: 'p1',
        name: hostileText,
        roles: [{ party: 'energy-isac', organ: 'press', role: hostileText, from: at, to: null }],
      },
    ]),
    positionHistory: (input) =>
      ok(
        record('positionHistory', { ...asked, history: [{ from: at, to: null, value: 'undertaken', why: null }] })(
          input,
        ),
      ),
    positionDrift: (input) =>
      ok(
        record('positionDrift', {
          ...asked,
          drift: [
            {
              ...{ at, organ: hostileText, from: 'none', to: 'undertaken', steps: 1, drift: 'hardened' },
              ...{ told: 'computed', statement: null, disagrees: false },
            },
          ],
        })(input),
      ),
  };
}
