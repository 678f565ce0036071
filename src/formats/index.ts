export { aliasesFromValue } from './alias-file.ts';
export type { Article } from './article/article.ts';
export { type Alias, foldedName } from './attribution/alias-book.ts';
export type { Candidate, Hop, StatementProposer } from './attribution/candidate.ts';
export { articleReader, statementProposer } from './extraction.ts';
export {
  canonicalWire,
  fromWire,
  normalForm,
  termsFromValue,
  toWire,
  wireFaults,
} from './odrl/index.ts';
export type { StatementContext, StatementRecords } from './statement-context.ts';
export { statementsFromValue } from './statement-file.ts';
export { topicsFromValue } from './topic-file.ts';
