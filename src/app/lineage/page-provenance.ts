import type { PartyId, TextId } from '../../core/ids.ts';
import { handedOn, type Lineage } from '../../core/lineage/index.ts';
import { toWire } from '../../formats/index.ts';
import { writeProvenance } from '../../protocol/index.ts';
import type { ReleaseEngine } from '../release/engine.ts';
import type { PartnerFeed } from '../release/partner-feed.ts';
import type { ReceivedTexts } from './received-texts.ts';
import { termsThatStick } from './terms-that-stick.ts';

interface Deps {
  readonly engine: ReleaseEngine;
  readonly received: ReceivedTexts;
  readonly self: PartyId;
}

/**
 * How each of these versions comes to the partner of a feed, as JSON text: one hop more than it came here, under the texts
 * that let it out beside those that stick. Texts of earlier hops go along, as far as they bind who gets them next.
 */
export function pageProvenance(deps: Deps, feed: PartnerFeed, seqs: readonly number[]): string {
  const byClass = new Map<number, Lineage>();
  const texts = new Map<TextId, unknown>();
  const objects = seqs.map((seq) => {
    const classNo = feed.collection.classes[seq]!;
    let lineage = byClass.get(classNo);
    if (lineage === undefined) {
      const came = deps.engine.book.factsOf(classNo).lineage;
      lineage = handedOn(came, deps.self, deps.engine.releasing(feed, classNo));
      byClass.set(classNo, lineage);
      for (const one of came ?? [])
        for (const text of deps.received.stickingTo(one))
          if (text.terms !== null && !texts.has(text.id))
            texts.set(text.id, toWire({ ...termsThatStick(text.terms.text), id: text.id }));
    }
    return lineage;
  });
  return writeProvenance({ objects, texts: [...texts].map(([id, document]) => ({ id, document })) });
}
