import { defineCommand, outcome } from '../command.ts';
import { approvalJson, approvalSaid } from '../lineage-records.ts';
import { byOption, recorder } from '../recorder.ts';

export const consentConfirm = defineCommand({
  name: 'consent confirm',
  summary: 'Confirm, as a second person, a consent of own staff that opens more than one person may open',
  positionals: [{ name: 'ID', help: 'of: proviso consent list, role own' }],
  options: { by: byOption },
  example: 'proviso consent confirm urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001 --by "second analyst"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const made = await node.call('consent confirm', { id: args.positionals[0] ?? '', ...recorder(context, args) });
      return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
    }),
});
