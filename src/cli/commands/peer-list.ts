import { defineCommand, outcome } from '../command.ts';
import { peerJson, peerTable } from '../peer-text.ts';

export const peerList = defineCommand({
  name: 'peer list',
  summary: 'List enrolled nodes: address, difference of clocks, last contact, what waits',
  positionals: [],
  options: {},
  example: 'proviso peer list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('peer list', {}), (list) => ({ value: list.map(peerJson), text: peerTable(list) })),
    ),
});
