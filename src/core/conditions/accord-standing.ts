import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';

/** Life-cycle of a leg as conditions see it: draft is none; tabled, held and accepted are proposed; final states ended. */
export const legStates = ['none', 'proposed', 'in-force', 'suspended', 'ended'] as const;
export type LegState = (typeof legStates)[number];

export interface LegStanding {
  readonly state: LegState;
  /** Since when it has been in this state. */
  readonly since: Micros;
  /** When time alone ends it: nobody answered until then, or its term is over. */
  readonly nextChange: Micros | null;
}

/** Accords on record, as far as a gate may ask. Every answer is as of valid time `at`, from what was on record at `known`. */
export interface AccordStanding {
  /** The leg that `giver` gives; `none` for an accord without such a leg, null for an accord that is not on record. */
  leg(accord: string, giver: PartyId, at: Micros, known: Micros): LegStanding | null;
  /** Since when an accord has been in force, suspended or not; null when it is not, or not on record. */
  inForceSince(accord: string, at: Micros, known: Micros): Micros | null;
}
