import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Article, articleReader } from '../../src/formats/index.ts';

/** One article annotated by hand, in the form that conformance/extraction/README.md gives. */
export interface Expected {
  readonly article: string;
  readonly outlet: string | null;
  readonly published: string | null;
  readonly language: string;
  readonly statements: readonly ExpectedStatement[];
  readonly comments: readonly string[];
  readonly furniture: readonly string[];
}

export interface ExpectedStatement {
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

export interface Annotated {
  readonly name: string;
  readonly article: Article;
  readonly expected: Expected;
}

const root = fileURLToPath(new URL('../../conformance/extraction/', import.meta.url));

/** The halves that this checkout has: `open`, and `aside` where it has been added. */
export const halves = (): readonly string[] => ['open', 'aside'].filter((half) => existsSync(`${root}${half}`));

const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

export async function articlesOf(half: string): Promise<readonly Annotated[]> {
  const readArticle = await articleReader();
  const dir = `${root}${half}/`;
  return readdirSync(dir)
    .filter((file) => file.endsWith('.expected.json'))
    .sort()
    .map((file) => {
      const expected = JSON.parse(readFileSync(`${dir}${file}`, 'utf8')) as Expected;
      const article = readArticle(readFileSync(`${dir}${expected.article}`), expected.article, utf8);
      if (!article.ok) throw new Error(`${expected.article}: ${article.error.map((f) => f.problem).join(', ')}`);
      return { name: expected.article, article: article.value, expected };
    });
}
