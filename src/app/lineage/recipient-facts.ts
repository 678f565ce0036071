import type { CoalitionBook } from '../../core/coalition/index.ts';
import { earliest, type StatedFact } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';

/** What a recipient is to this node (operand `recipient-relation`). */
export const recipientRelations = ['organisation', 'client', 'community'] as const;
export type RecipientRelation = (typeof recipientRelations)[number];

export interface RecipientParts {
  readonly self: PartyId;
  /** As own staff recorded it; null when they recorded nothing. */
  readonly relation: (party: PartyId) => RecipientRelation | null;
  readonly coalitions: () => CoalitionBook | null;
}

interface Told {
  readonly fact: StatedFact;
  readonly nextChange: Micros | null;
}

interface Memberships {
  /** With `coalition:`. */
  readonly now: readonly string[];
  readonly nextChange: Micros | null;
}

/**
 * What is known of the party that something would be passed on to, for the conditions of sticking texts. Nobody declares
 * it: the recipient is whoever asks, and what it is comes from this node's own records (T-NEG-13).
 */
export class RecipientFacts {
  readonly #parts: RecipientParts;

  constructor(parts: RecipientParts) {
    this.#parts = parts;
  }

  /** Null for operands that do not ask about the recipient. */
  fact(key: string, recipient: PartyId, at: Micros, known: Micros): Told | null {
    switch (key) {
      case 'recipient':
        return { fact: `party:${recipient}`, nextChange: null };
      case 'recipient-member-of': {
        const { now, nextChange } = this.#memberships(recipient, at, known);
        return { fact: this.#parts.coalitions() === null ? null : now, nextChange };
      }
      case 'recipient-relation':
        return this.#relation(recipient, at, known);
      default:
        return null;
    }
  }

  /** Who stands in a coalition with us belongs to our community, unless staff say that it is more than that. */
  #relation(recipient: PartyId, at: Micros, known: Micros): Told {
    const stated = this.#parts.relation(recipient);
    if (stated !== null) return { fact: stated, nextChange: null };
    const [own, theirs] = [this.#parts.self, recipient].map((party) => this.#memberships(party, at, known));
    const shared = theirs!.now.some((id) => own!.now.includes(id));
    return { fact: shared ? 'community' : null, nextChange: earliest(own!.nextChange, theirs!.nextChange) };
  }

  #memberships(party: PartyId, at: Micros, known: Micros): Memberships {
    const turns = this.#parts.coalitions()?.turns(party, known) ?? [];
    const past = turns.filter(({ from }) => from === 'always' || from <= at);
    const next = turns.find(({ from }) => from !== 'always' && from > at)?.from;
    return { now: past.at(-1)?.coalitions ?? [], nextChange: typeof next === 'number' ? next : null };
  }
}
