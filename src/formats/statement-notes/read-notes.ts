import {
  fidelityAspects,
  type Person,
  type Relation,
  type RetrievedCopy,
  relationKinds,
} from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { parseTimestamp } from '../../core/time.ts';
import { readCopy, readUrl } from '../copy-fields.ts';
import { isMapValue, readFields } from '../field-reader.ts';
import { readPerson } from '../person-fields.ts';
import { findCircles } from '../relation-fields.ts';
import { derivedId, type StatementContext, type StatementRecords } from '../statement-context.ts';
import { extensionOf } from './extension-definition.ts';
import type { StixObject } from './notes-context.ts';
import { type NotedStatement, readCount, readId, readNotedStatement, readTime } from './read-statement.ts';

interface Placed {
  readonly at: string;
  readonly object: StixObject;
}

/**
 * Statement records out of STIX 2.1 objects, exactly as whoever wrote them had them: times and grades are the writer's, so
 * they are to be adopted before anything rests on them (adopt-statements.ts). Every fault together; nothing is taken from
 * objects with a fault. Objects that carry no statement (indicators and the like) are passed over; a note without our
 * extension is a fault, since somebody would otherwise believe it was taken.
 */
export function statementsFromNotes(
  objects: readonly StixObject[],
  context: StatementContext,
): Result<StatementRecords, Fault[]> {
  const faults: Fault[] = [];
  const placed = objects.map((object, i) => ({ at: `objects[${i}]`, object }));
  const copies = readCopies(placed, context, faults);
  const withCopies = { ...context, copies: new Map([...context.copies, ...copies.map((c) => [c.sha256, c] as const)]) };
  const noted = readAll(placed, withCopies, faults);
  const relations = readRelations(placed, noted, context, faults);
  const persons = readPersons(placed, context, faults);
  if (noted.size === 0 && faults.length === 0)
    faults.push({ at: 'objects', problem: 'no statement in it', valid: 'notes with the statement extension' });
  if (faults.length > 0) return fail(...faults);
  const all = [...noted.values()];
  return ok({
    statements: all.map((n) => n.statement),
    copies,
    relations,
    grades: all.flatMap((n) => n.grades),
    retractions: all.flatMap((n) => n.retractions),
    confirmations: all.flatMap((n) => n.confirmations),
    persons,
  });
}

/** The party that all notes say they are made by; null when they differ or its identity does not say. */
export function makerOf(objects: readonly StixObject[]): string | null {
  const makers = new Set(objects.filter((o) => o.type === 'note').map((o) => o['created_by_ref']));
  if (makers.size !== 1) return null;
  const [maker] = makers;
  const identity = objects.find((o) => o.type === 'identity' && o.id === maker);
  const extension = identity === undefined ? null : extensionOf(identity);
  const party = extension?.['organ'] === undefined ? extension?.['party'] : undefined;
  return typeof party === 'string' ? party : null;
}

/** By the id of their note. */
function readAll(
  placed: readonly Placed[],
  context: StatementContext,
  faults: Fault[],
): ReadonlyMap<string, NotedStatement> {
  const noted = new Map<string, NotedStatement>();
  const seen = new Set<string>();
  for (const { at, object } of placed) {
    if (object.type !== 'note') continue;
    const extension = extensionOf(object);
    if (extension === null) {
      faults.push({
        at: `${at}.extensions`,
        problem: 'a note that carries no statement',
        valid: 'notes with the statement extension',
      });
      continue;
    }
    const one = readNotedStatement(extension, at, context, faults);
    if (one === null) continue;
    if (seen.has(one.statement.id))
      faults.push({
        at: `${at}.statement_id`,
        problem: `"${one.statement.id}" is there twice`,
        valid: 'each statement once',
      });
    seen.add(one.statement.id);
    noted.set(object.id, one);
  }
  return noted;
}

