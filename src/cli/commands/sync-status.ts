import { defineCommand, outcome } from '../command.ts';
import { syncJson, syncTable } from '../federation-records.ts';

export const syncStatus = defineCommand({
  name: 'sync status',
  summary: 'Show how far each source is; "healthy" is said only of what lacks nothing',
  positionals: [],
  options: {},
  example: 'proviso sync status',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('sync status', {}), (list) => ({ value: list.map(syncJson), text: syncTable(list) })),
    ),
});
