import { coalitionChanged } from '../coalition-text.ts';
import { defineCommand, outcome } from '../command.ts';

export const coalitionSpeaker = defineCommand({
  name: 'coalition speaker',
  summary: 'Say that a peer speaks for a coalition: its signed statements of members are followed',
  details: 'Nobody’s statements are followed without this; what a party signs of itself is evidence and no more.',
  positionals: [{ name: 'ID', help: 'a coalition (proviso coalition list)' }],
  options: {
    party: { kind: 'text', value: 'P', required: true, help: 'an enrolled peer' },
    ends: { kind: 'flag', help: 'it speaks for it no more' },
  },
  example: 'proviso coalition speaker finance-isac --party energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { id: args.positionals[0] ?? '', party: args.text('party') ?? '' };
      const call = args.flag('ends') ? { ...input, ends: true } : input;
      return outcome(await node.call('coalition speaker', call), coalitionChanged);
    }),
});
