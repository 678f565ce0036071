import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import type { AdmiraltyGrade } from './admiralty-grade.ts';

/** What a record is of. Only a `statement` can ever be the position of its party. */
export const statementKinds = ['statement', 'claim', 'assessment'] as const;
/**
 * `statement`: words of the party itself, through one of its organs. `claim`: a third party about this one (a comment, a
 * rumour about motives). `assessment`: what a named assessor finds the party to do.
 */
export type StatementKind = (typeof statementKinds)[number];

export const speechActs = [
  'assert',
  'refuse',
  'offer',
  'demand',
  'want',
  'believe',
  'deny',
  'undertake',
  'warn',
] as const;
export type SpeechAct = (typeof speechActs)[number];

/** Verbatim, paraphrase, both, a narrator saying that it was said, and a narrator's own word about the party. */
export const quotationModes = ['direct', 'indirect', 'mixed', 'narrator-report', 'narrator-claim'] as const;
export type QuotationMode = (typeof quotationModes)[number];

export const hopRelations = ['interviewed', 'reported', 'relayed', 'translated', 'republished', 'carries'] as const;
export type HopRelation = (typeof hopRelations)[number];

/** How sure we are of our own reading, 0 to 100 (STIX 2.1 appendix A); null when nobody said. */
export type Certainty = number | null;

/** One step between the utterance and the copy we hold. */
export interface Hop {
  readonly actor: string;
  readonly relation: HopRelation;
  readonly certainty: Certainty;
  /** The words of the copy that show the step. */
  readonly evidence: string | null;
  readonly time: Micros | null;
  /** The party that owns or steers the actor, where the record says so. */
  readonly affiliation: PartyId | null;
}

/** A piece of the retrieved copy: from `from` up to `to`, in the unit of its `Spans`. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly text: string | null;
  /** Whose words they are where it is not the speaker: loaded words mostly belong to the narrator. */
  readonly owner: string | null;
}

export const spanUnits = ['utf-16', 'code-point', 'byte'] as const;
export type SpanUnit = (typeof spanUnits)[number];

/** Where the attribution stands in the copy (PARC 3, PolNeAR: source, cue, content). */
export interface Spans {
  readonly unit: SpanUnit;
  readonly source: Span | null;
  readonly cue: Span | null;
  readonly content: readonly Span[];
  readonly quotes: readonly Span[];
  /** Whose words the whole is in; null: the speaker's. */
  readonly owner: string | null;
}

/** A field that the copy does not say and somebody worked out. */
export interface Inferred {
  readonly part: string;
  readonly certainty: Certainty;
  readonly why: string | null;
}

/**
 * One record of one utterance, as it reached us by one chain. Two clocks: `said` belongs to the speaker and may be reported
 * wrongly or backdated; `recorded` is this node's and only rises (threat T-NEG-07). What is not known is null. A record
 * never changes: grades, retractions, relations and confirmations are records of their own (statement-log.ts).
 */
export interface Statement {
  readonly id: string;
  readonly kind: StatementKind;
  readonly party: PartyId;
  /** Null where the copy names no organ. */
  readonly organ: string | null;
  readonly speaker: string | null;
  readonly role: string | null;
  readonly addressee: string | null;
  /** Who assesses: a party id or `coalition:` and its id. Assessments only. */
  readonly assessor: string | null;
  readonly act: SpeechAct | null;
  readonly mode: QuotationMode | null;
  readonly topic: string;
  /** A value of the topic's scale; null where a claim or a narrator says something that is no value. */
  readonly value: string | null;
  /** What the speaker makes it depend on, in words. */
  readonly condition: string | null;
  /** When it was said; of an interval its end, the moment by which it had been said for certain. */
  readonly said: Micros;
  /** Start of the interval when only an interval is known. */
  readonly saidFrom: Micros | null;
  readonly saidCertainty: Certainty;
  readonly recorded: Micros;
  /** Who recorded it, as the node was told. */
  readonly by: string | null;
  /** BCP 47 tag of the words in the copy. */
  readonly language: string | null;
  readonly inferred: readonly Inferred[];
  readonly spans: Spans | null;
  /** From the utterance to our copy; empty when we heard it ourselves. */
  readonly chain: readonly Hop[];
  /** SHA-256 of the retrieved copy, lower-case hexadecimal. */
  readonly copy: string | null;
  /** One attribution to several holders at once: the same id on each row. No holder is confirmed by it. */
  readonly joint: string | null;
  /** True only where the party's own key signed the words. */
  readonly signed: boolean;
  /** As graded when it was recorded; later grades are rows of their own. */
  readonly grade: AdmiraltyGrade;
  /** A narrator's word that the party moved on the topic. */
  readonly drift: 'softened' | 'hardened' | null;
  readonly source: { readonly text: string | null; readonly url: string | null };
  readonly note: string | null;
  /** Objects that it would have opened at once to one partner: a second person must confirm it. Null: nothing waits. */
  readonly awaits: number | null;
}
