import { toCounterpart } from '../core/decision/index.ts';
import type { PartyId } from '../core/ids.ts';
import { formatMicros } from '../core/time.ts';
import type { ReleaseNotice } from './partner-api.ts';
import type { CollectionState } from './release/collection-state.ts';
import type { ReleaseEngine } from './release/engine.ts';

/**
 * What a partner may know of the gates over a collection: made of texts and facts about the parties, never of objects
 * (terms profile section 5, T-NEG-09). Kept until a gate moves, since the search for ways is not cheap.
 */
export class ReleaseNotices {
  readonly #engine: ReleaseEngine;
  readonly #kept = new Map<number, { readonly decision: string; readonly notice: ReleaseNotice }>();

  constructor(engine: ReleaseEngine) {
    this.#engine = engine;
  }

  of(party: PartyId, collection: CollectionState): ReleaseNotice | null {
    const feed = this.#engine.feed(party, collection.record.no);
    if (feed === undefined) return null;
    const decision = `${feed.decision}/${feed.nextChange}/${feed.texts.map((t) => t.id).join()}`;
    const kept = this.#kept.get(feed.no);
    if (kept?.decision === decision) return kept.notice;
    const { at } = this.#engine.horizon();
    const texts = feed.texts
      .filter((t) => t.terms.text.disclose !== 'none' || feed.isOpen(t.id))
      .map((t) => ({
        text: t.id,
        ...toCounterpart({ terms: t.terms, inForce: true, gate: this.#engine.gateFacts(t, party, at, at) }, 'receive'),
      }));
    const notice: ReleaseNotice = {
      gate: texts.some((t) => t.gate === 'open') ? 'open' : 'closed',
      texts: texts.map((t) => ({
        ...t,
        ...(t.ways === undefined
          ? {}
          : {
              ways: t.ways.map((way) =>
                way.map((c) => ({ ...c, earliest: c.earliest === null ? null : formatMicros(c.earliest) })),
              ),
            }),
      })),
    };
    this.#kept.set(feed.no, { decision, notice });
    return notice;
  }
}
