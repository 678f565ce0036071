import type { AccordMessage, AccordState, AccordText, MoveKind, step } from '../../../src/core/accord/index.ts';
import type { PartyId } from '../../../src/core/ids.ts';

export type Machine = typeof step;

/** What one search may meet. Queues are ordered for each accord and direction; accords overtake one another. */
export interface World {
  /** The accords at the start, equal on both nodes. */
  readonly accords: readonly AccordState[];
  /** Who may table what, by index of the accord. */
  readonly openers: readonly (PartyId | null)[];
  readonly textOf: (accord: number, version: number, author: PartyId) => AccordText;
  readonly versionsMax: number;
  /** Messages of each party in each accord. */
  readonly messagesMax: readonly [number, number];
  /** Moves that nobody makes, to keep the search small. */
  readonly without?: readonly MoveKind[];
  /** How many messages may come a second time, at any later moment. */
  readonly duplicates: number;
  /** Each party's clock may pass `openUntil`, at any moment. */
  readonly clocks?: boolean;
  /** Queues give up any message, not the first alone; one that does not follow is tried again later. */
  readonly unordered?: boolean;
  /** One text may become another of the same number under way: a dishonest author, or two readings of one text. */
  readonly tampered?: boolean;
  /**
   * How many messages may reach the other node after their time. There they keep their number and have no effect, and the
   * sender hears of it before its next message of that accord goes out; so do messages that built on one of them.
   */
  readonly expiries?: number;
  /** Kinds of messages that may expire; those of the product when absent. */
  readonly expiring?: readonly MoveKind[];
  readonly statesMax?: number;
}
/** What one search met. */
export interface Found {
  readonly states: number;
  readonly quiet: number;
  /** Quiet states by the phases of the accords. */
  readonly ends: ReadonlyMap<string, number>;
  /** The first thing that went wrong; null when nothing did. */
  readonly wrong: string | null;
  /** Every state of one accord and every message that was met. */
  readonly accordStates: readonly AccordState[];
  readonly messages: readonly AccordMessage[];
}
