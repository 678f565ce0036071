import { defineCommand, outcome } from '../command.ts';

export const statementList = defineCommand({
  name: 'statement list',
  summary: 'List the statements on record',
  positionals: [],
  options: {},
  example: 'proviso statement list',
  run: (context) =>
    context.withNode(async (node) => outcome(await node.call('statement list', {}), (list) => ({ value: list }))),
});
