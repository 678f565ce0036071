import { defineCommand, outcome } from '../command.ts';

export const recallShow = defineCommand({
  name: 'recall show',
  summary: 'Show one recall: holders, versions, answers, and whom holders told in turn',
  positionals: [{ name: 'ID', help: 'an id of proviso recall list' }],
  options: {},
  example: 'proviso recall show urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('recall show', { id: args.positionals[0] ?? '' }), (value) => ({ value })),
    ),
});
