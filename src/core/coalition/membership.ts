import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';

/**
 * What somebody recorded of one party and one coalition over a stretch of valid time: it belongs, or it does not. Never
 * changed and never removed; where two rows speak of the same instant, the one recorded later counts.
 */
export interface Membership {
  /** Order of recording, over all coalitions of a node. */
  readonly no: number;
  /** Slug, without `coalition:`. */
  readonly coalition: string;
  readonly party: PartyId;
  readonly belongs: boolean;
  /** `from` <= instant < `to`; null is without end. */
  readonly from: Micros;
  readonly to: Micros | null;
  /** This node's own clock. */
  readonly recorded: Micros;
  readonly by: string | null;
  /** The signed statement it follows: the sender's message. `thread` only where it is not the first of the coalition. */
  readonly said?: { readonly from: PartyId; readonly seq: number; readonly thread?: string };
}

/** A time without a break during which a party belongs to a coalition: `from` <= instant < `to`. */
export interface MemberStretch {
  readonly from: Micros;
  readonly to: Micros | null;
}

const end = (to: Micros | null): number => to ?? Number.POSITIVE_INFINITY;

/** When a party belonged, belongs and will belong, in order, by what was recorded no later than `known`; rows of one pair. */
export function stretchesOf(rows: readonly Membership[], known: Micros): readonly MemberStretch[] {
  const counted = rows.filter((r) => r.recorded <= known).sort((a, b) => b.no - a.no);
  const borders = [...new Set(counted.flatMap((r) => [r.from, end(r.to)]))].sort((a, b) => a - b);
  const found: { from: Micros; to: Micros | null }[] = [];
  borders.slice(0, -1).forEach((from, i) => {
    const newest = counted.find((r) => r.from <= from && from < end(r.to));
    if (newest?.belongs !== true) return;
    const next = borders[i + 1]!;
    const to = next === Number.POSITIVE_INFINITY ? null : next;
    const last = found.at(-1);
    if (last?.to === from) last.to = to;
    else found.push({ from, to });
  });
  return found;
}

/** The stretch that holds an instant, or null. */
export const stretchAt = (stretches: readonly MemberStretch[], at: Micros): MemberStretch | null =>
  stretches.find((s) => s.from <= at && at < end(s.to)) ?? null;
