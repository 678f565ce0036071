import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

interface Statement {
  readonly source: string;
  readonly speaker: string | null;
  readonly cue: string;
  readonly content: string;
  readonly contentMore: string | null;
  readonly mode: string;
  readonly chain: readonly string[];
  readonly joint: readonly string[] | null;
  readonly cueAt: number;
}

interface Annotation {
  readonly article: string;
  readonly outlet: string;
  readonly published: string | null;
  readonly language: string;
  readonly statements: readonly Statement[];
  readonly comments: readonly string[];
  readonly furniture: readonly string[];
}

type Span = readonly [start: number, end: number];

const root = new URL('../../conformance/extraction/', import.meta.url);
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const files = folders.flatMap((folder) => readdirSync(new URL(`${folder}/`, root)).map((name) => `${folder}/${name}`));
const annotated = files.filter((name) => name.endsWith('.expected.json'));
const articles = files.filter((name) => /\.(html|md|txt)$/.test(name) && !name.endsWith('README.md'));
const read = (name: string) => readFileSync(new URL(name, root), 'utf8');

/** Source and words stand near their cue in every kind of article; a cue counted wrongly is mostly further away. */
const reachChars = 400;

const spansOf = (text: string, words: string): Span[] => {
  const found: Span[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    found.push([at, at + words.length]);
  }
  return found;
};
const apart = (a: Span, b: Span) => a[1] <= b[0] || b[1] <= a[0];
const gap = (a: Span, b: Span) => Math.max(a[0] - b[1], b[0] - a[1], 0);

/** What is wrong with one statement, in words; empty when it stands in `body` as the form of annotation says. */
const faultsOf = (statement: Statement, body: string): string[] => {
  const { source, speaker, cue, content, contentMore, mode, chain, joint, cueAt } = statement;
  const strings = [source, speaker, content, contentMore, ...chain, ...(joint ?? [])].filter((s) => s !== null);
  const faults = strings.filter((s) => s === '' || !body.includes(s)).map((s) => `does not occur: "${s}"`);
  if (!['direct', 'indirect', 'mixed'].includes(mode)) faults.push(`no such mode: ${mode}`);
  const cueSpan = cue === '' ? undefined : spansOf(body, cue)[cueAt - 1];
  if (cueSpan === undefined) return [...faults, `no occurrence ${cueAt} of the cue "${cue}"`];
  const near = (words: string) =>
    spansOf(body, words).filter((span) => apart(span, cueSpan) && gap(span, cueSpan) <= reachChars);
  const stands = near(content).some((said) =>
    near(source).some(
      (who) =>
        apart(who, said) &&
        (contentMore === null || near(contentMore).some((more) => said[1] <= more[0] && apart(more, who))),
    ),
  );
  if (!stands) faults.push('source, cue and content do not stand apart and near one another');
  return faults;
};

describe('the annotated articles of conformance/extraction', () => {
  it('has an annotation for every article and an article for every annotation', () => {
    expect(articles.length).toBeGreaterThan(0);
    const named = annotated.map((name) => `${name.split('/')[0]}/${(JSON.parse(read(name)) as Annotation).article}`);
    expect([...named].sort()).toEqual([...articles].sort());
  });

  it.each(annotated)('%s says only what stands in its article', (name) => {
    const annotation = JSON.parse(read(name)) as Annotation;
    const text = plainText(annotation.article, read(`${name.split('/')[0]}/${annotation.article}`));
    const aside = [...annotation.comments, ...annotation.furniture];
    expect(aside.filter((words) => words === '' || !text.includes(words))).toEqual([]);
    // Longest first, so that a short snippet does not break a longer one that holds it.
    const body = [...aside]
      .sort((a, b) => b.length - a.length)
      .reduce((rest, words) => rest.replaceAll(words, ' \u241e '), text);
    const faults = annotation.statements.flatMap((statement) =>
      faultsOf(statement, body).map((fault) => `${statement.cue} #${statement.cueAt}: ${fault}`),
    );
    expect(faults).toEqual([]);
    expect(annotation.statements.length).toBeGreaterThan(0);
    expect(annotation.outlet).not.toBe('');
    expect(annotation.language).toMatch(/^[a-z]{2}$/);
    if (annotation.published !== null) expect(new Date(annotation.published).toJSON()).not.toBeNull();
  });

  it.each(annotated)('%s annotates no statement twice', (name) => {
    const { statements } = JSON.parse(read(name)) as Annotation;
    const keys = statements.map((statement) => `${statement.cue}#${statement.cueAt} ${statement.content}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
