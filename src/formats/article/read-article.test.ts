import { describe, expect, it } from 'vitest';
import { type Article, articleLimits } from './article.ts';
import { readArticle } from './read-article.ts';

const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
const result = (source: string | Uint8Array, name = 'a.html') =>
  readArticle(typeof source === 'string' ? Buffer.from(source) : source, name, utf8);
const read = (source: string | Uint8Array, name = 'a.html'): Article => {
  const article = result(source, name);
  if (!article.ok) throw new Error(article.error[0]?.problem);
  return article.value;
};
const problem = (source: string | Uint8Array, name = 'a.html'): string => {
  const article = result(source, name);
  if (article.ok) throw new Error('was read');
  return article.error[0]?.problem ?? '';
};
const of = (article: Article, kind: string): readonly string[] =>
  article.segments.filter((s) => s.kind === kind).map((s) => s.text);

describe('an HTML page', () => {
  it('gives title, outlet, time and language as the page states them', () => {
    const page = `<html lang="en-GB"><head><title>Ships sail | The Courier</title>
      <meta property="article:published_time" content="2025-03-01T12:30:00+02:00"></head>
      <body><h1>Ships sail</h1><p>They left at dawn.</p></body></html>`;
    expect(read(page)).toMatchObject({
      format: 'html',
      title: 'Ships sail',
      outlet: 'The Courier',
      published: '2025-03-01T10:30:00Z',
      language: 'en',
      text: 'Ships sail\nThey left at dawn.',
    });
  });

  it('decodes entities and collapses white space', () => {
    expect(read('<html><p>a&nbsp;&amp;&#x20;&quot;b&quot;\n\t c&rsquo;s</p>').text).toBe('a & "b" c’s');
  });

  it('runs and reads no script, style, template or hidden text', () => {
    const page = `<html><script>document.write('he said x')</script><style>p{content:"said"}</style><p>Shown.</p>
      <template><p>said t</p></template><p hidden>hidden h</p><p style="display: none">none n</p><svg><text>said s</text></svg>
      <noscript><p>said n</p></noscript><textarea><p>said a</p></textarea></html>`;
    expect(read(page).text).toBe('Shown.');
  });

  it('keeps comments apart, with who wrote them', () => {
    const page = `<html><article><h1>T</h1><p>Body.</p></article><div id="comments"><h2>2 comments</h2>
      <div class="comment"><span class="comment-author">ann</span><p>First.</p></div>
      <div class="comment"><span class="comment-author">bob</span><p>Second.</p></div>
      <form><p>Your email address will not be published.</p></form></div></html>`;
    const article = read(page);
    expect(article.text).toBe('T\nBody.');
    expect(article.segments.filter((s) => s.kind === 'comment').map((s) => [s.author, s.text])).toEqual([
      ['ann', 'First.'],
      ['bob', 'Second.'],
    ]);
    expect(of(article, 'furniture')).toContain('Your email address will not be published.');
  });

  it('tells comments by their heading where no element is named for them', () => {
    const article = read(
      '<html><h1>T</h1><p>Body.</p><h2>Comments (2)</h2><p>Ann: He said so.</p><p>Bob: No.</p></html>',
    );
    expect([article.text, of(article, 'comment')]).toEqual(['T\nBody.', ['He said so.', 'No.']]);
  });

  it.each([
    '<nav>Home News</nav>',
    '<div class="share-bar">Share on X</div>',
    '<aside><p>An aside, says a columnist.</p></aside>',
    '<div id="cookieBanner">We use cookies.</div>',
    '<div role="navigation">World</div>',
    '<footer>All rights reserved</footer>',
    '<p>Read also: Why ships sail</p>',
    '<p>Advertisement</p>',
    '<figure><figcaption>The port. Photo: agency</figcaption></figure>',
  ])('leaves out %s', (furniture) => {
    const article = read(`<html><h1>T</h1><p>Body one is here.</p>${furniture}<p>Body two is here.</p></html>`);
    expect(article.text).toBe('T\nBody one is here.\nBody two is here.');
    expect(of(article, 'furniture').length).toBeGreaterThan(0);
  });

  it('is not misled by the unlucky name of a wrapper', () => {
    const words = '<p>The minister said that the harbour would open again.</p>'.repeat(5);
    expect(read(`<html><div class="sidebar-layout">${words}</div></html>`).text).toContain('harbour');
    expect(read(`<html><div class="has-sidebar no-ads">${words}</div></html>`).text).toContain('harbour');
  });

  it('takes the heading that the page is named after, not that of the site', () => {
    const page =
      '<html><title>Ships sail - Courier</title><h1>Courier</h1><div><h1>Ships sail</h1><p>Body.</p></div></html>';
    expect(read(page).title).toBe('Ships sail');
  });

  it('gives offsets into its text for what is part of it, and none for what is not', () => {
    const article = read('<html><h1>T</h1><nav>Menu</nav><p>Body.</p></html>');
    for (const { kind, from, text } of article.segments) {
      if (kind === 'furniture') expect(from).toBeNull();
      else expect(article.text.slice(from ?? -1).startsWith(text)).toBe(true);
    }
  });
});

