import { Parser } from 'htmlparser2';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { articleLimits, type Block, collapsed, noFacts, type PageFacts, type SegmentKind } from './article.ts';
import { zoneOfNames } from './page-furniture.ts';

const blockNames = new Set(
  (
    'address article aside blockquote body br button dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
    'header hr html legend li main nav ol option p pre section select summary table tbody td tfoot th thead title tr ul'
  ).split(' '),
);
/** Never shown as text, or shown by something that would have to be run or fetched. */
const unread = new Set(
  'script style template svg math iframe object embed canvas audio video head select option textarea datalist map noframes xmp'.split(
    ' ',
  ),
);
const furnitureNames = new Set('nav footer aside form button figcaption dialog fieldset noscript'.split(' '));
const furnitureRoles = new Set(
  'navigation banner contentinfo complementary search form dialog alert menu toolbar'.split(' '),
);
const voidNames = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const chunkSize = 64 * 1024;

interface Open {
  readonly name: string;
  readonly zone: SegmentKind | 'header';
  readonly inMain: boolean;
  readonly silent: boolean;
  readonly linked: boolean;
  readonly isAuthor: boolean;
}

export interface HtmlPage {
  readonly blocks: readonly Block[];
  readonly facts: PageFacts;
}

/** Reads a page as text in one pass. Nothing is run and nothing is fetched; names of classes are hints (`byNames`). */
export function readHtml(source: string, byNames: boolean): Result<HtmlPage, Fault[]> {
  const reader = new HtmlReader(byNames);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      ontext: (text) => reader.text(text),
      onclosetag: (name) => reader.close(name),
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: false },
  );
  for (let at = 0; at < source.length && reader.fault === null; at += chunkSize)
    parser.write(source.slice(at, at + chunkSize));
  if (reader.fault === null) parser.end();
  return reader.fault === null ? ok({ blocks: reader.finish(), facts: reader.facts }) : fail(reader.fault);
}

class HtmlReader {
  readonly facts = noFacts();
  fault: Fault | null = null;
  readonly #byNames: boolean;
  readonly #stack: Open[] = [];
  readonly #blocks: Block[] = [];
  #text = '';
  #linkedChars = 0;
  #author: string | null = null;
  #inTitle = false;