function readCopies(placed: readonly Placed[], context: StatementContext, faults: Fault[]): readonly RetrievedCopy[] {
  const payloads = new Map<string, Placed>();
  for (const one of placed) {
    const hashes = one.object['hashes'];
    const stated = isMapValue(hashes) ? hashes['SHA-256'] : undefined;
    if (one.object.type === 'artifact' && typeof stated === 'string') payloads.set(stated.toLowerCase(), one);
  }
  return placed.flatMap(({ at, object }) => {
    const extension = object.type === 'report' ? extensionOf(object) : null;
    if (extension === null) return [];
    const fields = readFields(extension, at, faults);
    fields.take('extension_type');
    fields.take('byte_count');
    const sha256 = fields.text('copy_sha256', 64, true, 'the SHA-256 of the bytes');
    const media = fields.text('media_type', 130, true, 'a media type such as text/html');
    const recorded = readTime(fields, 'recorded', true);
    const locators = readLocators(fields.take('locators'), at, faults);
    fields.refuseOthers();
    const payload = sha256 === null ? undefined : payloads.get(sha256);
    if (payload === undefined || media === null || recorded === null) return [];
    const map = { base64: payload.object['payload_bin'], sha256, media };
    const read = readCopy(map, payload.at, context, faults);
    return read === null ? [] : [{ ...read, locators, recorded }];
  });
}

function readLocators(value: unknown, at: string, faults: Fault[]): RetrievedCopy['locators'] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  if (list.length === 0 || list.length > 1_000)
    faults.push({ at: `${at}.locators`, problem: 'not a list of places', valid: '1 to 1000 of {url, fetched}' });
  return list.slice(0, 1_000).map((one, i) => {
    const fields = readFields(isMapValue(one) ? one : {}, `${at}.locators[${i}]`, faults);
    fields.take('unknown');
    const locator = { url: readUrl(fields), fetched: readTime(fields, 'fetched', false) };
    fields.refuseOthers();
    return locator;
  });
}

/** Relationships of our kinds between two notes of the delivery; with or without our extension. */
function readRelations(
  placed: readonly Placed[],
  noted: ReadonlyMap<string, NotedStatement>,
  context: StatementContext,
  faults: Fault[],
): readonly Relation[] {
  const places = new Map<string, string>();
  const relations = placed.flatMap(({ at, object }) => {
    const kind = relationKinds.find((k) => k === object['relationship_type']);
    const [from, to] = [object['source_ref'], object['target_ref']].map((ref) => noted.get(String(ref))?.statement.id);
    if (object.type !== 'relationship' || kind === undefined || from === undefined || to === undefined) return [];
    const fields = readFields(extensionOf(object) ?? {}, at, faults);
    fields.take('extension_type');
    const differs = fields
      .texts('differs', 32, fidelityAspects.length, fidelityAspects.join(', '))
      .map((text) => fidelityAspects.find((a) => a === text) ?? null);
    if (differs.includes(null)) fields.complain('differs', 'is nothing to differ in', fidelityAspects.join(', '));
    const aspects = differs.filter((a) => a !== null);
    const read = { by: fields.text('recorded_by', 200, false, 'who recorded it'), awaits: readCount(fields, 'awaits') };
    const id = readId(fields, 'relation_id', false) ?? derivedId('relation', [from, to, kind, aspects], context);
    fields.refuseOthers();
    if (from === to)
      faults.push({ at: `${at}.target_ref`, problem: 'is the statement itself', valid: 'another statement' });
    if (places.has(id)) faults.push({ at, problem: `relation "${id}" is there twice`, valid: 'each relation once' });
    places.set(id, at);
    const recorded = parseTimestamp(String(object['created'])) ?? context.recorded;
    return [{ id, from, to, kind, differs: aspects, recorded, ...read }];
  });
  if (faults.length === 0) faults.push(...findCircles(relations, places));
  return relations;
}

function readPersons(placed: readonly Placed[], context: StatementContext, faults: Fault[]): readonly Person[] {
  return placed.flatMap(({ at, object }) => {
    const extension = object.type === 'identity' ? extensionOf(object) : null;
    if (extension === null || extension['person_id'] === undefined) return [];
    const roles = extension['person_roles'];
    const map = {
      id: extension['person_id'],
      name: object['name'],
      roles: Array.isArray(roles) ? roles.map(roleOfFile) : roles,
    };
    return readPerson(map, at, context, faults) ?? [];
  });
}

function roleOfFile(role: unknown): unknown {
  if (!isMapValue(role)) return role;
  const { since, until, ...rest } = role;
  return { ...rest, from: since, to: until };
}
