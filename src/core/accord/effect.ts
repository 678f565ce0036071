import type { AccordId, PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import type { Frozen, Version } from './accord-state.ts';
import type { Hold, Move, MoveKind } from './move.ts';

/** What a message brought about, in order; the app acts on it in the transaction that stores the state. */
export type Effect =
  /** A version lies on the table; `previous` is what it takes the place of, for a comparison clause by clause. */
  | { readonly what: 'tabled'; readonly version: Version; readonly previous: Version | null }
  | { readonly what: 'held'; readonly by: PartyId; readonly hold: Hold }
  | { readonly what: 'reopened'; readonly by: PartyId }
  | { readonly what: 'accepted'; readonly by: PartyId; readonly version: Version }
  /** Both have signed. The legs open, unless a later effect of the same step closes them again. */
  | { readonly what: 'in-force'; readonly version: Version; readonly since: Micros }
  | { readonly what: 'suspended'; readonly by: PartyId }
  /** `flows`: nobody else suspends it. */
  | { readonly what: 'resumed'; readonly by: PartyId; readonly flows: boolean }
  /** The acceptor revoked before the confirm: the author can only withdraw now. */
  | { readonly what: 'parting'; readonly by: PartyId }
  /** `since`: when it had come into force; null when it never did. */
  | {
      readonly what: 'ended';
      readonly kind: 'refused' | 'withdrawn' | 'lapsed' | 'revoked';
      readonly by: PartyId;
      readonly since: Micros | null;
    }
  /** The accord `replaced` ended; its state is `Step.replaced`. */
  | { readonly what: 'superseded'; readonly replaced: AccordId }
  /** Written before its sender knew what had happened here; taken, and nothing changed. */
  | { readonly what: 'crossed'; readonly kind: MoveKind; readonly by: PartyId }
  /** This node sends this move on this accord now, in the same transaction. */
  | { readonly what: 'answer'; readonly move: Move }
  | { readonly what: 'frozen'; readonly frozen: Frozen };
