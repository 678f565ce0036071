import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import type { AdmiraltyGrade } from './admiralty-grade.ts';

/**
 * One attributed statement of one organ on one topic. Two clocks: `said` belongs to the speaker and may be reported
 * wrongly or backdated; `recorded` is this node's and only rises (threat T-NEG-07).
 */
export interface Statement {
  readonly id: string;
  readonly party: PartyId;
  readonly organ: string;
  readonly topic: string;
  readonly value: string;
  /** When it was said; of an interval its end, the moment by which it had been said for certain. */
  readonly said: Micros;
  /** Start of the interval when only an interval is known. Kept for readers; no rule uses it. */
  readonly saidFrom: Micros | null;
  readonly recorded: Micros;
  /** Grade of the whole attribution chain: a relay of a relay lowers it. */
  readonly grade: AdmiraltyGrade;
  /** Independent paths on which it reached us; relays of one source count once. */
  readonly paths: number;
  /** True only where the party's own key signed the words. */
  readonly signed: boolean;
  /** On our clock: from here on the statement is known not to hold (fabricated, misattributed); null while it stands. */
  readonly retractedAt: Micros | null;
  /** Through whom it came, first hop first. */
  readonly via: readonly string[];
  readonly source: { readonly text: string | null; readonly url: string | null };
  readonly note: string | null;
}
