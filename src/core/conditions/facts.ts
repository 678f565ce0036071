import type { CoalitionBook } from '../coalition/index.ts';
import type { PartyId } from '../ids.ts';
import type { TlpLevel } from '../marking/index.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { ObjectFacts } from '../stix/object-facts.ts';
import type { Micros } from '../time.ts';
import type { AccordStanding } from './accord-standing.ts';

/** Versions of an object in the order in which they are tried (terms profile sections 3 and 5). */
export const forms = ['raw', 'redacted', 'tearline', 'statistical'] as const;
export type Form = (typeof forms)[number];

/** What a fact that is not stored in the object comes as: text, a set of texts, or null when unknown. */
export type StatedFact = string | readonly string[] | null;

/**
 * Everything a gate may ask: facts about two parties and the time, never about an object.
 *
 * `other` answers operands by `operandKey` for which no source of their own exists here (ledger, coalition, appraisal …).
 * Numbers come as decimal text or as `n/d` (a ratio over nothing is `infinite`), durations as ISO 8601 or as the RFC 3339
 * moment from which they count, sets as lists.
 */
export interface GateFacts {
  readonly giver: PartyId;
  readonly receiver: PartyId;
  readonly positions: PositionBook;
  /** Since when the text is in force between the two; null when it is not. */
  readonly agreementSince: Micros | null;
  /** Valid time of the decision. */
  readonly at: Micros;
  /** Knowledge time: only what was recorded by then counts. */
  readonly known: Micros;
  /** Who belongs to which coalition; null or absent where none is on record: then nothing is known of memberships. */
  readonly coalitions?: CoalitionBook | null;
  /** Accords on record; null or absent where there are none: then nothing is known of any leg. */
  readonly accords?: AccordStanding | null;
  other(operandKey: string): StatedFact;
  /** Since when the value of `other` has stood, and when time alone may change it; null when not known. */
  readonly otherTimes?: (
    operandKey: string,
  ) => { readonly since: Micros | null; readonly nextChange: Micros | null } | null;
}

/** What a filter may ask of one object (or of a class of objects alike in all this). */
export interface ObjectView {
  readonly facts: ObjectFacts;
  /** Effective marking of what would be sent; null when unknown. */
  readonly tlp: TlpLevel | null;
  /** Names of the markings beside their ids, for example `marking:noforn`. */
  readonly markingNames: readonly string[];
  /** Some marking has no known definition: the object is withheld. */
  readonly unknownMarking: boolean;
  /** Object facts kept elsewhere (consent, corroborations …), by `operandKey`; absent means all unknown. */
  readonly other?: (operandKey: string) => StatedFact;
}
