import type { Candidate, StatementProposer } from '../../src/formats/index.ts';
import type { Annotated, ExpectedStatement } from './annotated.ts';

/** How often a thing was found rightly, found wrongly, and missed. */
class Tally {
  right = 0;
  wrong = 0;
  missed = 0;
  get precision(): number {
    return this.right + this.wrong === 0 ? 1 : this.right / (this.right + this.wrong);
  }
  get recall(): number {
    return this.right + this.missed === 0 ? 1 : this.right / (this.right + this.missed);
  }
  get f1(): number {
    const { precision, recall } = this;
    return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  }
  add(other: Tally): void {
    this.right += other.right;
    this.wrong += other.wrong;
    this.missed += other.missed;
  }
}

export const measures = ['cue', 'cue+source', 'source', 'content', 'chain'] as const;
type Measure = (typeof measures)[number];
type Score = Readonly<Record<Measure, Tally>>;

interface Miss {
  readonly article: string;
  readonly what: string;
}

const small = new Set('the a an of for at in on to by from and his her its their our my that'.split(' '));
const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
const weighty = (text: string): string[] => {
  const all = words(text);
  const left = all.filter((word) => !small.has(word));
  return left.length > 0 ? left : all;
};

function shared(a: readonly string[], b: readonly string[]): number {
  const rest = [...b];
  return a.filter((word) => {
    const at = rest.indexOf(word);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  }).length;
}

/** At least half of the longer mention's words, articles and small words apart. */
const sameSource = (a: string, b: string): boolean => {
  const [x, y] = [weighty(a), weighty(b)];
  return shared(x, y) * 2 >= Math.max(x.length, y.length, 1);
};

/** Intersection over union of the words of content and continuation: at least one half. */
const sameContent = (a: string, b: string): boolean => {
  const [x, y] = [words(a), words(b)];
  const both = shared(x, y);
  return both * 2 >= x.length + y.length - both;
};

const plainName = (name: string): string => words(name.replace(/^(?:the|an?) /i, '')).join(' ');
const sameChain = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => plainName(name) === plainName(b[i]!));

/**
 * Where the annotated cue stands: its n-th occurrence in the readable body. Counted by letters or by whole words,
 * whichever brings it nearer to what was said, since annotators may count either way.
 */
function cueSpan(text: string, statement: ExpectedStatement): readonly [number, number] | null {
  const cue = statement.cue.replace(/\s+/g, ' ');
  const flat = text.replace(/\s/g, ' ');
  const all: number[] = [];
  for (let at = flat.indexOf(cue); at >= 0; at = flat.indexOf(cue, at + 1)) all.push(at);
  const whole = all.filter(
    (at) => !/[\p{L}\d]/u.test(flat[at - 1] ?? ' ') && !/[\p{L}\d]/u.test(flat[at + cue.length] ?? ' '),
  );
  const content = flat.indexOf(statement.content.replace(/\s+/g, ' '));
  const places = [all[statement.cueAt - 1], whole[statement.cueAt - 1]].filter((at) => at !== undefined);
  const [best] = places.sort((a, b) => distance(a, content, statement) - distance(b, content, statement));
  return best === undefined ? null : [best, best + cue.length];
}

const distance = (at: number, content: number, statement: ExpectedStatement): number =>
  content < 0 ? 0 : at < content ? content - at : Math.max(0, at - content - statement.content.length);

function scoreArticle(
  { name, article, expected }: Annotated,
  proposer: StatementProposer,
): { score: Score; misses: Miss[] } {
  const found = proposer.propose(article).filter((c) => c.kind === 'statement');
  const score: Score = {
    cue: new Tally(),
    'cue+source': new Tally(),
    source: new Tally(),
    content: new Tally(),
    chain: new Tally(),
  };
  const misses: Miss[] = [];
  const say = (what: string): void => void misses.push({ article: name, what });
  const free = new Set(found);
  for (const statement of expected.statements) {
    const span = cueSpan(article.text, statement);
    const match =
      span === null
        ? undefined
        : [...free].find((c) => c.spans.cue !== null && c.spans.cue[0] < span[1] && c.spans.cue[1] > span[0]);
    if (match === undefined) {
      say(`missed: ${statement.source} [${statement.cue} ${statement.cueAt}] ${statement.content.slice(0, 60)}`);
      for (const measure of ['cue', 'cue+source', 'content'] as const) score[measure].missed++;
      if (statement.chain.length > 0) score.chain.missed++;
      continue;
    }
    free.delete(match);
    score.cue.right++;
    judge(score, statement, match, say);
  }
  for (const extra of free) {
    say(`extra: ${extra.source} [${extra.cue}] ${extra.content.slice(0, 60)}`);
    for (const measure of ['cue', 'cue+source', 'content'] as const) score[measure].wrong++;
    if (extra.chain.length > 0) score.chain.wrong++;
  }
  scoreSources(score.source, expected.statements, found);
  return { score, misses };
}

function judge(score: Score, expected: ExpectedStatement, found: Candidate, say: (what: string) => void): void {
  const mark = (measure: Measure, isRight: boolean, was: string, should: string): void => {
    if (isRight) score[measure].right++;
    else {
      score[measure].wrong++;
      score[measure].missed++;
      say(`${measure} of [${expected.cue} ${expected.cueAt}]: ${was} | should be ${should}`);
    }
  };
  mark('cue+source', sameSource(found.source, expected.source), found.source, expected.source);
  const content = (c: { content: string; contentMore: string | null }): string => `${c.content} ${c.contentMore ?? ''}`;
  mark('content', sameContent(content(found), content(expected)), content(found), content(expected));
  const chain = found.chain.map((hop) => hop.actor);
  if (chain.length > 0 && expected.chain.length > 0)
    mark('chain', sameChain(chain, expected.chain), chain.join(' > '), expected.chain.join(' > '));
  else if (chain.length > 0) {
    score.chain.wrong++;
    say(`chain of [${expected.cue} ${expected.cueAt}]: ${chain.join(' > ')} | should be none`);
  } else if (expected.chain.length > 0) {
    score.chain.missed++;
    say(`chain of [${expected.cue} ${expected.cueAt}]: none | should be ${expected.chain.join(' > ')}`);
  }
}

/** Sources by themselves, wherever the cue was placed. */
function scoreSources(tally: Tally, expected: readonly ExpectedStatement[], found: readonly Candidate[]): void {
  const free = [...found];
  for (const statement of expected) {
    const at = free.findIndex((c) => sameSource(c.source, statement.source));
    if (at >= 0) free.splice(at, 1);
    if (at >= 0) tally.right++;
    else tally.missed++;
  }
  tally.wrong += free.length;
}

export function scoreHalf(
  articles: readonly Annotated[],
  proposer: StatementProposer,
): { score: Score; misses: readonly Miss[] } {
  const total: Score = {
    cue: new Tally(),
    'cue+source': new Tally(),
    source: new Tally(),
    content: new Tally(),
    chain: new Tally(),
  };
  const misses: Miss[] = [];
  for (const annotated of articles) {
    const one = scoreArticle(annotated, proposer);
    for (const measure of measures) total[measure].add(one.score[measure]);
    misses.push(...one.misses);
  }
  return { score: total, misses };
}
