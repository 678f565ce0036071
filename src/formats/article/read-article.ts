import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import {
  type Article,
  type ArticleFormat,
  articleLimits,
  type Block,
  collapsed,
  type PageFacts,
  type Segment,
} from './article.ts';
import { commentersNamed } from './comment-authors.ts';
import { decodeArticle } from './decode-bytes.ts';
import { type HtmlPage, readHtml } from './html-page.ts';
import { readMarkdown } from './markdown-page.ts';
import { datelineOutlet, languageOf, publishedAt, titleParts } from './page-facts.ts';
import { zonesByHeading } from './page-furniture.ts';
import { readPlain } from './plain-page.ts';

/**
 * An article from the bytes of a retrieved copy: HTML, Markdown or plain text, told apart by content, then by name.
 * `utf8Fatal` decodes UTF-8 and throws on anything else.
 */
export function readArticle(
  bytes: Uint8Array,
  name: string,
  utf8Fatal: (bytes: Uint8Array) => string,
): Result<Article, Fault[]> {
  const decoded = decodeArticle(bytes, utf8Fatal);
  if (!decoded.ok) return decoded;
  const source = decoded.value.normalize('NFC');
  const format = formatOf(source, name);
  const page = readPage(source, format);
  if (!page.ok) return page;
  const article = assemble(page.value, format);
  if (article.text.length > articleLimits.textMax)
    return fail({
      at: 'text',
      problem: `${article.text.length} characters`,
      valid: `at most ${articleLimits.textMax}`,
    });
  if (article.text === '')
    return fail({ at: 'text', problem: 'holds no words of an article', valid: 'an article as HTML, Markdown or text' });
  return ok(article);
}

function formatOf(source: string, name: string): ArticleFormat {
  const head = source
    .slice(0, 4096)
    .replace(/<!--.{0,2000}?-->/gs, '')
    .trimStart()
    .toLowerCase();
  if (
    /^(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body|article|main|div|section|header|p|h1|meta|title)\b/.test(
      head,
    )
  )
    return 'html';
  if (/\.x?html?$/i.test(name)) return 'html';
  if (/\.(?:md|markdown)$/i.test(name)) return 'markdown';
  if (/\.te?xt$/i.test(name)) return 'text';
  return /^(?:---\n|#{1,6} \S)/m.test(source.slice(0, 4096)) ? 'markdown' : 'text';
}

function readPage(source: string, format: ArticleFormat): Result<HtmlPage, Fault[]> {
  if (format === 'markdown') return ok(readMarkdown(source));
  if (format === 'text') return ok(readPlain(source));
  const page = readHtml(source, true);
  if (!page.ok || words(page.value.blocks) >= 200) return page;
  // A wrapper may have an unlucky name: when names leave next to nothing, they are not listened to.
  const plain = readHtml(source, false);
  return plain.ok && words(plain.value.blocks) > 5 * words(page.value.blocks) ? plain : page;
}

const words = (blocks: readonly Block[]): number =>
  blocks.reduce((n, b) => n + (b.zone === 'body' ? b.text.length : 0), 0);

function assemble(page: HtmlPage, format: ArticleFormat): Article {
  const blocks = commentersNamed(zonesByHeading(onlyMain(titled(page.blocks, page.facts, format))));
  const segments: Segment[] = [];
  let text = '';
  for (const block of blocks) {
    const isArticle = block.zone === 'title' || block.zone === 'body';
    if (isArticle && text !== '') text += '\n';
    segments.push({ kind: block.zone, text: block.text, from: isArticle ? text.length : null, author: block.author });
    if (isArticle) text += block.text;
  }
  const title = segments.find((s) => s.kind === 'title')?.text ?? '';
  return {
    format,
    title,
    outlet: page.facts.outlet ?? titleParts(page.facts.title ?? '', title).outlet ?? datelineOutlet(segments),
    published: publishedAt(page.facts.published, segments),
    language: languageOf(page.facts.language, text),
    text,
    segments,
  };
}

/** Exactly one title: the heading that the page is named after, else the first of the first rank, else a short line. */
function titled(blocks: readonly Block[], facts: PageFacts, format: ArticleFormat): Block[] {
  const isTitle = (block: Block): boolean => (format === 'html' ? block.zone === 'title' : block.heading === 1);
  const pageTitle = collapsed(facts.title ?? '');
  const tests: readonly ((block: Block) => boolean)[] = [
    // A site's own name is often a heading of the first rank too.
    (b) => isTitle(b) && b.text !== facts.outlet && b.text.length > 3 && pageTitle.startsWith(b.text),
    (b) => isTitle(b) && b.inMain,
    (b) => isTitle(b) && b.text !== facts.outlet,
    isTitle,
  ];
  const first = Math.max(-1, tests.map((test) => blocks.findIndex(test)).find((at) => at >= 0) ?? -1);
  const plain = blocks.map(
    (b, i): Block => ({ ...b, zone: i === first ? 'title' : b.zone === 'title' ? 'furniture' : b.zone }),
  );
  if (first >= 0) return plain;
  const named = collapsed(titleParts(facts.title ?? '').title);
  if (named !== '')
    return [{ text: named, zone: 'title', heading: 1, inMain: true, linked: 0, author: null }, ...plain];
  const line = plain.findIndex((b) => b.zone === 'body' && !/^for immediate release/i.test(b.text));
  const found = plain[line];
  if (found !== undefined && found.text.length <= 160 && !/[.!?:]["”’']?$/.test(found.text))
    plain[line] = { ...found, zone: 'title' };
  return plain;
}

/** Where a page marks its main part and most words are in it, what stands outside is not the article. */
function onlyMain(blocks: readonly Block[]): Block[] {
  const inside = words(blocks.filter((b) => b.inMain));
  const mostly = inside > 0 && inside * 2 >= words(blocks);
  return blocks.map((block): Block => {
    if (block.zone !== 'body') return block;
    const isLinkList = block.linked > 0.8 && block.text.length < 200 && !/[.!?]["”’']?$/.test(block.text);
    return (mostly && !block.inMain) || isLinkList ? { ...block, zone: 'furniture' } : block;
  });
}
