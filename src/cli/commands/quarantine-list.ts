import { defineCommand, given, outcome } from '../command.ts';
import { quarantineJson, quarantineTable } from '../federation-records.ts';

export const quarantineList = defineCommand({
  name: 'quarantine list',
  summary: 'List objects that others gave and that were refused, with the reasons',
  positionals: [],
  options: { source: { kind: 'text', value: 'ID', help: 'only of this source' } },
  example: 'proviso quarantine list',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('quarantine list', given({ source: args.text('source') })), (list) => ({
        value: list.map(quarantineJson),
        text: quarantineTable(list),
      })),
    ),
});
