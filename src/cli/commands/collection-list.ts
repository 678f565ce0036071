import { defineCommand, outcome } from '../command.ts';
import { collectionTable } from '../records.ts';

export const collectionList = defineCommand({
  name: 'collection list',
  summary: 'List the collections',
  positionals: [],
  options: {},
  example: 'proviso collection list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('collection list', {}), (list) => ({ value: list, text: collectionTable(list) })),
    ),
});
