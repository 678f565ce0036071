import { accordText } from '../accord-text.ts';
import { defineCommand, outcome } from '../command.ts';
import { stamped } from '../stamped.ts';

export const accordShow = defineCommand({
  name: 'accord show',
  summary: 'Show an accord: versions clause by clause, messages, and what each leg would let through',
  details: 'Of a leg we receive only the conditions are known here, not what the other side holds.',
  positionals: [{ name: 'ID', help: 'the id of an accord, or the beginning of its UUID' }],
  options: {},
  example: 'proviso accord show 1f0a4c1e',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('accord show', { id: args.positionals[0] ?? '' }), (accord) => ({
        value: stamped(accord),
        text: accordText(accord),
      })),
    ),
});
