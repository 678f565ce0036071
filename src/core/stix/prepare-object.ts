import type { PartyId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type Fault, fail, ok, type Result } from '../result.ts';
import { type Micros, parseTimestamp } from '../time.ts';
import { canonicalJson } from './canonical-json.ts';
import { deterministicId } from './deterministic-id.ts';
import { type CustomPolicy, Findings } from './findings.ts';
import { comparableId, typeOfId, uuidVersion } from './identifier.ts';
import { type ObjectFacts, type PreparedObject, unversioned } from './object-facts.ts';
import { readMarkings } from './object-markings.ts';
import { plainValueFaults } from './plain-value.ts';
import type { StixPlatform } from './platform.ts';
import { scanJson } from './scan-json.ts';
import { shallowStrings } from './shallow-strings.ts';
import { placesOf, validateObject } from './validate-object.ts';

export interface PrepareContext {
  readonly deliverer: PartyId;
  readonly now: Micros;
  readonly customObjects: CustomPolicy;
  readonly platform: StixPlatform;
}

/** An object ready to store, with what is against the conventions of STIX but no reason to refuse it. */
export interface Preparation {
  readonly prepared: PreparedObject;
  readonly warnings: Fault[];
}

/**
 * Takes one STIX 2.1 object, as bytes or as a parsed value, through scanner, validator and canonical form. Nothing in it
 * is changed: the body parses to the same value. All faults come together, each with its place and a valid value.
 */
export function prepareObject(input: unknown, context: PrepareContext): Result<Preparation, Fault[]> {
  const object = readInput(input, context.platform);
  if (!object.ok) return object;
  const record = object.value;
  const found = new Findings(context.customObjects);
  const table = validateObject(record, found);
  if (table === null) return fail(...found.faults);
  const markings = readMarkings(record, found);
  checkFuture(record, context.now, found);
  if (found.faults.length > 0) return fail(...found.faults);
  const id = comparableId(record['id'] as string);
  checkDeterministicId(record, table.idFrom, context.platform, found);
  const { created, modified } = record;
  const facts: ObjectFacts = {
    type: record['type'] as string,
    creator: typeof record['created_by_ref'] === 'string' ? comparableId(record['created_by_ref']) : null,
    deliverer: context.deliverer,
    markings: markings.whole,
    granularMarkings: markings.granular,
    labels: sortedUnique(record['labels']),
    confidence: typeof record['confidence'] === 'number' ? record['confidence'] : null,
    places: placesOf(record),
    revoked: record['revoked'] === true,
    created: typeof created === 'string' ? created : null,
    modified: typeof modified === 'string' ? modified : null,
    grade: null,
  };
  const body = context.platform.encodeUtf8(canonicalJson(record));
  if (body.length > limits.objectBytesMax) return fail(tooLarge('larger than any object may be, as it is stored'));
  const prepared: PreparedObject = {
    id,
    type: facts.type,
    version: facts.modified ?? facts.created ?? unversioned,
    body,
    facts,
    ...found.references(),
  };
  return ok({ prepared, warnings: found.warnings });
}

function readInput(input: unknown, platform: StixPlatform): Result<Record<string, unknown>, Fault[]> {
  let value = input;
  if (input instanceof Uint8Array) {
    if (input.length > limits.objectBytesMax) return fail(tooLarge('larger than any object may be'));
    const scanned = scanJson(input, platform);
    if (!scanned.ok) return scanned;
    value = scanned.value;
  } else {
    const faults = plainValueFaults(input);
    if (faults.length > 0) return fail(...faults);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail({ at: 'object', problem: 'not an object', valid: 'one STIX object in braces' });
  }
  return ok(value as Record<string, unknown>);
}

const tooLarge = (problem: string): Fault => ({
  at: 'object',
  problem,
  valid: `at most ${limits.objectBytesMax} bytes`,
});

/** T-TAX-11: a version from the far future would hide every genuine one after it. */
function checkFuture(object: Record<string, unknown>, now: Micros, found: Findings): void {
  for (const name of ['created', 'modified']) {
    const text = object[name];
    const at = typeof text === 'string' ? parseTimestamp(text) : null;
    if (at !== null && at > now + limits.futureModifiedMs * 1000) {
      found.faultAt(
        name,
        'further in the future than clocks differ',
        `no more than ${limits.futureModifiedMs / 3_600_000} hours ahead`,
      );
    }
  }
}

/** Real data carries wrong ones, so a mismatch is said and not refused (STIX 2.1 section 2.9). */
function checkDeterministicId(
  object: Record<string, unknown>,
  idFrom: readonly string[] | null,
  platform: StixPlatform,
  found: Findings,
): void {
  const id = object['id'] as string;
  if (idFrom === null || uuidVersion(id) !== '5' || typeOfId(id) === null) return;
  if (idFrom.length === 0 && object['type'] !== 'process') return;
  const expected = deterministicId(object, platform);
  if (expected === null)
    found.warnAt('id', 'a deterministic id without anything it could be made of', 'a UUID version 4');
  else if (expected !== comparableId(id)) found.warnAt('id', 'not the id that its properties make', expected);
}

function sortedUnique(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value as string[])].sort();
}

/** Id and version as far as they can be told of an object that was refused; for status reports. */
export function nameOf(
  object: unknown,
  platform: Pick<StixPlatform, 'decodeUtf8Fatal'>,
): { readonly id: string | null; readonly version: string | null } {
  let value = object;
  if (object instanceof Uint8Array) {
    const scanned = scanJson(object, platform);
    value = scanned.ok ? scanned.value : shallowly(object, platform);
  }
  if (typeof value !== 'object' || value === null) return { id: null, version: null };
  const { id, modified, created } = value as Record<string, unknown>;
  const time = [modified, created].find((one) => typeof one === 'string' && parseTimestamp(one) !== null);
  return {
    id: typeof id === 'string' && typeOfId(id) !== null ? comparableId(id) : null,
    version: typeof time === 'string' ? time : null,
  };
}

/** Of text that no limit lets in. */
const shallowly = (object: Uint8Array, { decodeUtf8Fatal }: Pick<StixPlatform, 'decodeUtf8Fatal'>): unknown =>
  Object.fromEntries(shallowStrings(object, ['id', 'modified', 'created'], decodeUtf8Fatal));
