export { statementsFromValue } from './statement-file.ts';
export { topicsFromValue } from './topic-file.ts';
