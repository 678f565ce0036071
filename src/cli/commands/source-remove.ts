import { defineCommand, outcome } from '../command.ts';
import { sourceJson } from '../federation-records.ts';
import { said } from '../records.ts';

export const sourceRemove = defineCommand({
  name: 'source remove',
  summary: 'Pull from a server no more; what it brought stays, its credential goes',
  positionals: [{ name: 'ID', help: 'the id of the source (proviso source list)' }],
  options: {},
  example: 'proviso source remove 1f0a4c1e-0001-4a00-8000-000000000001',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('source remove', { id: args.positionals[0] ?? '' }), (source) => ({
        value: sourceJson(source),
        text: said([['removed:', source.id]]),
      })),
    ),
});
