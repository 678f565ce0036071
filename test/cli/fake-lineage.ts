import type { ConsentCase } from '../../src/app/lineage/consent-case.ts';
import type { Independence } from '../../src/app/lineage/independence-book.ts';
import type { LineageApi } from '../../src/app/lineage/lineage-api.ts';
import type { ApprovalRecord } from '../../src/app/operate/approval-record.ts';
import type { PartyId, TextId } from '../../src/core/ids.ts';
import type { Fault, Result } from '../../src/core/result.ts';
import { hostileText } from './fake-statements.ts';

const at = 1_772_323_200_000_000;

const party = (id: string): PartyId => id as PartyId;
const question: ConsentCase = {
  id: 'urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001',
  role: 'originator',
  from: party('b'),
  to: null,
  object: hostileText,
  recipient: party('c'),
  asker: party('b'),
  origin: party('a'),
  over: hostileText,
  asked: at,
  state: 'waiting',
  scope: 'object',
  until: at,
  why: hostileText,
  answered: null,
  vouched: 'chain',
  originalSeq: 0,
};

const approval: ApprovalRecord = {
  id: hostileText,
  kind: 'approval',
  by: party('us'),
  recipient: party('c'),
  object: hostileText,
  over: hostileText,
  state: 'waiting',
  at,
  until: at,
  why: hostileText,
  person: hostileText,
  confirmedBy: hostileText,
  awaits: 20_000,
};

const independence: Independence = {
  object: hostileText,
  basis: hostileText,
  by: hostileText,
  at,
  awaits: 3,
  confirmedBy: null,
  withdrawn: null,
};

/** What the fake operator answers about where things come from, in the shapes of the node. */
export function fakeLineage(
  record: <T>(name: string, value: T) => (input?: unknown) => T,
  refusable: <T>(name: string, input: unknown, value: T) => Promise<Result<T, Fault[]>>,
): LineageApi {
  return {
    relateParty: (input) =>
      refusable('relateParty', input, {
        ...{ id: 'energy-isac' as PartyId, name: hostileText, self: false, addedAt: at },
        organs: [],
        relation: 'community',
      }),
    objectLineage: (object) =>
      refusable('objectLineage', { object }, [
        {
          object,
          version: hostileText,
          collection: 'main',
          at,
          deliverer: party('b'),
          origin: party('o'),
          path: [party('o'), party('b')],
          hops: 2,
          creator: hostileText,
          independent: independence,
          under: [{ text: hostileText as TextId, from: party('b'), state: 'in force' }],
          consents: [hostileText],
        },
      ]),
    independentOrigin: (input) => refusable('independentOrigin', input, independence),
    askConsent: (input) => refusable('askConsent', input, [question]),
    consentCases: record('consentCases', [question]),
    grantConsent: (input) => refusable('grantConsent', input, question),
    refuseConsent: (input) => refusable('refuseConsent', input, question),
    withdrawConsent: (input) => refusable('withdrawConsent', input, question),
    giveConsent: (input) => refusable('giveConsent', input, approval),
    denyConsent: (input) => refusable('denyConsent', input, approval),
    endConsent: (input) => refusable('endConsent', input, approval),
    confirmConsent: (input) => refusable('confirmConsent', input, approval),
    ownConsents: record('ownConsents', [approval]),
    grantApproval: (input) => refusable('grantApproval', input, approval),
    refuseApproval: (input) => refusable('refuseApproval', input, approval),
    withdrawApproval: (input) => refusable('withdrawApproval', input, approval),
    confirmApproval: (input) => refusable('confirmApproval', input, approval),
    approvals: record('approvals', [approval]),
  };
}
