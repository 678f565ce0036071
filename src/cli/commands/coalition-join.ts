import { coalitionChanged } from '../coalition-text.ts';
import { defineCommand, given, outcome } from '../command.ts';

export const coalitionJoin = defineCommand({
  name: 'coalition join',
  summary: 'Record that a party belongs to a coalition; what asks about it moves at once',
  positionals: [{ name: 'ID', help: 'a coalition (proviso coalition list)' }],
  options: {
    party: { kind: 'text', value: 'P', required: true, help: 'who belongs to it' },
    from: { kind: 'text', value: 'TIME', help: 'since when, in UTC; now when left out' },
    to: { kind: 'text', value: 'TIME', help: 'until when, in UTC; without end when left out' },
    by: { kind: 'text', value: 'NAME', help: 'who records it' },
  },
  example: 'proviso coalition join finance-isac --party energy-isac --from 2026-12-01T00:00:00Z',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = {
        id: args.positionals[0] ?? '',
        party: args.text('party') ?? '',
        from: args.text('from'),
        to: args.text('to'),
        by: args.text('by'),
      };
      return outcome(await node.call('coalition join', given(input)), coalitionChanged);
    }),
});
