import { defineCommand, given, outcome } from '../command.ts';
import { recallJson, recallTable } from '../recall-records.ts';
import { byOption, recorder } from '../recorder.ts';

export const recallNote = defineCommand({
  name: 'recall note',
  summary: 'Note what a holder answered outside of the node',
  positionals: [{ name: 'ID', help: 'an id of proviso recall list, direction out' }],
  options: {
    party: { kind: 'text', value: 'P', required: true, help: 'who answered' },
    answer: { kind: 'text', value: 'A', required: true, help: 'deleted, kept or not-held' },
    why: { kind: 'text', value: 'TEXT', help: 'with kept: its reason' },
    by: byOption,
  },
  example: 'proviso recall note urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa --party energy-isac --answer deleted',
  run: (context, args) =>
    context.withNode(async (node) => {
      const noted = await node.call('recall note', {
        id: args.positionals[0] ?? '',
        party: args.text('party') ?? '',
        answer: args.text('answer') ?? '',
        ...given({ why: args.text('why') }),
        ...recorder(context, args),
      });
      return outcome(noted, (list) => ({
        value: list.map(recallJson),
        text: recallTable(list),
      }));
    }),
});
