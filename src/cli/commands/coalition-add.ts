import { coalitionChanged } from '../coalition-text.ts';
import { defineCommand, outcome } from '../command.ts';

export const coalitionAdd = defineCommand({
  name: 'coalition add',
  summary: 'Add a coalition, with nobody in it yet',
  positionals: [{ name: 'ID', help: 'a-z, 0-9 and hyphens, for example finance-isac' }],
  options: { name: { kind: 'text', value: 'NAME', required: true, help: 'its name for people' } },
  example: 'proviso coalition add finance-isac --name "Finance ISAC"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { id: args.positionals[0] ?? '', name: args.text('name') ?? '' };
      return outcome(await node.call('coalition add', input), coalitionChanged);
    }),
});
