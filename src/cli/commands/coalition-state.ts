import { defineCommand, given, outcome } from '../command.ts';
import { said } from '../records.ts';
import { withStamps } from '../stamps.ts';

export const coalitionState = defineCommand({
  name: 'coalition state',
  summary: 'Sign whether a party belongs to a coalition, and tell its members that are peers',
  details:
    'Says what is on record here: member until TIME, or left. Peers follow it where their staff said that you speak.',
  positionals: [{ name: 'ID', help: 'a coalition (proviso coalition list)' }],
  options: {
    party: { kind: 'text', value: 'P', required: true, help: 'about whom' },
    until: { kind: 'text', value: 'TIME', help: 'until when it counts, in UTC; 400 days from now when left out' },
  },
  example: 'proviso coalition state finance-isac --party energy-isac --until 2027-06-30T00:00:00Z',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { id: args.positionals[0] ?? '', party: args.text('party') ?? '', until: args.text('until') };
      return outcome(await node.call('coalition state', given(input)), (stated) => {
        const value = withStamps(stated, ['from', 'until']);
        return {
          value,
          text: said([
            [stated.until === null ? 'has left' : 'belongs', `${stated.party} to ${stated.coalition}`],
            ['told', stated.told],
          ]),
        };
      });
    }),
});
