import { defineCommand, outcome } from '../command.ts';
import { keyJson, keyTable } from '../records.ts';

export const keyList = defineCommand({
  name: 'key list',
  summary: 'List the machine keys, without secrets',
  positionals: [],
  options: {},
  example: 'proviso key list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('key list', {}), (list) => ({ value: list.map(keyJson), text: keyTable(list) })),
    ),
});
