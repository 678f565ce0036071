import type { AccordState, HoldCondition } from '../../core/accord/index.ts';
import type { MandateMove } from '../../core/coalition/index.ts';
import type { LegState } from '../../core/conditions/index.ts';
import type { AccordId, PartyId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json-value.ts';
import type { Fault } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';

/** A version as it lay on the table: the document that was signed, with its hash. */
export interface KeptVersion {
  readonly number: number;
  readonly author: PartyId;
  readonly hash: string;
  readonly document: JsonObject;
  readonly at: Micros;
}

/** One stretch of the life of an accord, until the next: what the operand `leg` answers from. */
export interface CourseEntry {
  readonly at: Micros;
  readonly state: LegState;
  /** Each leg by who gives it, with the last moment at which time alone leaves it in this state. */
  readonly legs: readonly { readonly giver: PartyId; readonly last: Micros | null }[];
}

/** What this node waits for before it reopens, whole; the other side has heard of it what `told` lets it. */
export interface OwnHold {
  readonly conditions: readonly HoldCondition[];
  readonly reopens: 'auto' | 'hand';
  /** Since when they all hold; null while some do not. */
  readonly metSince: Micros | null;
}

/** A signature that would open too much for one person waits for a second one. */
export interface AwaitedSecond {
  readonly move: 'accept' | 'confirm';
  readonly by: string;
  readonly objects: number;
  readonly since: Micros;
}

/** What a lead signed for this node under a mandate, and what became of it. */
export interface LeadWordTaken {
  readonly lead: PartyId;
  /** Slug, without `coalition:`. */
  readonly coalition: string;
  /** Its message. */
  readonly thread: string;
  readonly seq: number;
  readonly offer: string;
  readonly common: string;
  readonly move: MandateMove;
  readonly note: string | null;
  /** Not made from then on. */
  readonly until: Micros;
  readonly at: Micros;
  /** `second-person`: it would open too much and is left to own staff. */
  readonly state: 'waiting' | 'made' | 'second-person' | 'not-made';
  /** Why it was not made. */
  readonly faults: readonly Fault[];
}

/** One accord as this node keeps it: the machine's state, what was signed, and what is this node's own business. */
export interface AccordRecord {
  readonly id: AccordId;
  readonly peer: PartyId;
  readonly state: AccordState;
  readonly versions: readonly KeptVersion[];
  readonly course: readonly CourseEntry[];
  /** `auto`: an acceptance of a version of ours is confirmed at once. */
  readonly confirms: 'auto' | 'hand';
  /** Who set `confirms`, or signed last. */
  readonly by: string | null;
  readonly hold: OwnHold | null;
  readonly awaits: AwaitedSecond | null;
  /** What went wrong and staff should look at; null when nothing. */
  readonly trouble: { readonly at: Micros; readonly faults: readonly Fault[] } | null;
  /** Numbers of our messages that the other side put on record without effect. */
  readonly ignored?: readonly number[];
  /** What leads answered for us, in the order in which it came, the newest of them. */
  readonly leadWords?: readonly LeadWordTaken[];
  readonly startedAt: Micros;
  readonly changedAt: Micros;
}
