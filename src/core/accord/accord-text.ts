import type { AccordId } from '../ids.ts';
import type { Topic } from '../position/index.ts';
import type { TermsText } from '../terms/index.ts';

/** Who starts a delivery: the receiver asks, or the giver sends. */
export const deliveries = ['pull', 'push'] as const;
export type Delivery = (typeof deliveries)[number];

/** What one party gives the other. */
export interface Leg {
  readonly terms: TermsText;
  readonly delivery: Delivery;
}

/** One text tabled to a coalition is one accord for each member; the same `offer` links them. */
export interface CoalitionLink {
  /** `coalition:ID`. */
  readonly id: string;
  /** `urn:uuid:…`, the same in the accord of every member. */
  readonly offer: string;
  /** `party:ID` of every member the text was tabled to. */
  readonly members: readonly string[];
  /** `party:ID` of the member that answers for those that mandated it. */
  readonly lead?: string;
}

/** What two parties sign: one leg, or two in opposite directions (accord protocol, Resources). */
export interface AccordText {
  readonly legs: readonly [Leg] | readonly [Leg, Leg];
  /** Scales that the conditions use, signed with the text, so that a word means the same on both nodes. */
  readonly topics: readonly Topic[];
  /** After it the text on the table has lapsed; RFC 3339 in UTC. */
  readonly openUntil?: string;
  /** The accord that ends, in the same transaction, when this one comes into force. */
  readonly replaces?: AccordId;
  readonly coalition?: CoalitionLink;
}
