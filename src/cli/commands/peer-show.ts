import { defineCommand, outcome } from '../command.ts';
import { peerJson, peerText } from '../peer-text.ts';

export const peerShow = defineCommand({
  name: 'peer show',
  summary: 'Show one enrolled node: keys, allowed addresses, identities, contact',
  positionals: [{ name: 'ID', help: 'a party id, for example energy-isac' }],
  options: {},
  example: 'proviso peer show energy-isac',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('peer show', { id: args.positionals[0] ?? '' }), (peer) => ({
        value: peerJson(peer),
        text: peerText(peer),
      })),
    ),
});
