import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import type { AccordState } from './accord-state.ts';

/** What a step may look at beside the accord and the message. */
export interface StepContext {
  /** Whose node this is: its own messages are held to the clock, those of the other party to the stage. */
  readonly self: PartyId;
  readonly at: Micros;
  /** The state of the accord that the text replaces; null when there is none. Wanted for texts with `replaces`. */
  readonly replaced?: AccordState | null;
  /** Other accords that would replace the same one. */
  readonly rivals?: readonly AccordState[];
  /** For a first text: how many negotiations its author has open with the partner. */
  readonly openAccords?: number;
  /** The digest of a message that was taken before; null when it is not at hand. */
  readonly digestOf?: (party: PartyId, seq: number) => string | null;
}
