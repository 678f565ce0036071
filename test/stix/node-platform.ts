import { createHash } from 'node:crypto';
import type { PartyId } from '../../src/core/ids.ts';
import type { PrepareContext, StixPlatform } from '../../src/core/stix/index.ts';
import { parseTimestamp } from '../../src/core/time.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Hashing and text encodings of Node, as core asks for them. */
export const nodePlatform: StixPlatform = {
  decodeUtf8Fatal: (bytes) => decoder.decode(bytes),
  encodeUtf8: (text) => encoder.encode(text),
  sha1: (bytes) => createHash('sha1').update(bytes).digest(),
};

/** The moment at which every test of objects happens. */
export const testNow = parseTimestamp('2026-06-01T12:00:00.000Z') as number;

export const acceptAll: PrepareContext = {
  deliverer: 'bank-isac' as PartyId,
  now: testNow,
  customObjects: 'accept',
  platform: nodePlatform,
};
export const refuseCustom: PrepareContext = { ...acceptAll, customObjects: 'refuse' };

export const bytesOf = (value: unknown): Uint8Array =>
  encoder.encode(typeof value === 'string' ? value : JSON.stringify(value));
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);
