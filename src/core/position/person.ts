import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';

/** Somebody who speaks for organs; who held which role when is what makes a speaker's word an organ's word. */
export interface Person {
  /** Slug: a–z, 0–9 and `-`. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly PersonRole[];
}

export interface PersonRole {
  readonly party: PartyId;
  readonly organ: string | null;
  readonly role: string;
  /** Null: not known since when, or still held. */
  readonly from: Micros | null;
  readonly to: Micros | null;
}
