import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';

/** What a `position` condition asks (terms profile section 3). Absent fields use the topic's policy. */
export interface PositionQuery {
  readonly topic: string;
  /** The party whose position counts. */
  readonly of: PartyId;
  /** Least Admiralty grade of the attribution chain, for example `B2` (partial order; F and 6 cannot be judged). */
  readonly grade?: string;
  /** `any`, `all`, or the name of one organ. */
  readonly organ?: string;
  /** Least number of independent paths. */
  readonly paths?: number;
  /** Only what the party's own key signed. */
  readonly signed?: boolean;
  /** How long it must have stood. */
  readonly stable?: Micros;
  readonly maxAge?: Micros;
}

/** Why there is no value to compare with. */
export type NoPosition =
  | 'unknown-topic'
  | 'none-on-record'
  | 'grade-too-low'
  | 'too-few-paths'
  | 'not-signed'
  | 'too-fresh'
  | 'too-old'
  | 'contested';

export type PositionAnswer =
  | {
      readonly known: true;
      readonly value: string;
      /** Since when it has counted for this query. */
      readonly since: Micros;
      /** Next moment at which time alone may change this answer; null when none. */
      readonly nextChange: Micros | null;
    }
  | {
      readonly known: false;
      readonly why: NoPosition;
      readonly until: Micros | null;
      readonly nextChange: Micros | null;
    };

export interface Scale {
  /** In order, first lowest. */
  readonly values: readonly string[];
  /** When false, only `is`, `not`, `any-of`, `none-of` apply. */
  readonly ordered: boolean;
}

/** Positions as derived from statements; pure in the statements and the two times. */
export interface PositionBook {
  scale(topic: string): Scale | null;
  /** As of the valid time `at`, from what was recorded no later than `known`. */
  answer(query: PositionQuery, at: Micros, known: Micros): PositionAnswer;
}
