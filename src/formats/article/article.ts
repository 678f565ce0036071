/**
 * An article as a person reads it: its own words in one string, and beside them what the page shows but the article
 * does not say. Offsets are UTF-16 code units into `text`.
 */
export interface Article {
  readonly format: ArticleFormat;
  readonly title: string;
  /** The outlet that carries this page, where the page names it. */
  readonly outlet: string | null;
  /** When the page says it was published, as UTC `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly published: string | null;
  /** Primary subtag such as `en`; `und` when neither the page nor its words tell. */
  readonly language: string;
  /** Title and body, one paragraph a line, white space collapsed. Nothing of comments or page furniture is in it. */
  readonly text: string;
  readonly segments: readonly Segment[];
}

export type ArticleFormat = 'html' | 'markdown' | 'text';
export type SegmentKind = 'title' | 'body' | 'comment' | 'furniture';

export interface Segment {
  readonly kind: SegmentKind;
  readonly text: string;
  /** Where it begins in the article's text; null for comments and furniture, which are no part of it. */
  readonly from: number | null;
  /** Who wrote a comment, where the page says so. */
  readonly author: string | null;
}

/** One block of a page in document order, before it is known what is article and what is not. */
export interface Block {
  readonly text: string;
  readonly zone: SegmentKind;
  /** 1 to 6 for headings, 0 for everything else. */
  readonly heading: number;
  /** Inside the element that the page marks as its main part. */
  readonly inMain: boolean;
  /** Share of the text that is link text, 0 to 1. */
  readonly linked: number;
  readonly author: string | null;
}

/** What a page says about itself outside its text. */
export interface PageFacts {
  title: string | null;
  outlet: string | null;
  published: string | null;
  language: string | null;
}

export const noFacts = (): PageFacts => ({ title: null, outlet: null, published: null, language: null });

export const plainBlock = (text: string, more: Partial<Block> = {}): Block => ({
  text: collapsed(text),
  zone: 'body',
  heading: 0,
  inMain: false,
  linked: 0,
  author: null,
  ...more,
});

/** White space of every kind becomes one space; invisible characters that hide words from a search go. */
export function collapsed(text: string): string {
  return text
    .replace(/[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g, (c) =>
      c === '\u2028' || c === '\u2029' ? ' ' : '',
    )
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

export const articleLimits = {
  bytesMax: 4 * 1024 * 1024,
  /** Elements within elements; pages in the wild stay below 100. */
  depthMax: 400,
  blocksMax: 50_000,
  textMax: 400_000,
} as const;
