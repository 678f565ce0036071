import { defineCommand, outcome } from '../command.ts';
import { peerJson } from '../peer-text.ts';
import { said } from '../records.ts';

export const peerRevoke = defineCommand({
  name: 'peer revoke',
  summary: 'End the enrolment of a node: its signature opens nothing from the next request on',
  details: 'Nothing more is sent to it either. Keys of its party are another matter: proviso key revoke.',
  positionals: [{ name: 'ID', help: 'a party id, for example energy-isac' }],
  options: {},
  example: 'proviso peer revoke energy-isac',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('peer revoke', { id: args.positionals[0] ?? '' }), (peer) => ({
        value: peerJson(peer),
        text: said([
          ['peer', peer.party],
          ['revoked', peerJson(peer)['revokedAt']],
        ]),
      })),
    ),
});
