import { canonicalJson } from './canonical-json.ts';
import { hexValue } from './identifier.ts';
import { objectTypes } from './object-types.ts';
import type { StixPlatform } from './platform.ts';

/** The namespace of observables: 00abedb4-aa42-466c-9c01-fed23315a9b7 (STIX 2.1 section 2.9). */
const namespace = [0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7];

/** Order in which one hash is chosen when hashes make an id. */
const preferredHashes = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

/**
 * The id that an observable should have (STIX 2.1 section 2.9), or null when its type has none or no contributing
 * property is present: then the id is to be random.
 */
export function deterministicId(
  object: Record<string, unknown>,
  platform: Pick<StixPlatform, 'encodeUtf8' | 'sha1'>,
): string | null {
  const type = object['type'];
  if (typeof type !== 'string') return null;
  const from = objectTypes.get(type)?.idFrom ?? null;
  if (from === null) return null;
  const chosen: Record<string, unknown> = {};
  let some = false;
  for (const name of from) {
    if (!Object.hasOwn(object, name)) continue;
    chosen[name] = name === 'hashes' ? oneHash(object[name]) : object[name];
    some = true;
  }
  return some ? `${type}--${version5(namespace, canonicalJson(chosen), platform)}` : null;
}

function oneHash(hashes: unknown): unknown {
  if (typeof hashes !== 'object' || hashes === null) return hashes;
  const record = hashes as Record<string, unknown>;
  const name = preferredHashes.find((one) => Object.hasOwn(record, one)) ?? Object.keys(record)[0];
  return name === undefined ? hashes : { [name]: record[name] };
}

function version5(space: readonly number[], name: string, platform: Pick<StixPlatform, 'encodeUtf8' | 'sha1'>): string {
  const bytes = platform.encodeUtf8(name);
  const input = new Uint8Array(16 + bytes.length);
  input.set(space);
  input.set(bytes, 16);
  const digest = platform.sha1(input);
  let out = '';
  for (let i = 0; i < 16; i++) {
    let byte = digest[i] as number;
    if (i === 6) byte = (byte & 0x0f) | 0x50;
    if (i === 8) byte = (byte & 0x3f) | 0x80;
    out += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + byte.toString(16).padStart(2, '0');
  }
  return out;
}

/** The version 5 UUID of one name in a namespace given as UUID text; for ids of our own derived objects. */
export function uuidFromName(
  namespaceUuid: string,
  name: string,
  platform: Pick<StixPlatform, 'encodeUtf8' | 'sha1'>,
): string {
  const digits = namespaceUuid.replaceAll('-', '');
  const space = Array.from(
    { length: 16 },
    (_, i) => hexValue(digits.charCodeAt(2 * i)) * 16 + hexValue(digits.charCodeAt(2 * i + 1)),
  );
  return version5(space, name, platform);
}
