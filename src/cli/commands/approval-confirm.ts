import { defineCommand, outcome } from '../command.ts';
import { approvalJson, approvalSaid } from '../lineage-records.ts';
import { byOption, recorder } from '../recorder.ts';

export const approvalConfirm = defineCommand({
  name: 'approval confirm',
  summary: 'Confirm, as a second person, an approval that opens more than one person may open',
  positionals: [{ name: 'ID', help: 'of: proviso approval list' }],
  options: { by: byOption },
  example: 'proviso approval confirm urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001 --by "second analyst"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const made = await node.call('approval confirm', { id: args.positionals[0] ?? '', ...recorder(context, args) });
      return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
    }),
});
