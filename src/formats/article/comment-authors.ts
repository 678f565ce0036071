import type { Block } from './article.ts';

const announced =
  /^(?:posted by |comment by |from )?(.{1,60}?)(?:,? (?:wrote|writes|says|said|commented|replied|posted)\b[^:.!?]{0,60}:?|:| \(?(?:on |at )?\d{1,4}[-./ ]\w{1,9}.{0,24})$/i;
const inlineName = /^([\p{L}\d][\p{L}\d_.'’ -]{0,30}?)(?:,? (?:wrote|writes|says)\b[^:.!?]{0,40})?: (?=\S)/u;

/**
 * Who wrote each comment, where the page says so in its words: a short line of its own ("Rivergirl88 wrote on 12 June:"),
 * or a name before a colon. A line that only names stays in the file as furniture.
 */
export function commentersNamed(blocks: readonly Block[]): Block[] {
  let author: string | null = null;
  return blocks.map((block): Block => {
    if (block.zone !== 'comment') return block;
    if (block.author !== null) return block;
    const name = authorLine(block.text);
    if (name !== null) {
      author = name;
      return { ...block, zone: 'furniture' };
    }
    const inline = inlineName.exec(block.text);
    if (inline === null) return { ...block, author };
    author = inline[1]!.trim();
    return { ...block, text: block.text.slice(inline[0].length), author };
  });
}

/** Behind the name: when the comment was written. */
const dated =
  /,?\s+(?:on |at )?(?:\d{1,4}[-./ ]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.? \d{1,2}\b).{0,30}$/i;

function authorLine(line: string): string | null {
  if (line.length > 90 || /[.!?]["”’']?$/.test(line.replace(/^\p{L}\.$/u, ''))) return null;
  const text = line.replace(dated, '');
  const named = announced.exec(text)?.[1];
  if (named !== undefined) return named.trim();
  return text.split(' ').length <= 4 && !/["“”?!]/.test(text) ? text : null;
}
