/**
 * The readable text of an article, reduced as plainly as it can be. It is kept apart from the product's own reader on
 * purpose: annotations that are checked with the reader they measure would prove nothing about either.
 */
const blocks = new Set(
  (
    'address article aside blockquote body br button dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 ' +
    'h5 h6 header hr html input label li main nav ol option p section select table td textarea th time title tr ul'
  ).split(' '),
);

const named: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bull: '•',
  copy: '©',
  eacute: 'é',
  gt: '>',
  hellip: '…',
  laquo: '«',
  ldquo: '“',
  lsquo: '‘',
  lt: '<',
  mdash: '—',
  middot: '·',
  nbsp: ' ',
  ndash: '–',
  quot: '"',
  raquo: '»',
  rdquo: '”',
  rsaquo: '›',
  rsquo: '’',
};

const character = (whole: string, name: string): string => {
  if (/^#x/i.test(name)) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
  if (name.startsWith('#')) return String.fromCodePoint(Number.parseInt(name.slice(1), 10));
  const found = named[name];
  // An entity passed over in silence would let an annotation miss its place for a reason nobody sees.
  if (found === undefined) throw new Error(`${whole} is not in the list of entities`);
  return found;
};

const fromHtml = (source: string): string =>
  source
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<(head|script|style)(\s[^>]*)?>[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<![^>]*>/g, ' ')
    .replace(/<\/?q(\s[^>]*)?>/gi, '"')
    .replace(/<\/?([a-z][a-z0-9]*)[^>]*>/gi, (_tag, name: string) => (blocks.has(name.toLowerCase()) ? ' ' : ''))
    .replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi, character);

const fromMarkdown = (source: string): string =>
  source
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:(?:#{1,6}|>|[-*+]|\d+\.)[ \t]+)+/gm, '\n')
    .replace(/^\s*-{3,}\s*$/gm, '')
    .replace(/[*`]/g, '');

/** `name` decides the format by its ending: `.html`, `.md`, anything else is plain text. White space is collapsed. */
export const plainText = (name: string, source: string): string => {
  const text = name.endsWith('.html') ? fromHtml(source) : name.endsWith('.md') ? fromMarkdown(source) : source;
  return text.replace(/\s+/g, ' ').trim();
};
