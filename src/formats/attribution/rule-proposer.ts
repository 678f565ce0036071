import type { Article } from '../article/article.ts';
import { type Alias, AliasBook } from './alias-book.ts';
import type { StatementProposer } from './candidate.ts';
import { commentClaims } from './comment-claims.ts';
import { speaks } from './cue-words.ts';
import { type Draft, insideQuote } from './draft.ts';
import { finished } from './finish-draft.ts';
import { OutletBook } from './outlet-book.ts';
import { readSentence } from './read-sentence.ts';
import { SpeakerBook } from './speaker-book.ts';
import { labelDraft } from './speech-label.ts';
import { quotationsOf, type Sentence, sentencesOf, type Token, type Unit, unitsOf } from './units.ts';

/** Splits a text into words with their parts of speech; offsets from `base`. */
export type Tokenizer = (text: string, base: number) => readonly Token[];

/** Candidates by rules over words and parts of speech; English only. */
export function ruleProposer(name: string, tokenize: Tokenizer, aliases: readonly Alias[]): StatementProposer {
  const book = new AliasBook(aliases);
  return {
    name,
    propose(article) {
      if (article.language !== 'en') return [];
      const outlets = new OutletBook(article, book);
      const speakers = new SpeakerBook(article);
      const parts = article.segments.flatMap(({ from, text, kind }) => {
        if (from === null) return [];
        const read = paragraph(article, { text, from }, tokenize, outlets, speakers);
        // A headline sums up what was done; only what it says was said is a statement.
        const drafts = kind === 'title' ? read.filter((d) => /^(?:say|tell|label)$/.test(d.kind)) : read;
        return [{ from, to: from + text.length, text, drafts }];
      });
      parts.forEach((part, i) => {
        if (i > 0) continueQuotation(parts[i - 1]!, part);
      });
      const candidates = parts.flatMap(({ drafts, from, to }) =>
        finished(drafts, { article, speakers, outlets, aliases: book, paragraph: [from, to] }),
      );
      return [...candidates, ...commentClaims(article)];
    },
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly drafts: readonly Draft[];
}

/** A quotation left open at the end of a paragraph goes on in the next, which opens it again. */
function continueQuotation(before: Part, part: Part): void {
  const [open] = quotationsOf(before.text).slice(-1);
  const [again, ...others] = quotationsOf(part.text);
  if (open === undefined || again === undefined || others.length > 0 || part.drafts.length > 0) return;
  const isOpen = open[1] === before.text.length && !/["”»’']$/.test(before.text);
  const isWhole = again[0] === 0 && part.text.length - again[1] <= 1;
  const last = before.drafts.findLast((d) => d.depth === 0 && d.direct);
  if (!isOpen || !isWhole || last === undefined) return;
  const end = part.from + again[1] - (/["”»’']$/.test(part.text.slice(0, again[1])) ? 1 : 0);
  last.more = [last.more?.[0] ?? last.content[1], end];
  if (last.more[0] === last.content[1]) {
    last.content = [last.content[0], end];
    last.more = null;
  }
}

function paragraph(
  article: Article,
  segment: { readonly text: string; readonly from: number },
  tokenize: Tokenizer,
  outlets: OutletBook,
  speakers: SpeakerBook,
): readonly Draft[] {
  const units = unitsOf(segment.text, segment.from, tokenize(segment.text, segment.from));
  const label = labelDraft(article, segment, speakers, outlets);
  if (label !== null) {
    const spoken = units.filter((u) => u.from >= label.content[0]);
    return [label, ...sentencesOf(spoken, speaks).flatMap((s) => inQuotation(s, article, outlets, 1))];
  }
  const drafts: Draft[] = [];
  for (const sentence of sentencesOf(units, speaks)) {
    const lone = sentence.filter((u) => u.inner !== null || !/^[.,!?…]$/.test(u.text));
    const before = drafts.findLast((d) => d.depth === 0);
    if (lone.length === 1 && lone[0]!.inner !== null) {
      // `“…,” she said. “…”`: a quotation alone goes on with what the last speaker said.
      if (before?.direct === true)
        before.more = before.more === null ? insideQuote(lone[0]!) : [before.more[0], insideQuote(lone[0]!)[1]];
    } else drafts.push(...readSentence(sentence, { text: article.text, outlets, depth: 0 }));
    drafts.push(...within(sentence, article, outlets, 1));
  }
  return drafts;
}

/** Attributions inside quotations: somebody quotes somebody else, and becomes a relay. */
function within(units: readonly Unit[], article: Article, outlets: OutletBook, depth: number): readonly Draft[] {
  if (depth > 3) return [];
  return units.flatMap((unit) =>
    unit.inner === null || unit.inner.length < 5
      ? []
      : sentencesOf(unit.inner, speaks).flatMap((s) => inQuotation(s, article, outlets, depth)),
  );
}

function inQuotation(sentence: Sentence, article: Article, outlets: OutletBook, depth: number): readonly Draft[] {
  const own = readSentence(sentence, { text: article.text, outlets, depth });
  return [
    ...own.filter((d) => /^(?:say|tell|report|object)$/.test(d.kind)),
    ...within(sentence, article, outlets, depth + 1),
  ];
}
