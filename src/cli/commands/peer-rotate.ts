import { defineCommand, outcome } from '../command.ts';
import { said } from '../records.ts';

export const peerRotate = defineCommand({
  name: 'peer rotate',
  summary: 'Make a new key for this node; peers learn of it in a message signed with the old one',
  details: [
    'Peers go over to the new key as the message reaches them; until then requests to them are signed with the old one.',
    'If the old key is in wrong hands, revoke and enrol anew instead: whoever has it can announce a key too.',
  ].join('\n'),
  positionals: [],
  options: {},
  example: 'proviso peer rotate',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('peer rotate', {}), (done) => ({
        value: done,
        text: said([
          ['key', done.key],
          ['told', done.told],
          ['left', done.left],
        ]),
        notes:
          done.left.length === 0
            ? []
            : [
                'Those left have a frozen thread about keys, and go on with the old key: settle it with them, then enrol each other anew (peer invite, peer enrol).',
              ],
      })),
    ),
});
