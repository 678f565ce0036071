import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import { type MemberStretch, type Membership, stretchAt, stretchesOf } from './membership.ts';

/** Coalitions of one party from a moment on, until the next entry; the first entry has no beginning. */
export interface MembershipTurn {
  readonly from: Micros | 'always';
  /** Ids with `coalition:`, sorted. */
  readonly coalitions: readonly string[];
}

/** Who belongs to which coalition, bitemporally; pure in its rows and the two times. */
export interface CoalitionBook {
  /** Stretches of belonging as known at `known`, in order; none for a coalition nobody knows. */
  stretches(coalition: string, party: PartyId, known: Micros): readonly MemberStretch[];
  /** Every set of coalitions a party has belonged or will belong to, in the order of valid time. */
  turns(party: PartyId, known: Micros): readonly MembershipTurn[];
}

const prefix = 'coalition:';
/** The slug of a coalition written with or without its prefix. */
export const coalitionSlug = (text: string): string => (text.startsWith(prefix) ? text.slice(prefix.length) : text);

export function buildCoalitionBook(rows: readonly Membership[]): CoalitionBook {
  const byParty = new Map<PartyId, Map<string, Membership[]>>();
  for (const row of rows) {
    const own = byParty.get(row.party) ?? new Map<string, Membership[]>();
    byParty.set(row.party, own);
    const list = own.get(row.coalition);
    if (list === undefined) own.set(row.coalition, [row]);
    else list.push(row);
  }
  const stretches: CoalitionBook['stretches'] = (coalition, party, known) =>
    stretchesOf(byParty.get(party)?.get(coalitionSlug(coalition)) ?? [], known);
  return {
    stretches,
    turns: (party, known) => {
      const all = [...(byParty.get(party)?.keys() ?? [])].sort().map((id) => ({
        id: `${prefix}${id}`,
        own: stretches(id, party, known),
      }));
      const borders = new Set(
        all.flatMap(({ own }) => own.flatMap(({ from, to }) => (to === null ? [from] : [from, to]))),
      );
      const at = (moment: Micros): string[] =>
        all.filter(({ own }) => stretchAt(own, moment) !== null).map(({ id }) => id);
      const turns: MembershipTurn[] = [...borders]
        .sort((a, b) => a - b)
        .map((from) => ({ from, coalitions: at(from) }));
      return [{ from: 'always', coalitions: [] }, ...turns];
    },
  };
}

/**
 * The same book with nothing in it but these coalitions. What a counterpart is told is made from such a book: of other
 * coalitions, and of who is in them, it must not hear (ticket CSP 22).
 */
export function onlyCoalitions(book: CoalitionBook, named: ReadonlySet<string>): CoalitionBook {
  const slugs = new Set([...named].map(coalitionSlug));
  return {
    stretches: (coalition, party, known) =>
      slugs.has(coalitionSlug(coalition)) ? book.stretches(coalition, party, known) : [],
    turns: (party, known) =>
      book.turns(party, known).map(({ from, coalitions }) => ({
        from,
        coalitions: coalitions.filter((id) => slugs.has(coalitionSlug(id))),
      })),
  };
}
