import {
  type AccordText,
  type Move,
  type MoveReaders,
  readAccordText,
  readMove,
  textHash,
} from '../../core/accord/index.ts';
import type { JsonObject, JsonValue } from '../../core/json-value.ts';
import { limits } from '../../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { canonicalJson } from '../../core/stix/index.ts';
import { fromWire, normalForm, toWire, wireFaults } from '../../formats/index.ts';
import type { Platform } from '../../ports/platform.ts';

type Hashing = Pick<Platform, 'sha256' | 'encodeUtf8'>;

/** What a message has beside its body: names, numbers, key and signature. */
const bodyBytesMax = limits.messageBytesMax - 4096;

/** The wire document of a text: every leg as an offer of our profile, scales and dates beside them. */
export const documentOf = (text: AccordText): JsonObject =>
  plain({ ...text, legs: text.legs.map(({ terms, delivery }) => ({ terms: toWire(terms), delivery })) });

/** What of a text could not be said on the wire so that a peer reads it back; empty when all can. */
const unsayable = (text: AccordText): Fault[] =>
  text.legs.flatMap(({ terms }, no) =>
    wireFaults(terms).map((fault) => ({ ...fault, at: `legs[${no}].terms.${fault.at}` })),
  );

/** SHA-256 over the canonical normal form of a text's document; whatever spelling it came in (E 1791). */
export const documentHash = (document: unknown, platform: Hashing): string =>
  textHash(document, platform, accordNormalForm);

/** Legs and scales keep their order, since it has a meaning; what is free of order is inside the terms. */
function accordNormalForm(document: unknown): unknown {
  if (!isObject(document) || !Array.isArray(document['legs'])) return document;
  const legs = (document['legs'] as readonly unknown[]).map((leg) =>
    isObject(leg) && isObject(leg['terms']) ? { ...leg, terms: normalForm(leg['terms'] as JsonObject) } : leg,
  );
  return { ...document, legs };
}

/** A text read back from its document. */
export const textOfDocument = (document: unknown): Result<AccordText, Fault[]> => readAccordText(document, readWire);

const readWire = (value: unknown): ReturnType<MoveReaders['readTerms']> =>
  isObject(value)
    ? fromWire(value as JsonObject)
    : fail({ at: 'terms', problem: 'is no offer', valid: 'an ODRL offer of the terms profile' });

/** The body of a message: version and hash, and what its kind has beside. */
export function bodyOf(move: Move): JsonObject {
  const { kind: _kind, ...rest } = move;
  if (move.kind === 'table' || move.kind === 'counter')
    return plain({ version: move.version, hash: move.hash, text: documentOf(move.text) });
  if (move.kind === 'hold') return plain({ version: move.version, hash: move.hash, ...move.hold });
  return plain(rest);
}

/** The move that a message makes; its text's hash is worked out here. */
export const moveOf = (kind: string, body: unknown, platform: Hashing): Result<Move, Fault[]> =>
  readMove(kind, body, { readTerms: readWire, hashOf: (document) => documentHash(document, platform) });

/** Our own move must say to the other side exactly what it says here; a text that would not is refused before it is signed. */
export function asRead(move: Move, platform: Hashing): Result<Move, Fault[]> {
  if (move.kind === 'table' || move.kind === 'counter') {
    const faults = unsayable(move.text);
    if (faults.length > 0) return fail(...faults);
  }
  const body = bodyOf(move);
  const bytes = platform.encodeUtf8(canonicalJson(body)).length;
  if (bytes > bodyBytesMax)
    return fail({ at: 'text', problem: `comes to ${bytes} bytes on the wire`, valid: `at most ${bodyBytesMax}` });
  const back = moveOf(move.kind, body, platform);
  return back.ok ? ok(back.value) : back;
}

/** Without members that are undefined: what is signed has one spelling. */
const plain = (value: object): JsonObject => JSON.parse(canonicalJson(value)) as JsonObject;

const isObject = (value: unknown): value is Readonly<Record<string, JsonValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
