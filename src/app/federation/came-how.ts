import type { PartyId, TextId } from '../../core/ids.ts';
import type { Lineage } from '../../core/lineage/index.ts';
import { type Fault, ok, type Result } from '../../core/result.ts';
import type { TermsText } from '../../core/terms/index.ts';
import { provenanceProperty, readProvenance } from '../../protocol/index.ts';
import { relayedTexts } from '../lineage/relayed-texts.ts';
import type { SourceRecord } from './source-record.ts';

/** How the objects of one delivery came, one lineage each, and texts of earlier hops that travel with them. */
export interface CameHow {
  readonly lineages: readonly (Lineage | null)[];
  readonly texts: readonly { readonly id: NonNullable<TermsText['id']>; readonly text: TermsText }[];
}

/** What a server that is no node brings: from its party, under the text that own staff attached to it, if any. */
export const fromServer = ({ party, terms }: Pick<SourceRecord, 'party' | 'terms'>): Lineage => [
  { origin: party, path: [party], under: terms === undefined ? [] : [terms] },
];

/**
 * Of what came from a node and whose way is not on record: its giver may say more, so it is held back from everybody by a
 * text that nobody knows, until its giver gives it anew and says how (`LineageKeeper.joined`).
 */
export const unknownWay = (party: PartyId): Lineage => [
  { origin: party, path: [party], under: ['urn:proviso:way-not-on-record' as TextId] },
];

/** Read from the property of the page. A peer's page without it is refused: what it holds would lose its terms. */
export function cameHow(
  source: Pick<SourceRecord, 'target' | 'party' | 'terms'>,
  custom: Readonly<Record<string, unknown>>,
  objects: number,
): Result<CameHow, Fault[]> {
  if (source.target.kind === 'foreign')
    return ok({ lineages: Array.from({ length: objects }, () => fromServer(source)), texts: [] });
  const read = readProvenance(custom[provenanceProperty], { deliverer: source.party, objects });
  return read.ok ? ok({ lineages: read.value.objects, texts: relayedTexts(read.value) }) : read;
}

/** It has been here, or began here: taking it again would send it round for ever (T-FED-08). */
export const hasBeenAt = (lineage: Lineage | null | undefined, party: PartyId): boolean =>
  (lineage ?? []).some((one) => one.path.includes(party));
