import { defineCommand, given, outcome } from '../command.ts';
import { approvalJson, approvalSaid } from '../lineage-records.ts';
import { byOption, recorder } from '../recorder.ts';

export const approvalWithdraw = defineCommand({
  name: 'approval withdraw',
  summary: 'Take an approval back: what went is out, and nothing more goes',
  positionals: [{ name: 'ID', help: 'of: proviso approval list' }],
  options: { why: { kind: 'text', value: 'TEXT', help: 'for your own record' }, by: byOption },
  example: 'proviso approval withdraw urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001',
  run: (context, args) =>
    context.withNode(async (node) => {
      const made = await node.call('approval withdraw', {
        id: args.positionals[0] ?? '',
        ...given({ why: args.text('why') }),
        ...recorder(context, args),
      });
      return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
    }),
});
