/** Ids are branded: a checked id carries its check in its type. Each brand has one parser, the only way to make it. */
import { type Fault, fail, ok, type Result } from './result.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A party's id without its prefix: 1–64 of a–z 0–9 and `-`, starting with a letter or digit. */
export type PartyId = Branded<'PartyId'>;
/** A TAXII collection id: UUID version 4, lower case (TAXII 2.1 section 2). */
export type CollectionId = Branded<'CollectionId'>;
/** The id of a text of terms: a URI, mostly `urn:uuid:…`. */
export type TextId = Branded<'TextId'>;
/** The id of an accord, the same on both nodes: `urn:uuid:` and a UUID version 4, lower case. */
export type AccordId = Branded<'AccordId'>;

const partyPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;
const uuid4Pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Accepts `party:ID` and `ID`. */
export function parsePartyId(text: string, at = 'party'): Result<PartyId, Fault[]> {
  const bare = text.startsWith('party:') ? text.slice(6) : text;
  if (partyPattern.test(bare)) return ok(bare as PartyId);
  return fail({
    at,
    problem: `"${text}" is not a party id`,
    valid: 'letters a–z, digits and hyphens, for example bank-isac',
  });
}

export function parseCollectionId(text: string, at = 'collection'): Result<CollectionId, Fault[]> {
  const bare = (text.startsWith('collection:') ? text.slice(11) : text).toLowerCase();
  if (uuid4Pattern.test(bare)) return ok(bare as CollectionId);
  return fail({
    at,
    problem: `"${text}" is not a collection id`,
    valid: 'a UUID version 4, for example 91a7b528-80eb-42ed-a74d-c6fbd5a26116',
  });
}

/** Accepts `urn:uuid:UUID`, `accord:UUID` and `UUID`. */
export function parseAccordId(text: string, at = 'accord'): Result<AccordId, Fault[]> {
  const bare = text.replace(/^(?:urn:uuid:|accord:)/, '').toLowerCase();
  if (uuid4Pattern.test(bare)) return ok(`urn:uuid:${bare}` as AccordId);
  return fail({
    at,
    problem: `"${text.slice(0, 60)}" is not an accord id`,
    valid: 'urn:uuid: and a UUID version 4, for example urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa',
  });
}
