import type { AccordId, PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import type { AccordText } from './accord-text.ts';
import type { Hold, Move, Reason } from './move.ts';

/** The text on the table. */
export interface Version {
  /** From 1. */
  readonly number: number;
  /** Who wrote it; the other party has the turn. */
  readonly author: PartyId;
  readonly hash: string;
  readonly text: AccordText;
  /** Number of the author's message that brought it. */
  readonly seq: number;
}

export interface Act {
  readonly party: PartyId;
  /** Number of the party's message. */
  readonly seq: number;
  readonly reason?: Reason;
}

/** Ends that a message makes. `expired` and most lapses are read off the clock instead, see `phaseAt`. */
export type EndKind = 'refused' | 'withdrawn' | 'lapsed' | 'revoked' | 'superseded';

/** Where an accord stands by its messages alone. Time is no part of it, so both nodes come to the same. */
export type Stage =
  | { readonly name: 'draft' }
  | { readonly name: 'tabled' }
  | { readonly name: 'held'; readonly hold: Hold }
  | {
      readonly name: 'accepted';
      /** Taken after `openUntil` by the author's clock: the author can only withdraw. Never set on the acceptor's node. */
      readonly late: boolean;
      /** The acceptor revoked before it had the confirm: what a confirm makes is revoked at once (rule 6). */
      readonly parting: Act | null;
    }
  | {
      readonly name: 'in-force';
      /** When the author confirmed. */
      readonly since: Micros;
      /** In order of the parties; empty while nothing is suspended. */
      readonly suspensions: readonly Act[];
    }
  | {
      readonly name: 'ended';
      readonly kind: EndKind;
      /** Who ended it, in order of the parties; two where both did. Empty for `superseded`. */
      readonly by: readonly Act[];
      /** Since when it had been in force; null when it never was. */
      readonly since: Micros | null;
      /** The accord that came into force in its place. */
      readonly next: AccordId | null;
    };

/** Two messages of one party with one number (T-NEG-03). */
export interface Frozen {
  readonly party: PartyId;
  readonly seq: number;
}

/** One negotiation and what came of it, as plain JSON. */
export interface AccordState {
  readonly id: AccordId;
  /** In code unit order, so that both nodes hold equal states. */
  readonly parties: readonly [PartyId, PartyId];
  readonly stage: Stage;
  /** Null in a draft only. */
  readonly table: Version | null;
  /** Number of the last message taken of each party. */
  readonly taken: readonly [number, number];
  readonly frozen: Frozen | null;
}

/** One message as the machine sees it, of either side, its signature and addressing checked. */
export interface AccordMessage {
  readonly accord: AccordId;
  readonly from: PartyId;
  /** From 1, for each sender. */
  readonly seq: number;
  /** Number of the last message of the other party that the sender had taken. */
  readonly seen: number;
  readonly issued: Micros;
  readonly move: Move;
  /** Hash of the signed bytes; with it two messages with one number are told from a repeated one. */
  readonly digest?: string;
}

/** An accord without a message yet. */
export function newAccord(id: AccordId, one: PartyId, two: PartyId): AccordState {
  const parties: readonly [PartyId, PartyId] = one < two ? [one, two] : [two, one];
  return { id, parties, stage: { name: 'draft' }, table: null, taken: [0, 0], frozen: null };
}

export const otherParty = (state: AccordState, party: PartyId): PartyId =>
  state.parties[0] === party ? state.parties[1] : state.parties[0];

export const takenOf = (state: AccordState, party: PartyId): number =>
  state.parties[0] === party ? state.taken[0] : state.taken[1];

/** What this party would send next: the number and `seen` that both nodes expect. */
export function nextMessage(state: AccordState, from: PartyId, move: Move, issued: Micros): AccordMessage {
  const seen = takenOf(state, otherParty(state, from));
  return { accord: state.id, from, seq: takenOf(state, from) + 1, seen, issued, move };
}
