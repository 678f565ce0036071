export { statementsFromValue } from './statement-file.ts';
export { readStrictYaml } from './strict-yaml.ts';
export { topicsFromValue } from './topic-file.ts';
