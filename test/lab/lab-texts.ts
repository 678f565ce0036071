import { type PartyId, parsePartyId } from '../../src/core/ids.ts';
import { parseTerms, type TermsText } from '../../src/core/terms/index.ts';

/** The value of a result that cannot fail in a test. */
export const made = <T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
export const partyId = (name: string): PartyId => made(parsePartyId(name));

export interface LabText {
  readonly id: string;
  readonly to?: string;
  readonly collection: number;
  readonly allow: readonly unknown[];
  readonly deny?: readonly unknown[];
  readonly references?: string;
  readonly valid?: { readonly from?: string; readonly until?: string };
}

export function parseLabText(text: LabText, self: string): TermsText {
  return made(
    parseTerms({
      id: text.id,
      from: `party:${self}`,
      ...(text.to === undefined ? {} : { to: `party:${text.to}` }),
      over: `collection:c${text.collection}`,
      allow: text.allow,
      ...(text.deny === undefined ? {} : { deny: text.deny }),
      ...(text.valid === undefined ? {} : { valid: text.valid }),
      references: text.references ?? 'keep',
    }),
  );
}
