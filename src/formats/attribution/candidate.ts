import type { Article } from '../article/article.ts';

/** From and to in UTF-16 code units of the article's text (of the comment's text for a comment). */
export type Span = readonly [from: number, to: number];

export type Act =
  | 'assert'
  | 'refuse'
  | 'offer'
  | 'demand'
  | 'want'
  | 'believe'
  | 'deny'
  | 'undertake'
  | 'warn'
  | 'accuse'
  | 'estimate';
export type Mode = 'direct' | 'indirect' | 'mixed' | 'narrator-report';
export type Certainty = 'high' | 'medium' | 'low';
export type Relation = 'interviewed' | 'reported' | 'relayed' | 'translated' | 'republished' | 'carries';

export interface Hop {
  readonly actor: string;
  readonly relation: Relation;
  readonly certainty: Certainty;
  readonly evidence: Span | null;
}

/**
 * What rules think somebody said. Never a fact: a person confirms, edits or rejects it. Everything unknown is null;
 * what was inferred carries its certainty and the reason.
 */
export interface Candidate {
  readonly kind: 'statement' | 'claim';
  /** The mention as written, a pronoun if that is what stands there. */
  readonly source: string;
  /** The full name it resolves to, as first written in the article. */
  readonly speaker: string | null;
  readonly role: string | null;
  readonly party: string | null;
  readonly organ: string | null;
  readonly cue: string;
  readonly act: Act;
  readonly mode: Mode;
  readonly content: string;
  /** The part after an attribution that stands in the middle. */
  readonly contentMore: string | null;
  readonly quotes: readonly string[];
  readonly chain: readonly Hop[];
  /** Holders of a joint statement, each of whom is confirmed on his own. */
  readonly joint: readonly string[] | null;
  readonly certainty: Certainty;
  readonly reason: string;
  readonly spans: {
    readonly unit: 'utf-16';
    /** `body`, or the number of the comment, from 0, whose text the spans point into. */
    readonly in: 'body' | number;
    readonly source: Span | null;
    readonly cue: Span | null;
    readonly content: readonly Span[];
    readonly quotes: readonly Span[];
  };
}

/** What proposes candidates from an article: a plug-in, exchangeable without touching anything that uses it. */
export interface StatementProposer {
  readonly name: string;
  propose(article: Article): readonly Candidate[];
}
