import { defineCommand, outcome } from '../command.ts';
import { consentJson, consentTable } from '../lineage-records.ts';

export const consentList = defineCommand({
  name: 'consent list',
  summary: 'List questions for consent: asked by you, passed through you, waiting for you',
  positionals: [],
  options: {},
  example: 'proviso consent list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('consent list', {}), (list) => ({
        value: list.map(consentJson),
        text: consentTable(list),
      })),
    ),
});
