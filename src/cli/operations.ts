import type {
  CoalitionRecord,
  CollectionRecord,
  DecideInput,
  DoctorFinding,
  ImportedStatements,
  KeyRecord,
  MandateChanged,
  Metric,
  OperatorApi,
  PartyRecord,
  PeerInvitation,
  PeerView,
  PublishedStatements,
  SpelledText,
  StatementBundle,
  TextRecord,
  WhoGotRow,
} from '../app/operator-api.ts';
import type { ExtractionRecord, StoredCandidate } from '../app/stored-candidate.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { accordOperations } from './accord-operations.ts';
import { federationOperations } from './federation-operations.ts';
import { lineageOperations } from './lineage-operations.ts';
import { define, type FieldKind, type InputOf, type None, type Operation, type OutputOf } from './operation.ts';
import { recallOperations } from './recall-operations.ts';

/**
 * Everything a command may ask of a node, by name, as JSON in and JSON out. A command calls the same entry whether it
 * opened the store itself or talks to the node that owns it, which is why the answers are the same. Imports and exports
 * stream and have their own way (control/).
 */

type Checked = readonly (Fault & { readonly severity: 'error' | 'warning' })[];

const positionFields = { party: 'text', topic: 'text', at: 'text?', known: 'text?' } as const;
const decideFields = { party: 'text', object: 'text', action: 'text?', at: 'text?', known: 'text?' } as const;
const explainFields = { ...decideFields, ifSigned: 'text?' } as const;

