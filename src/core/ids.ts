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