describe('Markdown and plain text', () => {
  it('reads the words of Markdown without its marks', () => {
    const source =
      '---\ntitle: Ships\nsite: Sluice\ndate: 2025-01-02\n---\n# Ships *sail*\n\n> “Quoted” by [Ann](http://x.example/a)\n\n```\ncode said\n```\n\n- **one** item\n';
    expect(read(source, 'a.md')).toMatchObject({
      format: 'markdown',
      outlet: 'Sluice',
      published: '2025-01-02T00:00:00Z',
      text: 'Ships sail\n“Quoted” by Ann\none item',
    });
  });

  it('keeps comments of Markdown apart, with who wrote them', () => {
    const article = read('# T\n\nBody.\n\n## Comments\n\n**Ann** wrote on 3 May:\n\nHe said so.\n', 'a.md');
    expect(article.text).toBe('T\nBody.');
    expect(article.segments.find((s) => s.kind === 'comment')).toMatchObject({ author: 'Ann', text: 'He said so.' });
  });

  it('reads wire copy: title, byline and dateline', () => {
    const article = read(
      'Ships sail at dawn\nBy Ann Lee\nPORT (Wire One) - They left\nat dawn.\n\nReader comments\n\nbob: No.\n',
      'a.txt',
    );
    expect(article).toMatchObject({ title: 'Ships sail at dawn', outlet: 'Wire One' });
    expect(of(article, 'body')).toEqual(['PORT (Wire One) - They left at dawn.']);
    expect(of(article, 'comment')).toEqual(['No.']);
  });

  it('tells the kind by content before the name', () => {
    expect(read('<!doctype html><p>Words.</p>', 'a.txt').format).toBe('html');
    expect(read('# Title\n\nWords.', 'standard input').format).toBe('markdown');
  });
});

describe('hostile and broken input', () => {
  it('refuses bytes that are not UTF-8 unless the page declares windows-1252', () => {
    expect(problem(Buffer.from([0x61, 0xff, 0x62]))).toBe('is not UTF-8');
    const page = Buffer.concat([
      Buffer.from('<html><meta charset="iso-8859-1"><p>'),
      Buffer.from([0x93, 0x61, 0x94, 0xe9]),
    ]);
    expect(read(page).text).toBe('“a”é');
    expect(problem(Buffer.from([0xff, 0xfe, 0x61, 0x00]))).toBe('is UTF-16');
    expect(problem('a\u0000b')).toBe('holds a null character');
  });

  it('reads a file at the limit of size and refuses one byte more', () => {
    const page = (size: number): string => `<html><p>Words.</p>${' '.repeat(size)}`.slice(0, size);
    expect(result(page(articleLimits.bytesMax)).ok).toBe(true);
    expect(problem(page(articleLimits.bytesMax + 1))).toContain('bytes');
  });

  it('reads elements nested to the limit and refuses one more', () => {
    const nested = (depth: number): string => `${'<div>'.repeat(depth - 1)}<p>Words.`;
    expect(read(nested(articleLimits.depthMax)).text).toBe('Words.');
    expect(problem(nested(articleLimits.depthMax + 1))).toContain('nested deeper');
  });

  it('reads text at the limit and refuses one character more', () => {
    const text = (size: number): string => `A title\n\n${'word '.repeat(size)}`.slice(0, size - 1).concat('.');
    expect(result(text(articleLimits.textMax), 'a.txt').ok).toBe(true);
    expect(problem(text(articleLimits.textMax + 10), 'a.txt')).toContain('characters');
  });

  it('refuses more paragraphs than an article has', () => {
    expect(problem(`<html>${'<p>a</p>'.repeat(articleLimits.blocksMax + 1)}`)).toBe('too many paragraphs');
  });

  it.each([
    ['huge attributes', `<html><p class="${'nav '.repeat(200_000)}">x</p><p>Words.</p></html>`],
    ['closing tags without elements', `<html>${'</b>'.repeat(200_000)}<p>Words.</p></html>`],
    ['entities that are none', `<html><p>${'&bogus;'.repeat(50_000)}</p><p>Words.</p></html>`],
    ['elements that never close', `<html><p>Words.</p>${'<p>x'.repeat(20_000)}`],
  ])('reads past %s', (_, page) => {
    expect(read(page).text).toContain('Words.');
  });

  it('keeps no invisible marks that would turn words round on a screen', () => {
    expect(read('<html><p>a\u202eb\u200bc\u00add</p></html>').text).toBe('abcd');
  });

  it('says so when there are no words of an article', () => {
    expect(problem('<html><nav>Home</nav></html>')).toContain('no words');
    expect(problem('', 'a.txt')).toContain('no words');
  });
});
