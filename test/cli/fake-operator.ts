import type { ImportTotals, OperatorApi } from '../../src/app/operator-api.ts';
import { noRecords } from '../../src/app/position-desk.ts';
import type { ExtractionRecord, StoredCandidate } from '../../src/app/stored-candidate.ts';
import { type CollectionId, type PartyId, parsePartyId, type TextId } from '../../src/core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../src/core/result.ts';
import { fakeAccords } from './fake-accords.ts';
import { fakeFederation, quota } from './fake-federation.ts';
import { fakeLineage } from './fake-lineage.ts';
import { fakeRecalls } from './fake-recalls.ts';
import { fakeStatements, hostileText } from './fake-statements.ts';

export { hostileText } from './fake-statements.ts';

export const secretCanary = 'prv_canary_7Jv2mQ0xSecretThatMustNotTravel';

export interface FakeOperator extends OperatorApi {
  /** What was asked of it, in order. */
  readonly asked: [string, unknown][];
}

const at = 1_700_000_000_000_000;
const collectionId = '91a7b528-80eb-42ed-a74d-c6fbd5a26116' as CollectionId;
const textId = 'urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001' as TextId;

const coalition = {
  id: 'sector-council',
  name: hostileText,
  addedAt: at,
  members: [{ party: 'energy-isac' as PartyId, from: at, to: null }],
  speakers: ['energy-isac' as PartyId],
  mandate: { party: 'energy-isac' as PartyId, moves: ['accept' as const], until: at },
  mandatedBy: [{ party: 'other-isac' as PartyId, moves: ['hold' as const, 'refuse' as const], until: at }],
};

