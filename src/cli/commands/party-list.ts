import { defineCommand, outcome } from '../command.ts';
import { partyJson, partyTable } from '../records.ts';

export const partyList = defineCommand({
  name: 'party list',
  summary: 'List the parties, your own among them',
  positionals: [],
  options: {},
  example: 'proviso party list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('party list', {}), (list) => ({ value: list.map(partyJson), text: partyTable(list) })),
    ),
});
