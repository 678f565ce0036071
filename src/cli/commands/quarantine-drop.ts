import { defineCommand, outcome } from '../command.ts';

export const quarantineDrop = defineCommand({
  name: 'quarantine drop',
  summary: 'Throw refused objects away',
  positionals: [{ name: 'ID', many: true, help: 'ids of proviso quarantine list' }],
  options: {},
  example: 'proviso quarantine drop 5d41402abc4b2a76b9719d911017c592',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('quarantine drop', { ids: args.positionals }), (done) => ({
        value: done,
        text: `dropped ${done.dropped}`,
      })),
    ),
});