  constructor(byNames: boolean) {
    this.#byNames = byNames;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.fault !== null) return;
    this.#learn(name, attributes);
    if (voidNames.has(name)) {
      if (name === 'br' || name === 'hr') this.#endBlock();
      return;
    }
    if (this.#stack.length >= articleLimits.depthMax) {
      this.fault = {
        at: 'page',
        problem: `elements nested deeper than ${articleLimits.depthMax}`,
        valid: `at most ${articleLimits.depthMax} levels`,
      };
      return;
    }
    const parent = this.#stack.at(-1);
    const next = this.#describe(name, attributes, parent);
    if (blockNames.has(name) || next.zone !== (parent?.zone ?? 'body') || next.isAuthor) this.#endBlock();
    if (name === 'title' && this.facts.title === null && !this.#stack.some((e) => e.name === 'svg'))
      this.#inTitle = true;
    this.#stack.push(next);
  }

  text(text: string): void {
    if (this.fault !== null) return;
    if (this.#inTitle) this.facts.title = `${this.facts.title ?? ''}${text}`.slice(0, 1000);
    const top = this.#stack.at(-1);
    if (top?.silent === true) return;
    this.#text += text;
    if (top?.linked === true) this.#linkedChars += text.trim().length;
  }

  close(name: string): void {
    if (this.fault !== null || voidNames.has(name)) return;
    if (name === 'title') this.#inTitle = false;
    const index = this.#stack.findLastIndex((open) => open.name === name);
    if (index === -1) return;
    const closing = this.#stack[index]!;
    const below = this.#stack[index - 1];
    if (blockNames.has(name) || closing.zone !== (below?.zone ?? 'body') || closing.isAuthor) this.#endBlock();
    this.#stack.length = index;
  }

  finish(): readonly Block[] {
    this.#endBlock();
    return this.#blocks;
  }

  #describe(name: string, attributes: Readonly<Record<string, string>>, parent: Open | undefined): Open {
    const names = `${attributes['class'] ?? ''} ${attributes['id'] ?? ''}`.slice(0, 400).trim();
    const isWhole = name === 'html' || name === 'body' || name === 'main' || name === 'article';
    const named = this.#byNames && !isWhole ? zoneOfNames(names) : null;
    const hidden =
      attributes['hidden'] !== undefined ||
      attributes['aria-hidden'] === 'true' ||
      /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test((attributes['style'] ?? '').slice(0, 400));
    const role = attributes['role'] ?? '';
    let zone: Open['zone'] = parent?.zone ?? 'body';
    const inMain =
      (parent?.inMain ?? false) ||
      name === 'main' ||
      name === 'article' ||
      role === 'main' ||
      attributes['itemprop'] === 'articleBody';
    if (hidden || furnitureNames.has(name) || furnitureRoles.has(role))
      zone = named === 'comment' && name !== 'form' ? 'comment' : 'furniture';
    else if (name === 'header' && !inMain && zone === 'body') zone = 'header';
    else if (named === 'comment') zone = 'comment';
    else if (named === 'furniture' && zone !== 'comment') zone = 'furniture';
    if (zone === 'furniture' && parent?.zone === 'comment' && named === 'furniture' && !hidden) zone = 'comment';
    if (name === 'h1' && (zone === 'body' || zone === 'header') && !hidden) zone = 'title';
    const isAuthor =
      zone === 'comment' &&
      /\b(?:author|user|username|name|byline|nick(?:name)?|fn)\b/i.test(names.replace(/[-_]/g, ' ')) &&
      !/\b(?:body|text|content)\b/i.test(names);
    return {
      name,
      zone,
      inMain,
      silent: (parent?.silent ?? false) || unread.has(name),
      linked: (parent?.linked ?? false) || name === 'a' || name === 'button',
      isAuthor,
    };
  }

  #endBlock(): void {
    const text = collapsed(this.#text);
    const linkedChars = this.#linkedChars;
    this.#text = '';
    this.#linkedChars = 0;
    if (text === '') return;
    const top = this.#stack.at(-1);
    const zone = top?.zone ?? 'body';
    if (this.#stack.some((open) => open.isAuthor)) {
      this.#author = text.slice(0, 100);
      this.#blocks.push({ text, zone: 'furniture', heading: 0, inMain: false, linked: 0, author: null });
      return;
    }
    const heading = this.#stack.findLast((open) => /^h[1-6]$/.test(open.name))?.name.slice(1);
    if (this.#blocks.length >= articleLimits.blocksMax) {
      this.fault = { at: 'page', problem: 'too many paragraphs', valid: `at most ${articleLimits.blocksMax}` };
      return;
    }
    this.#blocks.push({
      text,
      zone: zone === 'header' ? 'furniture' : zone,
      heading: heading === undefined ? 0 : Number(heading),
      inMain: top?.inMain ?? false,
      linked: Math.min(1, linkedChars / text.length),
      author: zone === 'comment' ? this.#author : null,
    });
  }

  /** What the page says about itself. */
  #learn(name: string, attributes: Readonly<Record<string, string>>): void {
    const { facts } = this;
    if (name === 'html' && attributes['lang'] !== undefined) facts.language = attributes['lang'].slice(0, 35);
    if (name === 'time' && attributes['datetime'] !== undefined)
      facts.published ??= attributes['datetime'].slice(0, 40);
    if (name !== 'meta') return;
    const key = (attributes['property'] ?? attributes['name'] ?? attributes['itemprop'] ?? '').toLowerCase();
    const content = collapsed((attributes['content'] ?? '').slice(0, 500));
    if (content === '') return;
    if (key === 'og:site_name' || key === 'application-name' || key === 'citation_journal_title')
      facts.outlet ??= content;
    if (
      /^(?:article:published_time|date|dc\.date(?:\.issued)?|datepublished|pubdate|publish-date|og:published_time)$/.test(
        key,
      )
    )
      facts.published = content;
  }
}
