import type { JsonObject } from '../../core/json-value.ts';
import { limits } from '../../core/limits.ts';
import { readRanges } from '../../core/number-ranges.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros, type Micros, parseTimestamp } from '../../core/time.ts';

/** Why something is recalled. */
export const recallCauses = ['narrowed', 'deleted', 'revoked', 'corrected'] as const;
export type RecallCause = (typeof recallCauses)[number];

/** One version of an object, by STIX id and version as it was given. */
export type VersionName = readonly [id: string, version: string];

/**
 * Body of a message of kind `recall`, from the giver to a holder, in a thread `recall/…` of the two. One thread asks for
 * one set of versions in one or more parts; each part is answered by itself.
 */
export interface RecallBody {
  /** From 1. */
  readonly part: number;
  readonly parts: number;
  readonly why: RecallCause;
  /** In words, for people. */
  readonly text: string | null;
  /** `replace`: a newer version takes their place, and comes by the stream. */
  readonly ask: 'delete' | 'replace';
  /** The answer is expected before this moment. */
  readonly until: Micros | null;
  /** Accord and texts under which they had been given. */
  readonly accord: string | null;
  readonly texts: readonly string[];
  readonly versions: readonly VersionName[];
}

export const holderDeeds = ['deleted', 'kept', 'not-held'] as const;
export type HolderDeed = (typeof holderDeeds)[number];

export interface DeedOf {
  readonly did: HolderDeed;
  /** Places in the list of the part, from 0, as in core/number-ranges.ts. */
  readonly places: string;
  /** Only with `kept`, and always there. */
  readonly why: string | null;
}

/** A party to which the holder had passed something on, and how it is told. */
export interface ForwardedTo {
  readonly party: string;
  readonly how: 'message' | 'by-hand';
}

/** Body of a message of kind `recall-ack`: what the holder did with each version of one part. */
export interface RecallAnswer {
  readonly part: number;
  readonly deeds: readonly DeedOf[];
  readonly forwarded: readonly ForwardedTo[];
}

export const recallBody = (body: RecallBody): JsonObject => ({
  ...body,
  until: body.until === null ? null : formatMicros(body.until),
});

export const recallAnswerBody = (answer: RecallAnswer): JsonObject => ({
  part: answer.part,
  deeds: answer.deeds.map(({ did, places, why }) => ({ did, places, why })),
  forwarded: answer.forwarded.map(({ party, how }) => ({ party, how })),
});

const textIdsMax = 64;
const nameMax = 400;
const versionMax = 64;
const partsMax = 10_000;
const forwardedMax = 10_000;

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= max;
const isTextOrNull = (value: unknown, max: number): value is string | null => value === null || isText(value, max);
const isCount = (value: unknown, max: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= max;
const oneOf = <T extends string>(list: readonly T[], value: unknown): value is T => list.includes(value as T);

const fault = (at: string, valid: string): { readonly ok: false; readonly error: Fault[] } =>
  fail({ at: `body.${at}`, problem: 'is missing or not what stands there', valid });

/** Reads a body as the scanner gave it; a field of another form refuses the whole. */
export function readRecallBody(body: JsonObject): Result<RecallBody, Fault[]> {
  const { part, parts, why, text, ask, until, accord, texts, versions } = body;
  if (!isCount(parts, partsMax)) return fault('parts', `1 to ${partsMax}`);
  if (!isCount(part, parts)) return fault('part', `1 to ${parts}`);
  if (!oneOf(recallCauses, why)) return fault('why', recallCauses.join(', '));
  if (!isTextOrNull(text, limits.recallTextMax))
    return fault('text', `null or at most ${limits.recallTextMax} characters`);
  if (ask !== 'delete' && ask !== 'replace') return fault('ask', 'delete or replace');
  const moment = until === null ? null : typeof until === 'string' ? parseTimestamp(until) : undefined;
  if (moment === undefined || (until !== null && moment === null)) return fault('until', 'null or a moment in UTC');
  if (!isTextOrNull(accord, versionMax)) return fault('accord', 'null or urn:uuid:…');
  if (!Array.isArray(texts) || texts.length > textIdsMax || !texts.every((id) => isText(id, 1_100)))
    return fault('texts', `a list of at most ${textIdsMax} ids`);
  if (!Array.isArray(versions) || versions.length === 0 || versions.length > limits.recallVersionsPerMessageMax)
    return fault('versions', `1 to ${limits.recallVersionsPerMessageMax} versions`);
  const named: VersionName[] = [];
  const seen = new Set<string>();
  for (const [i, one] of (versions as unknown[]).entries()) {
    const [id, version] = Array.isArray(one) && one.length === 2 ? (one as unknown[]) : [];
    if (!isText(id, nameMax) || !isText(version, versionMax) || parseTimestamp(version) === null)
      return fault(`versions[${i}]`, '["indicator--…", "2026-03-01T12:00:00.000Z"]');
    const key = `${id}|${version}`;
    if (seen.has(key)) return fault(`versions[${i}]`, 'each version once');
    seen.add(key);
    named.push([id, version]);
  }
  return ok({ part, parts, why, text, ask, until: moment, accord, texts: texts as string[], versions: named });
}

/** `versions`: how many the part names; the answer must speak of each of them once. */
export function readRecallAnswer(body: JsonObject, versions: number): Result<Omit<RecallAnswer, 'part'>, Fault[]> {
  const { deeds, forwarded } = body;
  if (!Array.isArray(deeds) || deeds.length > versions) return fault('deeds', 'a list of what was done');
  const read: DeedOf[] = [];
  const spoken = new Set<number>();
  for (const [i, one] of (deeds as unknown[]).entries()) {
    const { did, places, why } = (one ?? {}) as JsonObject;
    if (!oneOf(holderDeeds, did)) return fault(`deeds[${i}].did`, holderDeeds.join(', '));
    const numbers = typeof places === 'string' ? readRanges(places, versions) : null;
    if (typeof places !== 'string' || numbers === null || numbers.length === 0)
      return fault(`deeds[${i}].places`, `0-4,7 below ${versions}`);
    if (!isTextOrNull(why, limits.recallTextMax) || (did === 'kept') !== (why !== null))
      return fault(`deeds[${i}].why`, 'a reason with kept, and null with everything else');
    for (const n of numbers) {
      if (spoken.has(n)) return fault(`deeds[${i}].places`, 'each version once');
      spoken.add(n);
    }
    read.push({ did, places, why });
  }
  if (spoken.size !== versions) return fault('deeds', `what was done with each of the ${versions} versions`);
  if (!Array.isArray(forwarded) || forwarded.length > forwardedMax) return fault('forwarded', 'a list of parties');
  const told: ForwardedTo[] = [];
  for (const [i, one] of (forwarded as unknown[]).entries()) {
    const { party, how } = (one ?? {}) as JsonObject;
    if (!isText(party, 64) || (how !== 'message' && how !== 'by-hand'))
      return fault(`forwarded[${i}]`, '{"party": "c", "how": "message"} or by-hand');
    told.push({ party, how });
  }
  return ok({ deeds: read, forwarded: told });
}
