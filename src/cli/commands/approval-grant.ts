import { approvalInput, approvalOptions } from '../approval-options.ts';
import { defineCommand, given, outcome } from '../command.ts';
import { approvalJson, approvalSaid } from '../lineage-records.ts';

export const approvalGrant = defineCommand({
  name: 'approval grant',
  summary: 'Approve that an object, or a whole collection, goes to a party, where a text asks for your approval',
  details: [
    'A text asks for it in "approval: {of: party:YOU}", or "of: originator" where the object is your own.',
    'One that would open more objects than one person may open waits: proviso approval confirm.',
  ].join('\n'),
  positionals: [],
  options: {
    ...approvalOptions,
    for: { kind: 'text', value: 'PARTY', required: true, help: 'who gets it' },
    until: { kind: 'text', value: 'TIME', help: 'it holds before this moment, UTC; without end when left out' },
  },
  example: 'proviso approval grant --object indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --for energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const made = await node.call('approval grant', {
        ...approvalInput(context, args),
        ...given({ until: args.text('until') }),
      });
      return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
    }),
});
