export type { Article } from './article/article.ts';
export { readArticle } from './article/read-article.ts';
export type { Candidate, StatementProposer } from './attribution/candidate.ts';
export { winkProposer } from './attribution/wink-proposer.ts';
export { statementsFromValue } from './statement-file.ts';
export { topicsFromValue } from './topic-file.ts';
