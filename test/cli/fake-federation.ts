import type { FederationApi } from '../../src/app/federation-api.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { type Fault, ok, type Result } from '../../src/core/result.ts';
import { hostileText } from './fake-statements.ts';

type Record = <T>(name: string, value: T) => (input?: unknown) => T;
type Refusable = <T>(name: string, input: unknown, value: T) => Promise<Result<T, Fault[]>>;

const at = 1_700_000_000_000_000;
const id = '1f0a4c1e-0001-4a00-8000-000000000001';
const party = 'energy-isac' as PartyId;

const source = {
  id,
  from: `https://taxii.example/${hostileText}`,
  root: '/api/',
  collection: hostileText,
  title: hostileText,
  party,
  into: '91a7b528-80eb-42ed-a74d-c6fbd5a26116',
  leg: null,
  terms: hostileText,
  addedAt: at,
  endedAt: null,
};
const counts = { added: 1, held: 0, echoes: 0, foreign: 0, conflicts: 0, quarantined: 0 };
const run = { source: id, ...counts, pages: 1, bytes: 10, ended: 'complete' as const, why: null, gaps: [hostileText] };
const compared = {
  source: id,
  peer: party,
  collection: hostileText,
  released: 3,
  held: 2,
  missing: [],
  extra: [{ id: hostileText, version: hostileText }],
  setAside: [],
  repaired: 0,
};
const row = {
  source: id,
  party,
  from: source.from,
  collection: hostileText,
  into: source.into,
  health: 'gaps' as const,
  because: [hostileText],
  ...counts,
  inQuarantine: 1,
  pages: 1,
  bytes: 10,
  runs: 1,
  addedAfter: null,
  lastRunAt: at,
  lastCompleteAt: null,
};
const refused = {
  id: '5d41402abc4b2a76b9719d911017c592',
  source: id,
  party,
  collection: source.into,
  object: hostileText,
  version: null,
  faults: [{ at: hostileText, problem: hostileText }],
  at,
  tries: 1,
  size: 10,
};

const limits = { objects: 10, bytes: 20, cpuSeconds: 30 };
export const quota = {
  party,
  objects: 1,
  objectsMax: 10,
  bytes: 2,
  bytesMax: 20,
  cpuSeconds: 0.5,
  cpuSecondsMax: 30,
  own: ['objects' as const],
  since: at,
  until: at,
  reached: null,
};

/** The part of the fake node that speaks about other servers. */
export function fakeFederation(record: Record, refusable: Refusable): FederationApi {
  return {
    addSource: (input) => refusable('addSource', input, source),
    sources: record('sources', [source]),
    deliverInto: (input) => refusable('deliverInto', input, { party, into: source.into }),
    comparePeer: (input) => refusable('comparePeer', input, [compared]),
    setSourceTerms: (input) => refusable('setSourceTerms', input, source),
    removeSource: (input) => refusable('removeSource', { id: input }, { ...source, endedAt: at }),
    peerQuota: (input) => refusable('peerQuota', input, { everybody: limits, parties: [quota] }),
    syncNow: (input) => refusable('syncNow', input, [run]),
    syncStatus: record('syncStatus', [row]),
    quarantine: async (input) => record('quarantine', [refused])(input),
    retryQuarantine: (input) => refusable('retryQuarantine', input, { released: 1, wayUnknown: 1, still: [] }),
    dropQuarantine: async (input) => ok(record('dropQuarantine', { dropped: 1 })(input)),
    alerts: record('alerts', [
      { kind: 'own-material', party, object: hostileText, version: hostileText, at, differs: [hostileText] },
      { kind: 'quota', party, at, quota: 'cpuSeconds', limit: 120, openedAt: null },
      { kind: 'quota', party, at, quota: 'bytes', limit: 1, openedAt: at },
      {
        kind: 'stopped-thread',
        party,
        at,
        thread: hostileText,
        seq: 2,
        status: 400,
        why: hostileText,
        tries: 1,
        behind: 1,
        wayOut: hostileText,
      },
    ]),
  };
}
