import type { PartyId } from '../../core/ids.ts';
import type { Fault } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { peer } from '../../protocol/index.ts';

/** What is recalled, in the numbers of this node. Numbers of versions as in core/number-ranges.ts. */
export interface RecallScope {
  /** Null: everything that went out. */
  readonly of: readonly { readonly collection: number; readonly seqs: string }[] | null;
  /** Only what went out under one of these texts; null for whatever texts. */
  readonly under: readonly string[] | null;
}

/** One wish to have something back, of own staff or of the node itself. Document kind `recall`. */
export interface Recall {
  /** `urn:uuid:…`; the threads with holders have names of their own, so that holders cannot compare. */
  readonly id: string;
  readonly at: Micros;
  readonly why: peer.RecallCause;
  readonly text: string | null;
  readonly ask: 'delete' | 'replace';
  /** Null: what the delete duty of the texts says, if there is one. */
  readonly until: Micros | null;
  readonly accord: string | null;
  /** Who of own staff; null for the node itself. */
  readonly by: string | null;
  readonly scope: RecallScope;
  /** Null: all holders. */
  readonly to: readonly PartyId[] | null;
  /** Never asked: who brought it. */
  readonly except: readonly PartyId[];
  /**
   * What goes to a holder no more until this is lifted, whatever its terms: what it might get now (`visible`), that and
   * what it might get by the texts there are once gates move (`possible`), everything that is named, or nothing (the terms
   * themselves keep it back, or it is gone).
   */
  readonly withhold: 'possible' | 'visible' | 'all' | 'none';
  /** What a holder may still get under other texts is left with it. */
  readonly sparesVisible: boolean;
  /** Only what went out under texts that owe deletion. */
  readonly owedOnly: boolean;
  /** The recall of another party that is passed on; null for one of our own. */
  readonly forwards: { readonly peer: PartyId; readonly thread: string; readonly part: number } | null;
  /** Every holder has been asked. */
  readonly sent: boolean;
  readonly liftedAt: Micros | null;
}

/** Versions whose newest may now be for fewer. Document kind `recall-check`. */
export interface NarrowCheck {
  readonly collection: number;
  readonly seqs: string;
  /** Who saw one of them just before its facts changed; null for versions that were added. */
  readonly seenBy: readonly PartyId[] | null;
}

/** Versions that one message asks for. */
export interface RecallPart {
  readonly collection: number;
  readonly seqs: string;
  readonly count: number;
  readonly texts: readonly string[];
  readonly until: Micros | null;
}

/** What one holder is asked for in one thread. Document kind `recall-to`, by thread. */
export interface RecallTo {
  readonly recall: string;
  readonly party: PartyId;
  readonly thread: string;
  readonly at: Micros;
  /** Whoever has no enrolled node is asked by own staff. */
  readonly how: 'message' | 'by-hand';
  readonly parts: readonly RecallPart[];
  /** Length of the holder's feed of each collection then: what goes out at or behind it went out again. */
  readonly upTo: Readonly<Record<string, number>>;
  /** Nothing of a part goes to the holder again before it has answered. Absent where it was asked before this was so. */
  readonly awaits?: true;
}

/** What became of one part. Document kind `recall-part`, by thread and part. */
export interface PartState {
  readonly deliveredAt: Micros | null;
  /** Its node cannot be asked this way, and why: staff has to. */
  readonly trouble: readonly Fault[] | null;
  readonly answer: PartAnswer | null;
  /** The holder deletes nothing any more because of this part: what lets versions out again lets them out. */
  readonly isOver?: true;
}

export interface PartAnswer {
  readonly at: Micros;
  /** Who of own staff noted it; null for an answer of the holder's node. */
  readonly by: string | null;
  readonly deeds: readonly peer.DeedOf[];
  readonly forwarded: readonly peer.ForwardedTo[];
}

/** A recall of another party, by message. Document kind `recall-in`, by peer, thread and part. */
export interface IncomingRecall {
  readonly peer: PartyId;
  readonly thread: string;
  readonly part: number;
  readonly parts: number;
  /** Number of its message in the thread: there the versions stand. */
  readonly seq: number;
  readonly at: Micros;
  readonly why: peer.RecallCause;
  readonly text: string | null;
  readonly ask: 'delete' | 'replace';
  readonly until: Micros | null;
  readonly accord: string | null;
  readonly texts: readonly string[];
  readonly count: number;
  /**
   * `new`: nothing was done yet. `asked`: what is held is kept back from everybody and waits for own staff. `done`: what
   * is decided is done, and the answer waits until whoever had it from us is asked. `answered`: the answer is written.
   */
  readonly state: 'new' | 'asked' | 'done' | 'answered';
  /** Versions held here of it when it came; null before that was looked up. */
  readonly held: number | null;
  /** Own staff said what is to be done. */
  readonly decided: { readonly by: string | null; readonly keep: string | null } | null;
  readonly deeds: PartAnswer['deeds'];
  /** Our own recall from those who had it from us. */
  readonly forward: string | null;
  readonly answeredAt: Micros | null;
}
