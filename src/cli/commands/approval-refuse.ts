import { approvalInput, approvalOptions } from '../approval-options.ts';
import { defineCommand, outcome } from '../command.ts';
import { approvalJson, approvalSaid } from '../lineage-records.ts';

export const approvalRefuse = defineCommand({
  name: 'approval refuse',
  summary: 'Put on record that something is not approved for a party',
  positionals: [],
  options: {
    ...approvalOptions,
    for: { kind: 'text', value: 'PARTY', required: true, help: 'who does not get it' },
  },
  example: 'proviso approval refuse --collection shared --for energy-isac --why "court order"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const made = await node.call('approval refuse', approvalInput(context, args));
      return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
    }),
});
