import { readTlpLevel, tlpLevels, tlpMarkingId } from '../../core/marking/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { canonicalJson } from '../../core/stix/index.ts';
import { formatMicros, parseTimestamp } from '../../core/time.ts';
import type { StatementRecords } from '../../formats/index.ts';
import {
  extensionDefinition,
  isDelivered,
  makerId,
  type NotesContext,
  noteId,
  notesFromStatements,
  type StixObject,
  standingOf,
} from '../../formats/statement-notes/index.ts';
import type { NodeState } from '../node-state.ts';
import type { OperatorApi, PublishedStatements } from '../operator-api.ts';
import type { CollectionState } from '../release/collection-state.ts';
import { findCollection } from './find-collection.ts';
import { importObjects } from './import-objects.ts';
import { recordsOf, writingContext } from './statement-files.ts';

type Deps = Pick<
  NodeState,
  'engine' | 'store' | 'shelf' | 'slices' | 'intake' | 'markings' | 'settings' | 'parties' | 'positions' | 'platform'
>;

/**
 * Puts statements into a collection as notes of our own, with what they refer to, by the way every file of objects takes.
 * No partner gets any of it but through the release engine.
 */
export async function publishStatements(
  deps: Deps,
  input: Parameters<OperatorApi['publishStatements']>[0],
): Promise<Result<PublishedStatements, Fault[]>> {
  const collection = findCollection(deps.engine, input.collection);
  const level = input.tlp === undefined ? null : readTlpLevel(input.tlp);
  const records = recordsOf(deps, { ids: new Set(input.ids) });
  const faults = [...(collection.ok ? [] : collection.error), ...idFaults(input.ids, records)];
  if (input.tlp !== undefined && level === null)
    faults.push({ at: 'tlp', problem: `"${input.tlp}" is not a TLP level`, valid: tlpLevels.join(', ') });
  if (faults.length > 0 || !collection.ok) return fail(...faults);
  const context = writingContext(deps, 'partner', level ?? undefined);
  const plain = new Set([makerId(context), ...extensionDefinition.map((o) => o.id)]);
  const marked = notesFromStatements(records, { withCopies: false }, context).map((object) => {
    const marking = plain.has(object.id) ? 'clear' : level;
    return marking === null ? object : { ...object, object_marking_refs: [tlpMarkingId(marking)] };
  });
  const fresh = await newVersions(deps, collection.value, marked);
  if (!fresh.ok) return fresh;
  const refused: Fault[] = [];
  const imported = await importObjects(deps, {
    collection: input.collection,
    source: oneFile(deps.platform.encodeUtf8(JSON.stringify({ objects: fresh.value }))),
    dryRun: false,
    reject: (one) => refused.push(...one.faults.map((f) => ({ ...f, at: `${one.id}: ${f.at}` }))),
  });
  if (!imported.ok) return imported;
  if (refused.length > 0) return fail(...refused);
  return ok({
    collection: collection.value.record.id,
    notes: notesOf(records, context),
    added: imported.value.added,
    unchanged: marked.length - fresh.value.length + imported.value.alreadyHeld,
    conflicts: imported.value.conflicts,
  });
}

const notesOf = (records: StatementRecords, context: NotesContext): PublishedStatements['notes'] =>
  records.statements.map((s) => ({ statement: s.id, note: noteId(s.id, context) }));

async function* oneFile(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Only what is on record and has effect here may be told to others as ours. */
function idFaults(ids: readonly string[], records: StatementRecords): Fault[] {
  if (ids.length === 0) return [{ at: 'ids', problem: 'no statement named', valid: 'proviso statement list' }];
  const found = new Map(records.statements.map((s) => [s.id, s]));
  return [...new Set(ids)].flatMap((id): Fault[] => {
    const s = found.get(id);
    if (s === undefined) return [{ at: id, problem: 'no such statement', valid: 'proviso statement list' }];
    // What it was delivered under does not stand on record: only its originator can say who else may have it.
    if (isDelivered(id))
      return [{ at: id, problem: 'was delivered by another party', valid: 'a statement that you recorded yourselves' }];
    const confirmations = records.confirmations.filter((c) => c.statement === id);
    if (!standingOf(s, { grades: [], retractions: [], confirmations }).waits) return [];
    return [{ at: id, problem: 'waits for a second person', valid: 'a statement that was confirmed' }];
  });
}

/**
 * What differs from the newest version in the collection. A change that has no moment on record (another marking, a place
 * where the copy was found) makes a version of now: one version never has two contents (STIX 2.1 section 3.6).
 */
async function newVersions(
  deps: Deps,
  collection: CollectionState,
  objects: readonly StixObject[],
): Promise<Result<readonly StixObject[], Fault[]>> {
  const held = await deps.shelf.newestOwn(
    collection,
    objects.map((o) => o.id),
  );
  const faults: Fault[] = [];
  const fresh: StixObject[] = [];
  const now = deps.engine.now();
  for (const object of objects) {
    const newest = held.get(object.id);
    if (newest === undefined) {
      fresh.push(object);
      continue;
    }
    const last = JSON.parse(deps.platform.decodeUtf8Fatal(newest.body)) as StixObject;
    if (canonicalJson({ ...last, modified: null }) === canonicalJson({ ...object, modified: null })) continue;
    // A level left out must not open what was closed.
    if (last['object_marking_refs'] !== undefined && object['object_marking_refs'] === undefined)
      faults.push({ at: 'tlp', problem: `${object.id} stands under a level already`, valid: tlpLevels.join(', ') });
    if (last['revoked'] === true)
      faults.push({ at: object.id, problem: 'was revoked; nothing may follow', valid: 'another statement' });
    const after = (parseTimestamp(newest.version) ?? 0) + 1;
    fresh.push({ ...object, modified: formatMicros(Math.max(now, after)) });
  }
  return faults.length > 0 ? fail(...faults) : ok(fresh);
}
