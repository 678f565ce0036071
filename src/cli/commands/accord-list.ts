import { accordTable } from '../accord-text.ts';
import { defineCommand, outcome } from '../command.ts';
import { stamped } from '../stamped.ts';

export const accordList = defineCommand({
  name: 'accord list',
  summary: 'List accords: where each stands, and what can be done now',
  positionals: [],
  options: {},
  example: 'proviso accord list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('accord list', {}), (list) => ({ value: stamped(list), text: accordTable(list) })),
    ),
});
