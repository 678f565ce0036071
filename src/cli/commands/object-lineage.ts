import { defineCommand, outcome } from '../command.ts';
import { lineageJson, lineageTable } from '../lineage-records.ts';

export const objectLineage = defineCommand({
  name: 'object lineage',
  summary: 'Show who gave an object, by which way, and under which terms',
  details:
    'The deliverer is proved by its signature. Origin and path are what it says, and proved where both are one party.',
  positionals: [{ name: 'ID', help: 'a STIX id' }],
  options: {},
  example: 'proviso object lineage indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('object lineage', { object: args.positionals[0] ?? '' }), (list) => ({
        value: list.map(lineageJson),
        text: lineageTable(list),
      })),
    ),
});
