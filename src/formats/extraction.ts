import type { readArticle } from './article/read-article.ts';
import type { Alias } from './attribution/alias-book.ts';
import type { StatementProposer } from './attribution/candidate.ts';

/** Both are loaded when first asked for: every other command starts without a parser of pages and without a model. */
export const articleReader = async (): Promise<typeof readArticle> =>
  (await import('./article/read-article.ts')).readArticle;

export const statementProposer = async (aliases: readonly Alias[]): Promise<StatementProposer> =>
  (await import('./attribution/wink-proposer.ts')).winkProposer(aliases);
