/** Threads `membership/COALITION`: what is signed about a coalition, between two nodes each. */
export const membershipPrefix = 'membership';
export const membershipThread = (coalition: string): string => `${membershipPrefix}/${coalition}`;

/** A statement of who belongs to it. */
export const membershipKind = 'member';
/** A member's word that the addressee answers for it. */
export const mandateKind = 'mandate';
/** What a lead answers for the addressee. */
export const leadWordKind = 'lead-answer';