export const operations = {
  'party add': define<InputOf<'addParty'>, PartyRecord>({ id: 'text', name: 'text', organs: 'texts?' }, (api, input) =>
    api.addParty(input),
  ),
  'party organ': define<InputOf<'addOrgans'>, PartyRecord>({ party: 'text', organs: 'texts' }, (api, input) =>
    api.addOrgans(input),
  ),
  'party relation': define<InputOf<'relateParty'>, PartyRecord>(
    { party: 'text', relation: 'text or null' },
    (api, input) => api.relateParty(input),
  ),
  'party list': define<None, readonly PartyRecord[]>({}, (api) => ok(api.parties())),
  'key create': define<InputOf<'createKey'>, KeyRecord & { readonly secret: string }>(
    { party: 'text', scope: 'text', label: 'text?', expires: 'text?' },
    (api, input) => api.createKey(input),
  ),
  'key list': define<None, readonly KeyRecord[]>({}, (api) => ok(api.keys())),
  'key revoke': define<{ readonly id: string }, KeyRecord>({ id: 'text' }, (api, { id }) => api.revokeKey(id)),
  'peer invite': define<None, PeerInvitation>({}, (api) => api.invitePeer()),
  'peer enrol': define<InputOf<'enrolPeer'>, PeerView>(
    { descriptor: 'value', fingerprint: 'text?', allow: 'texts?', identities: 'texts?' },
    (api, input) => api.enrolPeer(input),
  ),
  'peer list': define<None, readonly PeerView[]>({}, (api) => ok(api.peers())),
  'peer show': define<{ readonly id: string }, PeerView>({ id: 'text' }, (api, { id }) => api.peer(id)),
  'peer retry': define<InputOf<'retryPeer'>, PeerView>({ id: 'text', thread: 'text?' }, (api, input) =>
    api.retryPeer(input),
  ),
  'peer rotate': define<None, OutputOf<'rotateKey'>>({}, (api) => api.rotateKey()),
  'peer revoke': define<{ readonly id: string }, PeerView>({ id: 'text' }, (api, { id }) => api.revokePeer(id)),
  'collection create': define<InputOf<'createCollection'>, CollectionRecord>(
    {
      id: 'text',
      title: 'text',
      description: 'text?',
      alias: 'text?',
      root: 'text?',
      writers: 'texts?',
      defaultTlp: 'text?',
    },
    (api, input) => api.createCollection(input),
  ),
  'collection list': define<None, readonly CollectionRecord[]>({}, (api) => ok(api.collections())),
  'terms check': define<{ readonly value: unknown }, Checked>({ value: 'value' }, (api, { value }) =>
    ok(api.checkTerms(value)),
  ),
  'terms add': define<{ readonly value: unknown }, TextRecord>({ value: 'value' }, (api, { value }) =>
    api.addTerms(value),
  ),
  'terms end': define<{ readonly id: string }, TextRecord>({ id: 'text' }, (api, { id }) => api.endTerms(id)),
  'terms show': define<InputOf<'showTerms'>, SpelledText>({ id: 'text', form: 'text?' }, (api, input) =>
    api.showTerms(input),
  ),
  'terms list': define<None, readonly TextRecord[]>({}, (api) => ok(api.texts())),
  'topic add': define<{ readonly value: unknown }, readonly unknown[]>({ value: 'value' }, (api, { value }) =>
    api.addTopics(value),
  ),
  'topic list': define<None, readonly unknown[]>({}, (api) => ok(api.topics())),
  'coalition add': define<InputOf<'addCoalition'>, CoalitionRecord>({ id: 'text', name: 'text' }, (api, input) =>
    api.addCoalition(input),
  ),
  'coalition join': define<InputOf<'joinCoalition'>, CoalitionRecord>(
    { id: 'text', party: 'text', from: 'text?', to: 'text?', by: 'text?' },
    (api, input) => api.joinCoalition(input),
  ),
  'coalition leave': define<InputOf<'leaveCoalition'>, CoalitionRecord>(
    { id: 'text', party: 'text', at: 'text?', by: 'text?' },
    (api, input) => api.leaveCoalition(input),
  ),
  'coalition speaker': define<InputOf<'setSpeaker'>, CoalitionRecord>(
    { id: 'text', party: 'text', ends: 'flag?' },
    (api, input) => api.setSpeaker(input),
  ),
  'coalition state': define<InputOf<'stateMembership'>, OutputOf<'stateMembership'>>(
    { id: 'text', party: 'text', until: 'text?' },
    (api, input) => api.stateMembership(input),
  ),
  'coalition mandate': define<InputOf<'setMandate'>, MandateChanged>(
    { id: 'text', to: 'text', until: 'text?', moves: 'texts?', revoke: 'flag?', by: 'text?' },
    (api, input) => api.setMandate(input),
  ),
  'coalition list': define<InputOf<'coalitions'>, readonly CoalitionRecord[]>(
    { at: 'text?', known: 'text?' },
    (api, input) => api.coalitions(input),
  ),
  'statement add': define<{ readonly value: unknown; readonly by?: string }, OutputOf<'addStatements'>>(
    { value: 'value', by: 'text?' },
    (api, { value, by }) => api.addStatements(value, by),
  ),
  'statement list': define<None, readonly unknown[]>({}, (api) => ok(api.statements())),
  'statement extract': define<InputOf<'extractStatements'>, ExtractionRecord>(
    { bytes: 'text', name: 'text', url: 'text?', fetched: 'text?' },
    (api, input) => api.extractStatements(input),
  ),
  'statement candidates': define<InputOf<'candidates'>, readonly StoredCandidate[]>({ copy: 'text?' }, (api, input) =>
    api.candidates(input),
  ),
  'statement reject': define<InputOf<'rejectCandidate'>, StoredCandidate>(
    { id: 'text', why: 'text?', by: 'text?' },
    (api, input) => api.rejectCandidate(input),
  ),
  'candidate confirm': define<
    InputOf<'confirmCandidate'>,
    { readonly candidate: StoredCandidate; readonly statements: readonly unknown[] }
  >(
    {
      id: 'text',
      topic: 'text',
      value: 'text',
      party: 'text?',
      organ: 'text?',
      joint: 'texts?',
      grade: 'text?',
      said: 'text?',
      speaker: 'text?',
      by: 'text?',
    },
    (api, input) => api.confirmCandidate(input),
  ),
  'alias add': define<{ readonly value: unknown }, readonly unknown[]>({ value: 'value' }, (api, { value }) =>
    api.addAliases(value),
  ),
  'alias list': define<None, readonly unknown[]>({}, (api) => ok(api.aliases())),
  'statement export': define<InputOf<'exportStatements'>, StatementBundle>(
    { party: 'text?', topic: 'text?', copies: 'flag?' },
    (api, input) => api.exportStatements(input),
  ),
  'statement import': define<InputOf<'importStatements'>, ImportedStatements>(
    { value: 'value', from: 'text?', trust: 'flag?', by: 'text?' },
    (api, input) => api.importStatements(input),
  ),
  'statement publish': define<InputOf<'publishStatements'>, PublishedStatements>(
    { ids: 'texts', collection: 'text', tlp: 'text?' },
    (api, input) => api.publishStatements(input),
  ),
  'statement show': define<{ readonly id: string }, unknown>({ id: 'text' }, (api, { id }) => api.statement(id)),
  'statement grade': define<InputOf<'gradeStatement'>, OutputOf<'gradeStatement'>>(
    { id: 'text', grade: 'text', by: 'text?' },
    (api, input) => api.gradeStatement(input),
  ),
  'statement relate': define<InputOf<'relateStatements'>, OutputOf<'relateStatements'>>(
    { from: 'text', to: 'text', kind: 'text', differs: 'texts?', by: 'text?' },
    (api, input) => api.relateStatements(input),
  ),
  'statement retract': define<InputOf<'retractStatement'>, OutputOf<'retractStatement'>>(
    { id: 'text', why: 'text?', by: 'text?' },
    (api, input) => api.retractStatement(input),
  ),
  'statement confirm': define<InputOf<'confirmStatement'>, OutputOf<'confirmStatement'>>(
    { id: 'text', by: 'text?' },
    (api, input) => api.confirmStatement(input),
  ),
  'person list': define<None, readonly unknown[]>({}, (api) => ok(api.persons())),
  'position show': define<InputOf<'position'>, unknown>(positionFields, (api, input) => api.position(input)),
  'position history': define<InputOf<'positionHistory'>, unknown>(positionFields, (api, input) =>
    api.positionHistory(input),
  ),
  'position drift': define<InputOf<'positionDrift'>, unknown>(positionFields, (api, input) => api.positionDrift(input)),
  'object grade': define<InputOf<'gradeObject'>, { readonly versions: number }>(
    { object: 'text', grade: 'text or null' },
    (api, input) => api.gradeObject(input),
  ),
  decide: define<DecideInput, unknown>(decideFields, (api, input) => api.decide(input)),
  explain: define<DecideInput, unknown>(explainFields, (api, input) => api.explain(input)),
  simulate: define<{ readonly value: unknown }, unknown>({ value: 'value' }, (api, { value }) => api.simulate(value)),
  'who-got': define<{ readonly object: string }, readonly WhoGotRow[]>({ object: 'text' }, (api, { object }) =>
    api.whoGot(object),
  ),
  ...lineageOperations,
  ...accordOperations,
  ...federationOperations,
  ...recallOperations,
  doctor: define<None, readonly DoctorFinding[]>({}, (api) => ok(api.doctor())),
  metrics: define<None, readonly Metric[]>({}, (api) => ok(api.metrics())),
} as const;

