import { type AccordId, parseAccordId, parsePartyId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { Topic } from '../position/index.ts';
import { type Fault, ok, type Result } from '../result.ts';
import { collectFaults, type Faults, type TermsText } from '../terms/index.ts';
import { parseTimestamp } from '../time.ts';
import { type AccordText, type CoalitionLink, deliveries, type Leg } from './accord-text.ts';
import { closedMap, listOf, oneWord, placeOf, word } from './closed-map.ts';
import { readTopic } from './read-topic.ts';

/** Reads the terms of a leg from their wire form. Passed in, so that the machine knows no spelling. */
export type ReadTerms = (value: unknown) => Result<TermsText, Fault[]>;

const coalitionPattern = /^coalition:[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * Reads the document of an accord text: `{legs: [{terms, delivery}], topics, openUntil?, replaces?, coalition?}`. Unknown
 * fields are refused by name; all faults come together.
 */
export function readAccordText(value: unknown, readTerms: ReadTerms, at = ''): Result<AccordText, Fault[]> {
  const faults = collectFaults();
  const map = closedMap(value, at, ['legs', 'topics', 'openUntil', 'replaces', 'coalition'], faults);
  if (map === null) return { ok: false, error: faults.list };
  const legs = listOf(map['legs'], placeOf(at, 'legs'), 1, 2, faults, (leg, place) =>
    readLeg(leg, place, readTerms, faults),
  );
  const topics = readTopics(map['topics'], placeOf(at, 'topics'), faults);
  const openUntil = optional(map['openUntil'], (given) => {
    const isTime = (text: string): boolean => parseTimestamp(text) !== null;
    return word(given, placeOf(at, 'openUntil'), isTime, '2026-12-31T23:59:59Z', faults);
  });
  const replaces = optional(map['replaces'], (given) => readAccordId(given, placeOf(at, 'replaces'), faults));
  const coalition = optional(map['coalition'], (given) => readCoalition(given, placeOf(at, 'coalition'), faults));
  const [first, second] = legs;
  if (faults.count > 0 || first === undefined) return { ok: false, error: faults.list };
  return ok({
    legs: second === undefined ? [first] : [first, second],
    topics,
    ...(openUntil === null ? {} : { openUntil }),
    ...(replaces === null ? {} : { replaces }),
    ...(coalition === null ? {} : { coalition }),
  });
}

const optional = <T>(value: unknown, read: (value: unknown) => T | null): T | null =>
  value === undefined ? null : read(value);

function readLeg(value: unknown, at: string, readTerms: ReadTerms, faults: Faults): Leg | null {
  const map = closedMap(value, at, ['terms', 'delivery'], faults);
  if (map === null) return null;
  const delivery = oneWord(map['delivery'], placeOf(at, 'delivery'), deliveries, faults);
  const terms = readTerms(map['terms']);
  if (!terms.ok)
    for (const { at: place, problem, valid } of terms.error) faults.add(`${at}.terms.${place}`, problem, valid);
  return terms.ok && delivery !== null ? { terms: terms.value, delivery } : null;
}

function readTopics(value: unknown, at: string, faults: Faults): readonly Topic[] {
  const topics = listOf(value, at, 0, limits.topicsPerAccordMax, faults, (topic, place) =>
    readTopic(topic, place, faults),
  );
  if (new Set(topics.map((topic) => topic.id)).size < topics.length)
    faults.add(at, 'names a topic twice', 'each topic once');
  return topics;
}

function readAccordId(value: unknown, at: string, faults: Faults): AccordId | null {
  const id = typeof value === 'string' ? parseAccordId(value, at) : null;
  // In a signed text an accord has one spelling.
  if (id?.ok && id.value === value) return id.value;
  faults.add(at, 'is not an accord id', 'urn:uuid: and a UUID version 4 in lower case');
  return null;
}

function readParty(value: unknown, at: string, faults: Faults): string | null {
  const isParty = (text: string): boolean => text.startsWith('party:') && parsePartyId(text).ok;
  return word(value, at, isParty, 'for example party:bank-isac', faults);
}

function readCoalition(value: unknown, at: string, faults: Faults): CoalitionLink | null {
  const map = closedMap(value, at, ['id', 'offer', 'members', 'lead'], faults);
  if (map === null) return null;
  const isCoalition = (text: string): boolean => coalitionPattern.test(text);
  const id = word(map['id'], placeOf(at, 'id'), isCoalition, 'for example coalition:csirts-network', faults);
  const offer = readAccordId(map['offer'], placeOf(at, 'offer'), faults);
  const place = placeOf(at, 'members');
  const members = listOf(map['members'], place, 1, limits.membersPerAccordMax, faults, (member, where) =>
    readParty(member, where, faults),
  );
  if (new Set(members).size < members.length) faults.add(place, 'names a member twice', 'each member once');
  const lead = optional(map['lead'], (given) => readParty(given, placeOf(at, 'lead'), faults));
  if (lead !== null && !members.includes(lead))
    faults.add(placeOf(at, 'lead'), 'is no member', members.slice(0, 5).join(', '));
  if (id === null || offer === null) return null;
  return { id, offer, members, ...(lead === null ? {} : { lead }) };
}
