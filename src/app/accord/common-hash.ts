import type { AccordText } from '../../core/accord/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Platform } from '../../ports/platform.ts';
import { documentHash, documentOf } from './accord-document.ts';

/**
 * The hash of what the linked texts of one offer have in common, worked out by each node from its own copy: the text as it was
 * written for the coalition, which stands where this copy names the member as giver or receiver, without the ids of the legs.
 * Everything else counts, so texts that differ in one more word have two hashes. The hash of a version is never one, since a
 * text has no field `common`. Null for a text of no offer, and for one that replaces an accord of this member alone.
 */
export function commonHash(
  text: AccordText,
  member: PartyId,
  platform: Pick<Platform, 'sha256' | 'encodeUtf8'>,
): string | null {
  const { coalition, legs, replaces } = text;
  if (coalition === undefined || replaces !== undefined) return null;
  const named = (party: string): string => (party === `party:${member}` ? coalition.id : party);
  const common = legs.map(({ terms: { id: _id, from, to, ...terms }, delivery }) => ({
    terms: { ...terms, from: named(from), ...(to === undefined ? {} : { to: named(to) }) },
    delivery,
  }));
  const [first, second] = common;
  const document = documentOf({ ...text, legs: second === undefined ? [first!] : [first!, second] });
  return documentHash({ ...document, common: 1 }, platform);
}
