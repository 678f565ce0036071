import { defineCommand, outcome } from '../command.ts';
import { peerJson, peerText } from '../peer-text.ts';

export const peerRetry = defineCommand({
  name: 'peer retry',
  summary: 'Try at once what waits for a peer, and once more what it does not take',
  details:
    'A message that a peer does not take for good stops its thread; "peer show" tells in the peer’s own words why. Without this a stopped thread is tried once a day.',
  positionals: [{ name: 'ID', help: 'a party id, for example energy-isac' }],
  options: { thread: { kind: 'text', value: 'THREAD', help: 'only this one of the stopped threads' } },
  example: 'proviso peer retry energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const thread = args.text('thread');
      const input = { id: args.positionals[0] ?? '', ...(thread === undefined ? {} : { thread }) };
      return outcome(await node.call('peer retry', input), (peer) => ({ value: peerJson(peer), text: peerText(peer) }));
    }),
});
