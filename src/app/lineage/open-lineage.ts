import type { PartyId } from '../../core/ids.ts';
import type { Store } from '../../ports/store.ts';
import type { Coalitions } from '../coalitions.ts';
import type { Parties } from '../parties.ts';
import { ConsentBook } from './consent-book.ts';
import { ConsentCases } from './consent-case.ts';
import { type ConsentDeps, ConsentDesk } from './consent-desk.ts';
import { IndependenceBook } from './independence-book.ts';
import { ReceivedTexts } from './received-texts.ts';
import { RecipientFacts } from './recipient-facts.ts';

/** Everything on record about what others gave and under which terms. */
export function openLineage(store: Store, self: PartyId, parties: Parties, coalitions: Coalitions) {
  return {
    received: new ReceivedTexts(store),
    consents: new ConsentBook(store),
    independence: new IndependenceBook(store),
    recipients: new RecipientFacts({
      self,
      relation: (party) => parties.get(party)?.relation ?? null,
      coalitions: () => coalitions.book,
    }),
  };
}

/** Questions for consent, once messages can be exchanged; what had arrived before is looked at. */
export function openConsents(parts: Omit<ConsentDeps, 'cases'>) {
  const consentCases = new ConsentCases(parts.store);
  for (const { role, object } of consentCases.list()) if (role === 'asker') parts.consents.noteAsked(object);
  const consentDesk = new ConsentDesk({ ...parts, cases: consentCases });
  consentDesk.start();
  return { consentCases, consentDesk };
}
