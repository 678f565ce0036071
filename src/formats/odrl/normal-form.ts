import { hexOf } from '../../core/hex.ts';
import type { JsonObject, JsonValue } from '../../core/json-value.ts';
import { canonicalJson } from '../../core/stix/index.ts';
import { collectFaults } from '../../core/terms/index.ts';
import { plainSpelling } from './plain-spelling.ts';

/** What this file needs of the machine. */
export interface Hashing {
  readonly encodeUtf8: (text: string) => Uint8Array;
  /** 32 bytes. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
}

/**
 * The same value for all wire documents of one text, in whatever order and spelling they come (terms profile, head): plain
 * spelling, without `@context`, keys in code unit order, one-element arrays unwrapped, arrays sorted by their canonical JSON
 * but for `andSequence`, whose order has a meaning. It refuses nothing: read a document with `fromWire` before trusting it.
 */
export function normalForm(wire: JsonObject): JsonObject {
  const { '@context': _context, ...document } = plainSpelling(wire, collectFaults()) as JsonObject;
  return sorted(document) as JsonObject;
}

/** For values already in plain spelling. */
export function sorted(value: JsonValue, isSequence = false): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) {
    const items = value.map((each) => sorted(each));
    if (items.length === 1) return items[0] as JsonValue;
    return isSequence ? items : byCanonicalJson(items);
  }
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name] as JsonValue, name === 'andSequence')]));
}

const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value);

function byCanonicalJson(items: readonly JsonValue[]): JsonValue[] {
  const keyed = items.map((item) => ({ item, key: canonicalJson(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}

/** What is hashed and signed: the normal form as canonical JSON (RFC 8785). */
export const canonicalWire = (document: JsonObject): string => canonicalJson(normalForm(document));

/** SHA-256 over the UTF-8 bytes of `canonicalWire`, in lower-case hexadecimal. */
export const hashOfWire = (document: JsonObject, { encodeUtf8, sha256 }: Hashing): string =>
  hexOf(sha256(encodeUtf8(canonicalWire(document))));
