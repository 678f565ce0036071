import { defineCommand, outcome } from '../command.ts';
import { approvalJson, approvalTable } from '../lineage-records.ts';

export const approvalList = defineCommand({
  name: 'approval list',
  summary: 'List approvals on record: of your own staff, and of parties that were asked',
  positionals: [],
  options: {},
  example: 'proviso approval list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('approval list', {}), (list) => ({
        value: list.map(approvalJson),
        text: approvalTable(list),
      })),
    ),
});
