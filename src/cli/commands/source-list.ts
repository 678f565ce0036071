import { defineCommand, outcome } from '../command.ts';
import { sourceJson, sourceTable } from '../federation-records.ts';

export const sourceList = defineCommand({
  name: 'source list',
  summary: 'List what this node pulls, from servers and from peers',
  positionals: [],
  options: {},
  example: 'proviso source list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('source list', {}), (list) => ({ value: list.map(sourceJson), text: sourceTable(list) })),
    ),
});
