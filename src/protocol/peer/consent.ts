import type { AskedKind } from '../../core/conditions/index.ts';
import { type PartyId, parsePartyId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json-value.ts';
import { type SignedMessage, signedMessageOf } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { type Micros, parseTimestamp } from '../../core/time.ts';

/**
 * Messages of a thread `consent/urn:uuid:…` (terms profile, `consent`; the third-party rule). A request names who asks,
 * for whom, and which one object, and nothing else. It goes from hop to hop towards the originator; the answer comes back
 * the same way, and every hop hands on the originator's own signed message.
 */
export const consentKinds = ['consent-request', 'consent-grant', 'consent-refuse', 'consent-withdraw'] as const;
export type ConsentKind = (typeof consentKinds)[number];
export type ConsentAnswerKind = Exclude<ConsentKind, 'consent-request'> | 'consent-stopped';

export interface ConsentRequestBody {
  /** What is asked for; a body without it asks for consent. */
  readonly kind: AskedKind;
  /** STIX id. */
  readonly object: string;
  /** Who would get it: consent is for one recipient, so it has to be named to everybody on the way. */
  readonly recipient: PartyId;
  /** Who would hand it over. */
  readonly asker: PartyId;
  /** Who is asked: the originator, or the party that a text names. */
  readonly origin: PartyId;
  /** Collection of the origin, as its text spells it; null where the asker does not know it. */
  readonly over: string | null;
}

/** What the originator says; signed by it, so every field that matters is in here. */
export interface ConsentAnswerBody {
  /** A consent is no approval. */
  readonly kind: AskedKind;
  /** Null: everything of the collection `over`. */
  readonly object: string | null;
  readonly over: string | null;
  readonly recipient: PartyId;
  readonly asker: PartyId;
  /** Null: without end. */
  readonly until: Micros | null;
  readonly why: string | null;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectPattern = /^[a-z0-9][a-z0-9-]{1,248}--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const overPattern = /^[a-z][a-z-]{0,30}:[A-Za-z0-9._:-]{1,250}$/;
const whyMax = 500;

const isId = (value: unknown): value is string => typeof value === 'string' && objectPattern.test(value);
const isOver = (value: unknown): value is string | null =>
  value === null || (typeof value === 'string' && overPattern.test(value));

function party(body: Json, name: string, faults: Fault[]): PartyId | null {
  const value = body[name];
  const read = typeof value === 'string' && value.startsWith('party:') ? parsePartyId(value) : null;
  if (read?.ok) return read.value;
  faults.push({ at: `body.${name}`, problem: 'names no party', valid: 'party:ID' });
  return null;
}

const kindIn = (body: JsonObject, faults: Fault[]): AskedKind => {
  const { kind = 'consent' } = body;
  if (kind !== 'consent' && kind !== 'approval')
    faults.push({ at: 'body.kind', problem: 'nothing of that kind is asked', valid: 'consent, approval' });
  return kind === 'approval' ? 'approval' : 'consent';
};
const kindOut = (kind: AskedKind): JsonObject => (kind === 'consent' ? {} : { kind });

export const requestToBody = (request: ConsentRequestBody): JsonObject => ({
  ...kindOut(request.kind),
  object: request.object,
  recipient: `party:${request.recipient}`,
  asker: `party:${request.asker}`,
  origin: `party:${request.origin}`,
  over: request.over,
});

export function requestFromBody(body: JsonObject): Result<ConsentRequestBody, Fault[]> {
  const faults: Fault[] = [];
  const [recipient, asker, origin] = ['recipient', 'asker', 'origin'].map((name) => party(body, name, faults));
  const { object, over = null } = body;
  const kind = kindIn(body, faults);
  if (!isId(object)) faults.push({ at: 'body.object', problem: 'is no STIX id', valid: 'indicator--…' });
  if (!isOver(over)) faults.push({ at: 'body.over', problem: 'names no collection', valid: 'collection:ID, or null' });
  if (!recipient || !asker || !origin || !isId(object) || !isOver(over) || faults.length > 0) return fail(...faults);
  return ok({ kind, object, recipient, asker, origin, over });
}

export const answerToBody = (
  answer: Omit<ConsentAnswerBody, 'until'> & { readonly until: string | null },
): JsonObject => ({
  ...kindOut(answer.kind),
  object: answer.object,
  over: answer.over,
  recipient: `party:${answer.recipient}`,
  asker: `party:${answer.asker}`,
  until: answer.until,
  why: answer.why,
});

export function answerFromBody(body: JsonObject): Result<ConsentAnswerBody, Fault[]> {
  const faults: Fault[] = [];
  const [recipient, asker] = ['recipient', 'asker'].map((name) => party(body, name, faults));
  const { object = null, over = null, until = null, why = null } = body;
  const kind = kindIn(body, faults);
  if (object !== null && !isId(object)) faults.push({ at: 'body.object', problem: 'is no STIX id', valid: 'or null' });
  if (!isOver(over) || (object === null && over === null))
    faults.push({ at: 'body.over', problem: 'names no collection', valid: 'collection:ID where object is null' });
  const end = typeof until === 'string' ? parseTimestamp(until) : null;
  if (until !== null && end === null)
    faults.push({ at: 'body.until', problem: 'is no moment', valid: '2026-03-01T12:00:00Z, or null' });
  if (why !== null && (typeof why !== 'string' || why.length > whyMax))
    faults.push({ at: 'body.why', problem: 'is no reason', valid: `up to ${whyMax} characters, or null` });
  if (!recipient || !asker || faults.length > 0) return fail(...faults);
  return ok({
    kind,
    object: object as string | null,
    over: over as string | null,
    recipient,
    asker,
    until: end,
    why: why as string | null,
  });
}

/** The originator's own message, as a hop hands it on: `{"original": {message, key, signature}}`. */
export function originalOf(body: JsonObject): Result<SignedMessage, Fault[]> {
  const { original } = body;
  if (!isObject(original))
    return fail({ at: 'body.original', problem: 'is missing', valid: "the originator's signed message" });
  return signedMessageOf(original);
}

/** A hop that cannot ask further says so itself; it is no answer of the originator. */
export const stoppedBody = (why: string): JsonObject => ({ why: why.slice(0, whyMax) });
export const stoppedFrom = (body: JsonObject): string =>
  typeof body['why'] === 'string' ? body['why'].slice(0, whyMax) : 'it could not be asked further';
