import { parsePartyId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type Fault, fail, ok, type Result } from '../result.ts';
import { scanJson } from '../stix/index.ts';
import { parseTimestamp } from '../time.ts';
import type { Message, MessagePlatform, SignedMessage } from './signed-message.ts';

const threadPattern = /^[a-z][a-z-]{0,31}(?:\/[A-Za-z0-9][A-Za-z0-9:._-]{0,127})?$/;
const kindPattern = /^[a-z][a-z-]{0,63}$/;
const hashPattern = /^[0-9a-f]{64}$/;
/** 64 bytes, and of the last letter only the bits that count. */
const signaturePattern = /^[A-Za-z0-9_-]{85}[AQgw]$/;

type Check = { readonly valid: string; readonly holds: (value: unknown) => boolean };

const text = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const count =
  (least: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least;
const isMoment = (value: unknown): boolean => typeof value === 'string' && parseTimestamp(value) !== null;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
/** Without the prefix: in signed bytes a party has one spelling. */
const isParty = (value: unknown): boolean =>
  typeof value === 'string' && !value.startsWith('party:') && parsePartyId(value).ok;

const moment = '2026-03-01T12:00:00.000000Z';
const hash = '64 digits of 0–9 and a–f';

const messageFields: Readonly<Record<keyof Message, Check>> = {
  v: { valid: '1', holds: (value) => value === 1 },
  thread: { valid: 'accord/urn:uuid:…', holds: text(threadPattern) },
  kind: { valid: 'a word of a–z and hyphens', holds: text(kindPattern) },
  from: { valid: 'a party id', holds: isParty },
  to: { valid: 'a party id', holds: isParty },
  seq: { valid: 'a whole number from 1', holds: count(1) },
  prev: { valid: `null or ${hash}`, holds: (value) => value === null || text(hashPattern)(value) },
  seen: { valid: 'a whole number from 0', holds: count(0) },
  issued: { valid: moment, holds: isMoment },
  expires: { valid: `null or ${moment}`, holds: (value) => value === null || isMoment(value) },
  body: { valid: 'an object', holds: isRecord },
};

const signedFields: Readonly<Record<keyof SignedMessage, Check>> = {
  message: { valid: 'an object', holds: isRecord },
  key: { valid: hash, holds: text(hashPattern) },
  signature: { valid: '64 bytes as base64url without padding', holds: text(signaturePattern) },
};

function fieldFaults(value: unknown, fields: Readonly<Record<string, Check>>, at: string): Fault[] {
  if (!isRecord(value)) return [{ at, problem: 'is not an object', valid: Object.keys(fields).join(', ') }];
  const faults: Fault[] = [];
  const place = (name: string): string => (at === '' ? name : `${at}.${name}`);
  for (const name of Object.keys(value))
    if (!Object.hasOwn(fields, name))
      faults.push({
        at: place(name.slice(0, 64)),
        problem: 'no such field',
        valid: Object.keys(fields).join(', '),
      });
  for (const [name, check] of Object.entries(fields))
    if (!check.holds(Object.hasOwn(value, name) ? value[name] : undefined))
      faults.push({ at: place(name), problem: 'is missing or not what stands there', valid: check.valid });
  return faults;
}

/** A signed message out of a value of the strict scanner: exactly these fields. Whether the signature holds is another question. */
export function signedMessageOf(value: unknown): Result<SignedMessage, Fault[]> {
  const outer = fieldFaults(value, signedFields, '');
  if (outer.length > 0) return fail(...outer);
  const signed = value as SignedMessage;
  const faults = fieldFaults(signed.message, messageFields, 'message');
  if (faults.length > 0) return fail(...faults);
  const { seq, prev, from, to, issued, expires } = signed.message;
  if ((seq === 1) !== (prev === null))
    faults.push({
      at: 'message.prev',
      problem: 'does not go with the number',
      valid: 'null in the first message only',
    });
  if (from === to) faults.push({ at: 'message.to', problem: 'is the sender', valid: 'the other party' });
  if (expires !== null && parseTimestamp(expires)! <= parseTimestamp(issued)!)
    faults.push({ at: 'message.expires', problem: 'is not after issued', valid: 'a later moment' });
  return faults.length > 0 ? fail(...faults) : ok(signed);
}

/** Bytes from the wire: size, strict JSON (core/stix/scan-json.ts), then the fields. */
export function readSignedMessage(bytes: Uint8Array, platform: MessagePlatform): Result<SignedMessage, Fault[]> {
  if (bytes.length > limits.messageBytesMax)
    return fail({
      at: 'message',
      problem: `${bytes.length} bytes`,
      valid: `at most ${limits.messageBytesMax} bytes`,
    });
  const value = scanJson(bytes, platform);
  return value.ok ? signedMessageOf(value.value) : value;
}

/** The kind of a thread: what stands before the slash. */
export const threadPrefix = (thread: string): string => {
  const slash = thread.indexOf('/');
  return slash === -1 ? thread : thread.slice(0, slash);
};

/** Whether this may be the name of a thread. */
export const isThread = (name: string): boolean => threadPattern.test(name);
