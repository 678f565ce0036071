import { defineCommand, outcome } from '../command.ts';
import { alertJson, alertTable } from '../federation-records.ts';

export const alertList = defineCommand({
  name: 'alert list',
  summary: 'List changed copies of your own objects, quotas used up, and messages that a peer does not take',
  positionals: [],
  options: {},
  example: 'proviso alert list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('alert list', {}), (list) => ({ value: list.map(alertJson), text: alertTable(list) })),
    ),
});