export type OperationName = keyof typeof operations;
export type OperationInput<N extends OperationName> = Parameters<(typeof operations)[N]['run']>[1];
export type OperationOutput<N extends OperationName> =
  Awaited<ReturnType<(typeof operations)[N]['run']>> extends Result<infer Output, Fault[]> ? Output : never;

export const isOperationName = (name: string): name is OperationName => Object.hasOwn(operations, name);

/** Checks the shape of an input that came over a wire: exactly the named fields, each of its kind. */
function checkFields(name: OperationName, input: unknown): Fault[] {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    return [{ at: name, problem: 'the input is not an object', valid: '{}' }];
  }
  const fields = new Map<string, FieldKind>(Object.entries(operations[name].fields));
  const faults: Fault[] = [];
  for (const key of Object.keys(input)) {
    if (!fields.has(key))
      faults.push({
        at: `${name}.${key.slice(0, 64)}`,
        problem: 'unknown field',
        valid: [...fields.keys()].join(', '),
      });
  }
  for (const [key, kind] of fields) {
    const present = Object.hasOwn(input, key);
    const value = present ? (input as Record<string, unknown>)[key] : undefined;
    if (!fits(kind, present, value))
      faults.push({ at: `${name}.${key}`, problem: 'missing or of another kind', valid: kind });
  }
  return faults;
}

function fits(kind: FieldKind, present: boolean, value: unknown): boolean {
  if (!present) return kind.endsWith('?');
  switch (kind) {
    case 'text':
    case 'text?':
      return typeof value === 'string';
    case 'text or null':
      return value === null || typeof value === 'string';
    case 'texts':
    case 'texts?':
      return Array.isArray(value) && value.every((v) => typeof v === 'string');
    case 'flag?':
      return typeof value === 'boolean';
    case 'value':
    case 'value?':
      return true;
  }
}

/** Runs one operation; an input of another shape and an operation that breaks are both answers, not exceptions. */
export async function runOperation(
  api: OperatorApi,
  name: OperationName,
  input: unknown,
): Promise<Result<unknown, Fault[]>> {
  const faults = checkFields(name, input);
  if (faults.length > 0) return fail(...faults);
  const { run } = operations[name] as Operation<unknown, unknown>;
  try {
    return await run(api, input);
  } catch (error) {
    return fail(...brokenFaults(name, error));
  }
}

/** What is said of an exception: faults it carries, else its own message. */
export function brokenFaults(at: string, error: unknown): Fault[] {
  const carried = (error as { faults?: unknown } | null)?.faults;
  if (Array.isArray(carried) && carried.length > 0) return carried as Fault[];
  const problem = `the node could not do this: ${error instanceof Error ? error.message : 'unknown failure'}`;
  return [{ at, problem, valid: 'look at "proviso doctor" and try again' }];
}
