import { aliasTable } from '../alias-table.ts';
import { defineCommand, outcome } from '../command.ts';

export const aliasList = defineCommand({
  name: 'alias list',
  summary: 'List the names that extraction knows',
  positionals: [],
  options: {},
  example: 'proviso alias list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('alias list', {}), (list) => ({ value: list, text: aliasTable(list) })),
    ),
});