/** Answers every operation without a store; names that say `bad` are refused, `broken` throws. */
export function fakeOperator(): FakeOperator {
  const asked: [string, unknown][] = [];
  const parties = [
    { id: 'bank-isac' as PartyId, name: hostileText, organs: [], self: true, addedAt: at },
    { id: 'energy-isac' as PartyId, name: 'Energy', organs: ['legal'], self: false, addedAt: at },
  ];
  const record =
    <T>(name: string, value: T) =>
    (input?: unknown): T => {
      asked.push([name, input]);
      return value;
    };
  const refusable = async <T>(name: string, input: unknown, value: T): Promise<Result<T, Fault[]>> => {
    asked.push([name, input]);
    if (JSON.stringify(input).includes('bad')) return fail({ at: name, problem: `no ${hostileText}`, valid: 'good' });
    if (JSON.stringify(input).includes('broken')) throw new Error('disk on fire');
    return ok(value);
  };
  const key = { id: 'k1', party: 'bank-isac' as PartyId, scope: 'taxii' as const, label: null, createdAt: at };
  const times = { expiresAt: null, lastUsedAt: null, revokedAt: null };
  const text = {
    id: textId,
    from: parties[0]!.id,
    to: null,
    over: 'collection:shared',
    inForceSince: at,
    endedAt: null,
    accord: null,
    suspended: false,
  };
  const collection = {
    id: collectionId,
    title: 'T',
    description: null,
    alias: 'shared',
    root: 'api',
    writers: [],
    defaultTlp: null,
    objects: 3,
  };
  const peer = {
    party: parties[1]!.id,
    name: hostileText,
    url: 'https://energy.example/',
    key: 'k',
    keys: [{ id: 'k', since: at, retiredAt: null }],
    ownCertificate: false,
    allow: [],
    identities: [],
    enrolledAt: at,
    revokedAt: null,
    skewMs: -12,
    heardAt: at,
    reachedAt: null,
    problem: hostileText,
    quota,
    waiting: 2,
    stopped: [
      {
        thread: 'accord/x',
        seq: 2,
        status: 400,
        why: hostileText,
        since: at,
        lastTry: at,
        tries: 1,
        retries: 'daily' as const,
        behind: 3,
      },
    ],
    frozen: [{ thread: hostileText, by: 'us' as const, settledAt: at, wayOut: hostileText, evidence: null }],
  };
  const answer = {
    decision: 'refuse',
    class: 'unknown',
    because: [
      {
        operand: 'position',
        params: { topic: 'no-resale' },
        value: 'U',
        why: 'none-on-record',
        needs: hostileText,
        is: null,
        until: null,
      },
    ],
    ways: [
      {
        text: textId,
        changes: [
          {
            operand: 'position',
            params: { topic: 'no-resale' },
            from: null,
            to: 'undertaken',
            or: [],
            by: 'counterpart',
            earliest: at,
            gap: null,
          },
        ],
      },
    ],
    asOf: { valid: at, known: at },
  };
  const alias = { name: hostileText, kind: 'organ' as const, of: 'energy-isac', affiliation: null };
  return {
    asked,
    ...fakeStatements(record, refusable),
    ...fakeLineage(record, refusable),
    ...fakeAccords(refusable),
    ...fakeFederation(record, refusable),
    ...fakeRecalls(record, refusable),
    addCoalition: (input) => refusable('addCoalition', input, coalition),
    joinCoalition: (input) => refusable('joinCoalition', input, coalition),
    leaveCoalition: (input) => refusable('leaveCoalition', input, coalition),
    setSpeaker: (input) => refusable('setSpeaker', input, coalition),
    stateMembership: (input) =>
      refusable('stateMembership', input, {
        coalition: 'sector-council',
        party: parties[1]!.id,
        from: at,
        until: at + 1,
        told: [parties[1]!.id],
      }),
    setMandate: (input) =>
      refusable('setMandate', input, {
        coalition: 'sector-council',
        lead: parties[1]!.id,
        moves: ['accept' as const],
        until: at,
        told: false,
      }),
    coalitions: (input) => ok(record('coalitions', [coalition])(input)),
    addParty: (input) => {
      const id = parsePartyId(input.id);
      return id.ok
        ? refusable('addParty', input, { ...parties[0]!, id: id.value, name: input.name, self: false })
        : Promise.resolve(id);
    },
    parties: record('parties', parties),
    createKey: (input) => refusable('createKey', input, { ...key, ...times, secret: secretCanary }),
    keys: record('keys', [{ ...key, ...times }]),
    revokeKey: (id) => refusable('revokeKey', { id }, { ...key, ...times, revokedAt: at }),
    invitePeer: () =>
      ok(
        record('invitePeer', {
          descriptor: {
            'proviso-peer': 1 as const,
            party: parties[0]!.id,
            name: hostileText,
            url: 'https://bank.example/',
            key: 'k',
            certificate: null,
          },
          fingerprint: 'abcd ef01',
        })(),
      ),
    enrolPeer: (input) => refusable('enrolPeer', input, peer),
    peers: record('peers', [peer]),
    peer: (id) => ok(record('peer', peer)(id)),
    rotateKey: async () => ok(record('rotateKey', { key: 'k', told: [parties[1]!.id], left: [parties[1]!.id] })()),
    retryPeer: (input) => refusable('retryPeer', input, peer),
    revokePeer: (id) => refusable('revokePeer', { id }, { ...peer, revokedAt: at }),
    createCollection: (input) => refusable('createCollection', input, collection),
    collections: record('collections', [collection]),
    importObjects: (request) => countLines(asked, request),
    exportObjects: (input) => chunks(asked, input),
    checkTerms: (terms) =>
      JSON.stringify(terms).includes('bad') ? [{ at: 'x', problem: hostileText, severity: 'error' }] : [],
    addTerms: (terms) => refusable('addTerms', terms, text),
    endTerms: (id) => refusable('endTerms', { id }, { ...text, endedAt: at }),
    texts: record('texts', [text]),
    showTerms: (input) => ok(record('showTerms', { id: textId, form: 'odrl' as const, document: hostileText })(input)),
    addTopics: (value) => refusable('addTopics', value, [{ id: 'no-resale', title: hostileText }]),
    topics: record('topics', [{ id: 'no-resale', title: hostileText }]),
    statements: record('statements', [{ id: 's1', said: at, note: hostileText }]),
    addAliases: (value) => refusable('addAliases', value, [alias]),
    aliases: record('aliases', [alias]),
    extractStatements: (input) => refusable('extractStatements', input, { copy, added: 1, candidates: [candidate] }),
    candidates: (input) => ok(record('candidates', [candidate])(input)),
    rejectCandidate: (input) => refusable('rejectCandidate', input, { ...candidate, state: 'rejected' as const }),
    confirmCandidate: (input) =>
      refusable('confirmCandidate', input, { candidate, statements: [{ id: 's1', said: at, note: hostileText }] }),
    exportStatements: (input) => {
      record('exportStatements', null)(input);
      const bundle = { type: 'bundle', id: 'bundle--1', objects: [{ type: 'note', content: hostileText }] };
      return ok({ bundle, statements: 1, copies: 0, copiesLeftOut: [hostileText] });
    },
    importStatements: (input) =>
      refusable('importStatements', input, {
        ...noRecords,
        waits: null,
        statements: [],
        from: parties[1]!.id,
        alreadyOnRecord: 1,
      }),
    publishStatements: (input) =>
      refusable('publishStatements', input, {
        collection: collectionId,
        notes: [{ statement: 's1', note: 'note--1' }],
        added: 4,
        unchanged: 0,
        conflicts: 1,
      }),
    position: (input) => ok(record('position', { known: true, value: 'undertaken', since: at })(input)),
    gradeObject: (input) => refusable('gradeObject', input, { versions: 2 }),
    decide: async (input) => ok(record('decide', answer)(input)),
    explain: async (input) => ok(record('explain', answer)(input)),
    simulate: async (value) => ok(record('simulate', { permitted: 4, note: hostileText })(value)),
    whoGot: async (object) =>
      ok(
        record('whoGot', [
          {
            party: parties[0]!.id,
            collection: collectionId,
            object,
            version: 'v',
            form: 'raw',
            at,
            texts: [textId],
            consents: [hostileText],
            inputs: { gate: 'T' },
          },
        ])(object),
      ),
    metrics: record('metrics', [
      {
        name: 'proviso_objects',
        help: 'H',
        type: 'gauge' as const,
        samples: [{ labels: { collection: hostileText }, value: 1 }],
      },
    ]),
    doctor: record('doctor', [{ check: 'store', state: 'ok' as const, detail: hostileText, fix: null }]),
  };
}

