import type { Span } from './candidate.ts';

/** One word, mark or whole quotation of a paragraph. Offsets are in the article's text. */
export interface Unit {
  readonly text: string;
  readonly low: string;
  /** Universal part of speech, or `QUOTE`. */
  readonly pos: string;
  readonly from: number;
  readonly to: number;
  /** Words between the marks of a quotation. */
  readonly inner: readonly Unit[] | null;
}

export type Sentence = readonly Unit[];

/** A word with its part of speech, as a tokenizer gives it. */
export interface Token {
  readonly text: string;
  readonly pos: string;
  readonly from: number;
  readonly to: number;
}

const openers: Readonly<Record<string, string>> = { '“': '”', '«': '»', '„': '“”', '‘': '’' };

const quoteMarks = new Set(['"', "'", ...Object.keys(openers)]);

/** Where quotations stand in a text, outermost ones only; an unclosed one runs to the end of the paragraph. */
export function quotationsOf(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let i = 0; i < text.length; i++) {
    const mark = text[i]!;
    if (!quoteMarks.has(mark)) continue;
    const close = closeOf(text, i, mark);
    if (close === null) continue;
    const end = findClose(text, i, mark, close);
    if (end === null) continue;
    spans.push([i, end + 1]);
    i = end;
  }
  return spans;
}

function closeOf(text: string, i: number, mark: string): string | null {
  const before = text[i - 1] ?? ' ';
  const after = text[i + 1] ?? ' ';
  const opens = /[\s([{—–-]/.test(before) || /["“‘']/.test(before) || before === ':';
  if (mark === '"' || mark === "'") return opens && /\S/.test(after) ? mark : null;
  if (mark === '‘') return opens ? '’' : null;
  return openers[mark] ?? null;
}

/** A single mark without its partner is an apostrophe; none is sought further than this. */
const singleQuotedMax = 3_000;

function findClose(text: string, from: number, mark: string, close: string): number | null {
  const single = mark === "'" || mark === '‘';
  const until = single ? Math.min(text.length, from + singleQuotedMax) : text.length;
  for (let k = from + 1; k < until; k++) {
    if (!close.includes(text[k]!)) continue;
    const before = text[k - 1] ?? ' ';
    const after = text[k + 1] ?? ' ';
    const ends = !/[\p{L}\d]/u.test(after) && !/\s/.test(before);
    // The apostrophe of a plural ("the brokers' rates") reads like an end; a quotation ends with its punctuation.
    if (single && ends && (/[.,!?…;:]/.test(before) || !laterClose(text, k, close))) return k;
    if (!single && ends) return k;
  }
  return single ? null : text.length - 1;
}

const laterClose = (text: string, k: number, close: string): boolean => {
  const rest = text.slice(k + 1, k + 400);
  const next = [...rest].findIndex((c, i) => close.includes(c) && /[.,!?…]/.test(rest[i - 1] ?? ''));
  const opens = rest.search(close === "'" ? /\s'\p{L}/u : /‘/);
  return next >= 0 && (opens < 0 || next < opens);
};

/** Tokens of a stretch of text as units, whole quotations being one unit each with their words inside. */
export function unitsOf(text: string, base: number, tokens: readonly Token[], depth = 0): readonly Unit[] {
  const quotes = depth > 2 ? [] : quotationsOf(text);
  const units: Unit[] = [];
  let q = 0;
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i]!;
    while (q < quotes.length && base + quotes[q]![1] <= token.from) q++;
    const quote = quotes[q];
    if (quote === undefined || token.from < base + quote[0]) {
      const low = token.text.toLowerCase().replace('’', "'");
      units.push({ text: token.text, low, pos: token.pos, from: token.from, to: token.to, inner: null });
      i++;
      continue;
    }
    const [from, to] = [base + quote[0], base + quote[1]];
    const inside: Token[] = [];
    while (i < tokens.length && tokens[i]!.from < to) inside.push(tokens[i++]!);
    const isOpen = !/["”»’']/.test(text[quote[1] - 1]!) || quote[1] - quote[0] < 2;
    const words = inside.filter((t) => t.from > from && t.to <= (isOpen ? to : to - 1));
    const innerText = text.slice(quote[0] + 1, isOpen ? quote[1] : quote[1] - 1);
    units.push({
      text: text.slice(quote[0], quote[1]),
      low: '“”',
      pos: 'QUOTE',
      from,
      to,
      inner: unitsOf(innerText, from + 1, words, depth + 1),
    });
    q++;
  }
  return units;
}

/** Sentences of units; a quotation is part of the sentence that attributes it. `speaks` knows verbs of saying. */
export function sentencesOf(units: readonly Unit[], speaks: (unit: Unit) => boolean): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  const cut = (end: number): void => {
    if (end > start) sentences.push(units.slice(start, end));
    start = end;
  };
  units.forEach((unit, i) => {
    if (/^[.!?…]+$/.test(unit.text) && unit.inner === null) {
      if (units[i + 1]?.inner === null && /^[)\]]$/.test(units[i + 1]!.text)) return;
      cut(i + 1);
    } else if (unit.inner !== null && endsSentence(unit) && !isAttributed(units, i, speaks)) cut(i + 1);
  });
  cut(units.length);
  return sentences;
}

const endsSentence = (quote: Unit): boolean => {
  const last = quote.inner?.at(-1);
  if (last === undefined) return false;
  return last.inner !== null ? endsSentence(last) : /^[.!?…]+$/.test(last.text);
};

/** `“Why now?” Jones asked.`: what follows belongs to the quotation. After a full stop only a small letter does. */
function isAttributed(units: readonly Unit[], i: number, speaks: (unit: Unit) => boolean): boolean {
  const next = units[i + 1];
  if (next === undefined || next.inner !== null) return false;
  if (/^[,;:.)]$/.test(next.text)) return true;
  if (/^\p{Ll}/u.test(next.text)) return true;
  const last = units[i]!.inner?.at(-1);
  if (last?.text === '.') return false;
  for (const unit of units.slice(i + 1, i + 9)) {
    if (unit.inner !== null || /^[.!?]$/.test(unit.text)) return false;
    if (speaks(unit)) return true;
  }
  return false;
}
