import type { Act, Certainty, Hop, Span } from './candidate.ts';
import type { CueWord } from './cue-words.ts';
import type { Range } from './noun-phrase.ts';
import type { OutletBook } from './outlet-book.ts';
import type { Sentence, Unit } from './units.ts';

/** A statement as found in one sentence, before it is known who the source is. */
export interface Draft {
  readonly cue: Span;
  readonly lemma: CueWord['lemma'];
  readonly act: Act;
  readonly kind: CueWord['kind'] | 'label';
  readonly source: Span;
  content: Span;
  more: Span | null;
  /** Whole content is one quotation, so the words are the speaker's. */
  readonly direct: boolean;
  readonly hops: Hop[];
  readonly certainty: Certainty;
  readonly reason: string;
  /** Inside a quotation of somebody else. */
  readonly depth: number;
}

export interface Reading {
  readonly text: string;
  readonly outlets: OutletBook;
  /** 0 for the article's own words, 1 and more inside quotations. */
  readonly depth: number;
}

export interface Found {
  readonly draft: Draft;
  /** Last unit that belongs to the cue. */
  readonly taken: number;
}

export interface Place extends Reading {
  readonly lead: number;
  readonly end: number;
  readonly drafts: readonly Draft[];
}

export const spanOf = (s: Sentence, range: Range): Span => [s[range.from]!.from, s[range.to - 1]!.to];

export const onlyQuote = (s: Sentence, from: number, to: number): Unit | null =>
  to - from === 1 && s[from]!.inner !== null ? s[from]! : null;

/** The words of a quotation without its marks. */
export function insideQuote(unit: Unit): Span {
  const closed = /["”»’']$/.test(unit.text) && unit.text.length > 1;
  return [unit.from + 1, closed ? unit.to - 1 : unit.to];
}
