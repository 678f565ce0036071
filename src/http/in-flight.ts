import type { PartyId } from '../core/ids.ts';

/** Requests of one party that are being answered; a page that a slow reader has not taken yet counts (threat model section 3). */
export interface InFlight {
  /** False when the party has as many as it may. */
  enter(party: PartyId): boolean;
  leave(party: PartyId): void;
}

export function inFlight(max: number): InFlight {
  const counts = new Map<PartyId, number>();
  return {
    enter(party) {
      const count = counts.get(party) ?? 0;
      if (count >= max) return false;
      counts.set(party, count + 1);
      return true;
    },
    leave(party) {
      const count = counts.get(party) ?? 0;
      if (count <= 1) counts.delete(party);
      else counts.set(party, count - 1);
    },
  };
}
