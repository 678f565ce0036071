import type { PartyId } from '../../core/ids.ts';
import type { Provenance } from '../../core/lineage/index.ts';
import { answerOver } from '../lineage/consent-book.ts';
import { type AskedOf, partyNamed } from './asked-answers.ts';
import type { StoredFacts } from './class-book.ts';

/** Whom a condition of a sticking text means. */
export const askedBySticking =
  (origin: PartyId, over: string | null): AskedOf =>
  (of) => {
    const by = of === 'originator' ? origin : partyNamed(of);
    return by === null ? [] : [{ by, over: answerOver(by, origin, over) }];
  };

/** Whom a text of `self` over a collection means: the originator is whoever an object came from. */
export const askedByOwn =
  (self: PartyId, over: string, facts: StoredFacts | null, overOf: (one: Provenance) => string | null): AskedOf =>
  (of) => {
    const named = partyNamed(of);
    if (named !== null) return [{ by: named, over: answerOver(named, self, over) }];
    if (of !== 'originator') return [];
    // Of a whole collection the giver is the originator.
    const from = facts?.deliverer ?? self;
    if (facts?.lineage === undefined) return [{ by: from, over: answerOver(from, self, over) }];
    return facts.lineage.map((one) => ({ by: one.origin, over: overOf(one) }));
  };
