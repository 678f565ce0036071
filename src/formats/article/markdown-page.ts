import { type Block, collapsed, noFacts, plainBlock } from './article.ts';
import type { HtmlPage } from './html-page.ts';

/** Markdown as blocks: headings, paragraphs, list items and quotes; code and pictures are not read as words. */
export function readMarkdown(source: string): HtmlPage {
  const facts = noFacts();
  let lines = source.split(/\r\n?|\n/);
  if (lines[0]?.trim() === '---') {
    const end = lines.findIndex((line, i) => i > 0 && /^(?:---|\.\.\.)\s*$/.test(line));
    if (end > 0 && end < 60) {
      for (const line of lines.slice(1, end)) readFrontMatter(line, facts);
      lines = lines.slice(end + 1);
    }
  }
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let fence: string | null = null;
  const flush = (): void => {
    if (paragraph.length > 0) pushText(paragraph.join(' '), blocks);
    paragraph = [];
  };
  for (const line of lines) {
    const fenced = /^\s{0,3}(```+|~~~+)/.exec(line)?.[1];
    if (fence !== null || fenced !== undefined) {
      flush();
      if (fenced !== undefined) fence = fence === null ? fenced.slice(0, 3) : fenced.startsWith(fence) ? null : fence;
      continue;
    }
    const heading = /^\s{0,3}(#{1,6})\s+(.{1,2000}?)\s*#*\s*$/.exec(line);
    const underline = /^\s{0,3}(=+|-+)\s*$/.exec(line);
    if (heading !== null) {
      flush();
      blocks.push(plainBlock(inline(heading[2] ?? ''), { heading: heading[1]!.length }));
    } else if (underline !== null && paragraph.length > 0) {
      blocks.push(plainBlock(inline(paragraph.join(' ')), { heading: underline[1]!.startsWith('=') ? 1 : 2 }));
      paragraph = [];
    } else if (line.trim() === '' || /^[-*_]{3,}$/.test(line.replace(/\s/g, ''))) flush();
    else {
      const item = /^\s{0,12}(?:[-*+]|\d{1,9}[.)])\s+(.*)$/.exec(line);
      const quoted = line.replace(/^\s{0,3}(?:>\s?)+/, '');
      if (item !== null) flush();
      if (quoted.trim() === '') flush();
      else paragraph.push(item?.[1] ?? quoted);
    }
  }
  flush();
  return { blocks: blocks.filter((block) => block.text !== ''), facts };
}

function readFrontMatter(line: string, facts: HtmlPage['facts']): void {
  const [, key, value] = /^(\w{1,30})\s*:\s*(.{1,500})$/.exec(line) ?? [];
  if (key === undefined || value === undefined) return;
  const text = collapsed(value.replace(/^["']|["']$/g, ''));
  if (/^(?:site|outlet|publication|publisher|source|blog)$/i.test(key)) facts.outlet ??= text;
  if (/^(?:date|published)$/i.test(key)) facts.published ??= text;
  if (/^title$/i.test(key)) facts.title ??= text;
  if (/^lang(?:uage)?$/i.test(key)) facts.language ??= text;
}

function pushText(source: string, blocks: Block[]): void {
  const links = [...source.matchAll(/\[([^\]]{0,500})\]\([^)\s]{0,2000}(?:\s[^)]{0,200})?\)/g)].reduce(
    (n, m) => n + m[1]!.length,
    0,
  );
  const text = collapsed(inline(source));
  if (text === '') return;
  blocks.push(plainBlock(text, { linked: Math.min(1, links / text.length) }));
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  ndash: '–',
  mdash: '—',
  hellip: '…',
};

/** The words of a line without its marks. Every pattern is bounded, so that a hostile line costs no more than its length. */
const inline = (text: string): string =>
  text
    .replace(/<!--.{0,5000}?-->/g, '')
    .replace(/!\[[^\]]{0,500}\]\([^)]{0,2000}\)/g, '')
    .replace(/\[([^\]]{0,500})\]\([^)]{0,2000}\)/g, '$1')
    .replace(/\[([^\]]{0,500})\]\[[^\]]{0,200}\]/g, '$1')
    .replace(/<(https?:[^>\s]{1,2000})>/g, '$1')
    .replace(/<\/?[a-zA-Z][^<>]{0,500}>/g, ' ')
    .replace(/`([^`]{0,500})`/g, '$1')
    .replace(/(\*\*|__|~~)(?=\S)/g, '')
    .replace(/(?<=\S)(\*\*|__|~~)/g, '')
    .replace(/(^|[\s(“"‘'])[*_](?=\S)/g, '$1')
    .replace(/(?<=\S)[*_](?=$|[\s).,;:!?”"’'])/g, '')
    .replace(/\\([\\`*_{}[\]()#+.!>-])/g, '$1')
    .replace(/&(\w{2,6});/g, (whole, name: string) => (Object.hasOwn(entities, name) ? entities[name]! : whole));
