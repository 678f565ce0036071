import { coalitionChanged } from '../coalition-text.ts';
import { defineCommand, given, outcome } from '../command.ts';

export const coalitionLeave = defineCommand({
  name: 'coalition leave',
  summary: 'Record that a party belongs to a coalition no more',
  positionals: [{ name: 'ID', help: 'a coalition (proviso coalition list)' }],
  options: {
    party: { kind: 'text', value: 'P', required: true, help: 'who leaves' },
    at: { kind: 'text', value: 'TIME', help: 'from when on, in UTC; now when left out' },
    by: { kind: 'text', value: 'NAME', help: 'who records it' },
  },
  example: 'proviso coalition leave finance-isac --party energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = {
        id: args.positionals[0] ?? '',
        party: args.text('party') ?? '',
        at: args.text('at'),
        by: args.text('by'),
      };
      return outcome(await node.call('coalition leave', given(input)), coalitionChanged);
    }),
});
