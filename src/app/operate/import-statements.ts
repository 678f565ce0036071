import { type PartyId, parsePartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import type { Statement } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { canonicalJson } from '../../core/stix/index.ts';
import { instantKey, type Micros } from '../../core/time.ts';
import type { StatementContext, StatementRecords } from '../../formats/index.ts';
import {
  adoptStatements,
  findCircles,
  makerOf,
  type StixObject,
  statementsFromNotes,
} from '../../formats/statement-notes/index.ts';
import type { NodeState } from '../node-state.ts';
import type { ImportedStatements, OperatorApi } from '../operator-api.ts';
import { record, statementContext } from './record-statement.ts';

type Deps = Parameters<typeof record>[0] & Pick<NodeState, 'intake'>;
/** As many as a statement file may have. */
const hopsMax = 50;

type Input = Parameters<OperatorApi['importStatements']>[0];

/** Statements out of a STIX bundle, recorded now and as a delivery; all faults together, nothing stored on a fault. */
export async function importStatements(deps: Deps, input: Input): Promise<Result<ImportedStatements, Fault[]>> {
  const read: Delivery[] = [];
  const recorded = await record(deps, (at) => {
    const delivery = readDelivery(deps, input, at);
    if (!delivery.ok) return delivery;
    read.push(delivery.value);
    return ok(delivery.value.records);
  });
  if (!recorded.ok) return recorded;
  const { from, alreadyOnRecord } = read[0]!;
  return ok({ ...recorded.value, from, alreadyOnRecord });
}

interface Delivery {
  readonly from: PartyId;
  readonly records: StatementRecords;
  readonly alreadyOnRecord: number;
}

function readDelivery(deps: Deps, input: Input, recorded: Micros): Result<Delivery, Fault[]> {
  const objects = objectsOf(input.value, deps, recorded);
  if (!objects.ok) return objects;
  const from = delivererOf(input, objects.value, deps);
  const by = input.by ?? null;
  const context = statementContext(deps, recorded, by);
  const read = statementsFromNotes(objects.value, context);
  if (!from.ok || !read.ok) return fail(...(from.ok ? [] : from.error), ...(read.ok ? [] : read.error));
  const adopted = adoptStatements(read.value, {
    from: from.value,
    self: deps.settings.party,
    trust: input.trust === true,
    recorded,
    by,
    copies: new Set([...context.copies.keys(), ...read.value.copies.map((c) => c.sha256)]),
    derive: (kind, parts) => `${kind}:${context.sha256(context.encodeUtf8(JSON.stringify(parts))).slice(0, 32)}`,
  });
  const misplaced = input.trust === true ? [] : notOfOthers(adopted.statements, deps.settings.party);
  if (misplaced.length > 0) return fail(...misplaced);
  const fresh = onlyNew(adopted, context);
  if (!fresh.ok) return fresh;
  const circles = findCircles([...context.relations, ...fresh.value.relations], new Map());
  if (circles.length > 0) return fail(...circles);
  const alreadyOnRecord = adopted.statements.length - fresh.value.statements.length;
  return ok({ from: from.value, records: fresh.value, alreadyOnRecord });
}

/**
 * The objects of a bundle, an envelope or a list, each by the rules that hold for every object that comes in; of several
 * versions, which a bundle may hold (STIX 2.1 section 8), the newest.
 */
function objectsOf(value: unknown, deps: Deps, now: Micros): Result<readonly StixObject[], Fault[]> {
  const inner = Array.isArray(value) ? value : (value as { readonly objects?: unknown } | null)?.objects;
  if (!Array.isArray(inner) || inner.length === 0 || inner.length > limits.objectsPerEnvelopeMax)
    return fail({
      at: 'objects',
      problem: 'not a list of STIX objects',
      valid: `a STIX 2.1 bundle of 1 to ${limits.objectsPerEnvelopeMax} objects`,
    });
  const faults: Fault[] = [];
  const newest = new Map<string, { readonly version: string; readonly body: string; readonly object: StixObject }>();
  inner.forEach((object: unknown, i) => {
    const prepared = deps.intake.prepare(object, deps.settings.party, now);
    if (!prepared.ok) {
      faults.push(...prepared.error.map((f) => ({ ...f, at: `objects[${i}].${f.at}` })));
      return;
    }
    const { id, version } = prepared.value.prepared;
    const one = { version: instantKey(version), body: canonicalJson(object), object: object as StixObject };
    const other = newest.get(id);
    if (other?.version === one.version && other.body !== one.body)
      faults.push({ at: `objects[${i}].id`, problem: `two contents of one version of ${id}`, valid: 'one of them' });
    if (other === undefined || other.version < one.version) newest.set(id, one);
  });
  return faults.length > 0 ? fail(...faults) : ok([...newest.values()].map((one) => one.object));
}

/** Who delivered the file, as told, or as its notes say. */
function delivererOf(input: Input, objects: readonly StixObject[], deps: Deps): Result<PartyId, Fault[]> {
  const named = input.from ?? makerOf(objects);
  const known = deps.parties.list().map((p) => p.id);
  const valid = known.slice(0, 20).join(', ');
  if (named === null) return fail({ at: 'from', problem: 'the file does not say who made its notes', valid });
  const party = parsePartyId(named, 'from');
  if (!party.ok) return party;
  if (party.value === deps.settings.party && input.trust !== true)
    return fail({ at: 'from', problem: 'the file says that we made it', valid: 'who delivered it, or --trust' });
  if (known.includes(party.value)) return party;
  return fail({ at: 'from', problem: `"${party.value}" is not a known party`, valid });
}

/** Nobody tells us what we find, and a chain has room for its last hop. */
const notOfOthers = (statements: readonly Statement[], self: PartyId): Fault[] =>
  statements.flatMap((s) => [
    ...(s.assessor === self
      ? [
          {
            at: s.id,
            problem: 'is an assessment of ours in a delivered file',
            valid: 'the file without it, or --trust',
          },
        ]
      : []),
    ...(s.chain.length > hopsMax
      ? [{ at: s.id, problem: 'its chain is full', valid: `at most ${hopsMax - 1} hops before its delivery` }]
      : []),
  ]);

/** What is on record stays as it is: a later delivery adds what is new and changes nothing. */
function onlyNew(adopted: StatementRecords, context: StatementContext): Result<StatementRecords, Fault[]> {
  const held = adopted.statements.filter((s) => context.statements.has(s.id));
  const others = held.filter((s) => essence(s) !== essence(context.statements.get(s.id)!));
  if (others.length > 0)
    return fail(
      ...others.map((s) => ({
        at: s.id,
        problem: 'another statement is on record under this id',
        valid: 'the file without it, or without --trust, which gives it an id of its own',
      })),
    );
  const known = new Set(held.map((s) => s.id));
  const relations = new Set(context.relations.map((r) => r.id));
  const isNew = (row: { readonly statement: string }): boolean => !known.has(row.statement);
  return ok({
    ...adopted,
    statements: adopted.statements.filter((s) => !known.has(s.id)),
    relations: adopted.relations.filter((r) => !relations.has(r.id)),
    grades: adopted.grades.filter(isNew),
    retractions: adopted.retractions.filter(isNew),
  });
}

/** A statement without what the node says of its recording, and without remarks. */
const essence = (s: Statement): string =>
  canonicalJson({ ...s, recorded: null, by: null, awaits: null, note: null, spans: null });
