import { defineCommand, outcome } from '../command.ts';
import { textJson, textTable } from '../records.ts';

export const termsList = defineCommand({
  name: 'terms list',
  summary: 'List the texts of terms, ended ones too',
  positionals: [],
  options: {},
  example: 'proviso terms list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('terms list', {}), (list) => ({ value: list.map(textJson), text: textTable(list) })),
    ),
});
