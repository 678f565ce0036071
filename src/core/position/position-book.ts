import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import type { Basis } from './position-basis.ts';

/** By which clock the patience of `stable` runs: when it was said, when we could know it, or the later of the two. */
export const clocks = ['later', 'recorded', 'said'] as const;
export type PatienceClock = (typeof clocks)[number];

/** What a `position` condition asks (terms profile section 3). Absent fields use the topic's policy. */
export interface PositionQuery {
  readonly topic: string;
  /** The party whose position counts. */
  readonly of: PartyId;
  /** Asks for what this assessor finds the party to do, instead of what the party says. */
  readonly by?: string;
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
  /** By which clock; `later` when absent. */
  readonly clock?: PatienceClock;
  readonly maxAge?: Micros;
}

/** Why there is no value to compare with. */
export type NoPosition =
  | 'unknown-topic'
  | 'none-on-record'
  | 'grade-too-low'
  | 'joint-unconfirmed'
  | 'not-as-quoted'
  | 'awaits-second-person'
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

/** A stretch of valid time over which an answer stays the same. */
export interface Stretch {
  readonly from: Micros;
  readonly answer: PositionAnswer;
}

/** Positions as derived from statements; pure in the statements and the two times. */
export interface PositionBook {
  scale(topic: string): Scale | null;
  /** As of the valid time `at`, from what was recorded no later than `known`. */
  answer(query: PositionQuery, at: Micros, known: Micros): PositionAnswer;
  /** What an answer rests on and what could not carry it; absent where positions are supposed. */
  readonly basis?: (query: PositionQuery, at: Micros, known: Micros) => Basis;
  /** Every answer in the order of valid time up to `until`, as known at `known`. */
  readonly history?: (query: PositionQuery, known: Micros, until: Micros) => readonly Stretch[];
}
