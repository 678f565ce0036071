import { type Block, noFacts, plainBlock } from './article.ts';
import type { HtmlPage } from './html-page.ts';
import { isFurnitureLine } from './page-furniture.ts';

/** Plain text: paragraphs between empty lines, or one a line where there are none. */
export function readPlain(source: string): HtmlPage {
  const text = source.replace(/\r\n?/g, '\n');
  const hasGaps = /\n[ \t]*\n/.test(text.trim());
  const blocks: Block[] = [];
  for (const chunk of hasGaps ? text.split(/\n[ \t]*\n+/) : text.split('\n')) {
    let open: string[] = [];
    const flush = (): void => {
      if (open.length > 0) blocks.push(plainBlock(open.join(' ')));
      open = [];
    };
    const lines = chunk
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    lines.forEach((line, i) => {
      const standsAlone = isFurnitureLine(line) || (i === 0 && isHeadline(line, lines[1], blocks.length));
      if (standsAlone || startsSpeech(line)) flush();
      open.push(line);
      if (standsAlone) flush();
    });
    flush();
  }
  return { blocks: blocks.filter((block) => block.text !== ''), facts: noFacts() };
}

/** The first line of a file above a byline or a dateline; a wrapped first paragraph goes on in lower case. */
const isHeadline = (line: string, next: string | undefined, blocksBefore: number): boolean =>
  blocksBefore === 0 && next !== undefined && line.length <= 160 && !/[.,;:]$/.test(line) && /^[\p{Lu}“"(]/u.test(next);

/** `NAME: words` and `[12:40] words` begin a paragraph of their own in transcripts, logs and lists of comments. */
const startsSpeech = (line: string): boolean =>
  /^(?:\[?\d{1,2}[:.]\d{2}\]?\s|\p{Lu}[\p{L}\d_.'’ -]{0,40}:\s)/u.test(line);