const copy: ExtractionRecord['copy'] = {
  sha256: 'ab'.repeat(32),
  size: 9,
  name: hostileText,
  url: null,
  fetched: at,
  recorded: at,
  format: 'html',
  title: hostileText,
  outlet: hostileText,
  published: null,
  language: 'en',
  comments: 1,
  furniture: 2,
};

const candidate: StoredCandidate = {
  id: 'candidate:0123456789abcdef',
  copy: copy.sha256,
  state: 'proposed',
  recorded: at,
  decision: null,
  kind: 'statement',
  source: hostileText,
  speaker: hostileText,
  role: null,
  party: null,
  organ: null,
  cue: 'said',
  act: 'assert',
  mode: 'direct',
  content: hostileText,
  contentMore: null,
  quotes: [hostileText],
  chain: [{ actor: hostileText, relation: 'reported', certainty: 'low', evidence: null }],
  joint: null,
  certainty: 'high',
  reason: hostileText,
  spans: { unit: 'utf-16', in: 'body', source: [0, 1], cue: [1, 2], content: [[2, 3]], quotes: [] },
};

/** Each line is an object; a line that says `refuse` is refused. Slow enough to be stopped between lines. */
async function countLines(
  asked: [string, unknown][],
  request: Parameters<OperatorApi['importObjects']>[0],
): Promise<Result<ImportTotals, Fault[]>> {
  asked.push(['importObjects', { collection: request.collection, dryRun: request.dryRun }]);
  if (request.collection === 'absent')
    return fail({ at: 'collection', problem: 'no such collection', valid: 'shared' });
  const totals = { read: 0, added: 0, alreadyHeld: 0, conflicts: 0, refused: 0, warnings: 0 };
  let rest = '';
  for await (const part of request.source) {
    const lines = (rest + Buffer.from(part).toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (request.cancelled?.() === true) return ok(totals);
      totals.read += 1;
      if (line.includes('refuse')) {
        totals.refused += 1;
        request.reject?.({
          index: totals.read - 1,
          id: null,
          faults: [{ at: 'line', problem: hostileText }],
          bytes: Buffer.from(line),
        });
      } else totals.added += 1;
    }
    request.progress?.({ ...totals });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return ok(totals);
}

async function* chunks(
  asked: [string, unknown][],
  input: { collection: string; as?: string },
): AsyncGenerator<Uint8Array> {
  asked.push(['exportObjects', input]);
  if (input.collection === 'absent')
    throw Object.assign(new Error('refused'), { faults: [{ at: 'collection', problem: 'no such collection' }] });
  if (input.collection === 'empty') return;
  yield Buffer.from(JSON.stringify({ type: 'note', id: 'note--1', content: 'a\u202Eb\u0085c' }));
  yield Buffer.from(`,${JSON.stringify({ type: 'note', id: 'note--2', content: '\u001b[31m' })}`);
  if (input.collection === 'breaks') throw new Error('disk on fire');
}
