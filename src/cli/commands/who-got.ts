import { defineCommand, outcome } from '../command.ts';
import { whoGotJson, whoGotTable } from '../records.ts';

export const whoGot = defineCommand({
  name: 'who-got',
  summary: 'List who received an object, when, and under which terms',
  positionals: [{ name: 'OBJECT', help: 'a STIX id' }],
  options: {},
  example: 'proviso who-got indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('who-got', { object: args.positionals[0] ?? '' }), (list) => ({
        value: list.map(whoGotJson),
        text: whoGotTable(list),
      })),
    ),
});
