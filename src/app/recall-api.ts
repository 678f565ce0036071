import type { Fault, Result } from '../core/result.ts';
import type { Micros } from '../core/time.ts';

/** One holder of what is to be recalled. */
export interface HolderCount {
  readonly party: string;
  /** Versions it is asked for now. */
  readonly versions: number;
  /** Versions it was asked for before and has not answered about. */
  readonly askedBefore: number;
  /** `by-hand`: it has no enrolled node; own staff ask it. */
  readonly how: 'message' | 'by-hand';
}

export interface SentRecall {
  /** Null in a dry run, and where everybody had been asked before. */
  readonly id: string | null;
  readonly holders: readonly HolderCount[];
}

export interface LiftedRecall {
  /** Versions kept back no more, counted once for each holder. */
  readonly versions: number;
  /** Of these, those that go out once their holder has answered. */
  readonly waiting: number;
}

/** One recall with one party, of either direction. */
export interface RecallRow {
  readonly direction: 'out' | 'in';
  /** Of our own recall, or of the thread in which another party asks. */
  readonly id: string;
  /** Null while our own is still being sent, and where an older one had asked for all of it. */
  readonly party: string | null;
  readonly why: string;
  readonly text: string | null;
  readonly at: Micros;
  /** The earliest of its parts. */
  readonly until: Micros | null;
  readonly versions: number;
  readonly deleted: number;
  readonly kept: number;
  readonly notHeld: number;
  /**
   * `sending`: not everybody is asked yet. `outstanding`, `overdue`: an answer is missing. `by-hand`: own staff have to ask
   * and note the answer. `waits-for-staff`: own staff have to say what is done. `answered`.
   */
  readonly state: 'sending' | 'outstanding' | 'overdue' | 'by-hand' | 'waits-for-staff' | 'answered';
  /** Whole days that an answer is waited for; null once it is there. */
  readonly days: number | null;
}

/** What own staff may do about copies that are wanted back. */
export interface RecallApi {
  /** `to`: parties, or `all-holders`. `cause`: narrowed, deleted, revoked (when left out) or corrected. */
  sendRecall(input: {
    readonly objects?: readonly string[];
    readonly accord?: string;
    readonly collection?: string;
    readonly to: readonly string[];
    readonly why: string;
    readonly cause?: string;
    readonly until?: string;
    readonly by?: string;
    readonly dryRun?: boolean;
  }): Promise<Result<SentRecall, Fault[]>>;
  recalls(): readonly RecallRow[];
  /** Everything on record about one recall. */
  recall(id: string): Promise<Result<unknown, Fault[]>>;
  /** Says what is done with copies that another party recalled: they go, or with `keep` they stay, for `why`. */
  acknowledgeRecall(input: {
    readonly id: string;
    readonly party?: string;
    readonly keep?: boolean;
    readonly why?: string;
    readonly by?: string;
  }): Promise<Result<readonly RecallRow[], Fault[]>>;
  /** What a holder answered outside of this node: `deleted`, `kept` or `not-held`. */
  noteRecall(input: {
    readonly id: string;
    readonly party: string;
    readonly answer: string;
    readonly why?: string;
    readonly by?: string;
  }): Promise<Result<readonly RecallRow[], Fault[]>>;
  /**
   * What was recalled and still stands here goes to its holders again as far as their terms let it, to each once it has
   * answered.
   */
  liftRecall(input: { readonly id: string; readonly by?: string }): Promise<Result<LiftedRecall, Fault[]>>;
  /** Deletes every version of an object that own staff or partners brought, and recalls it from all who got it. */
  deleteObject(input: {
    readonly object: string;
    readonly why?: string;
    readonly by?: string;
    readonly dryRun?: boolean;
  }): Promise<Result<{ readonly versions: number; readonly holders: readonly HolderCount[] }, Fault[]>>;
}
