import type { TextId } from '../../core/ids.ts';
import type { TermsText } from '../../core/terms/index.ts';
import { fromWire } from '../../formats/index.ts';
import type { PageProvenance } from '../../protocol/index.ts';

/**
 * Texts of earlier hops as they came with a page, read from their wire form; for `ReceivedTexts.keepRelayed`. One that
 * cannot be read, or that is not the text it is called, is left out: then it is not known, and what came under it is
 * passed on to nobody.
 */
export const relayedTexts = (
  page: Pick<PageProvenance, 'texts'>,
): readonly { readonly id: TextId; readonly text: TermsText }[] =>
  page.texts.flatMap(({ id, document }) => {
    const read = fromWire(document);
    return read.ok && read.value.id === id ? [{ id, text: read.value }] : [];
  });
