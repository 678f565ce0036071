export type { StatementContext, StatementRecords } from './statement-context.ts';
export { statementsFromValue } from './statement-file.ts';
export { topicsFromValue } from './topic-file.ts';
