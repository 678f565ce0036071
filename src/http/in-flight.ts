import type { PartyId } from '../core/ids.ts';

/** Requests of one party that are being answered; a page that a slow reader has not taken yet counts (threat model section 3). */
export interface InFlight {
  /** False when the party has as many as it may. */
  enter(party: PartyId): boolean;
  leave(party: PartyId): void;
}

/** Counts are kept once made: parties are those of the node, never what a stranger names. */
export function inFlight(max: number): InFlight {
  const counts = new Map<PartyId, { now: number }>();
  return {
    enter(party) {
      const count = counts.get(party);
      if (count === undefined) {
        counts.set(party, { now: 1 });
        return true;
      }
      if (count.now >= max) return false;
      count.now++;
      return true;
    },
    leave(party) {
      const count = counts.get(party);
      if (count !== undefined && count.now > 0) count.now--;
    },
  };
}
