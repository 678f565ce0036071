import { defineCommand, outcome } from '../command.ts';
import { said } from '../records.ts';

export const peerSet = defineCommand({
  name: 'peer set',
  summary: 'Say which of your collections takes what a peer delivers',
  details: 'Without this, each peer and collection gets a collection of its own, whose title says from whom it is.',
  positionals: [{ name: 'ID', help: 'the party' }],
  options: { into: { kind: 'text', value: 'COLLECTION', required: true, help: 'id or alias of your collection' } },
  example: 'proviso peer set energy-isac --into shared',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { peer: args.positionals[0] ?? '', into: args.text('into') ?? '' };
      return outcome(await node.call('peer set', input), (set) => ({
        value: set,
        text: said([
          ['what', set.party],
          ['delivers goes into', set.into],
        ]),
      }));
    }),
});
