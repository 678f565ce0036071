import { defineCommand, given, outcome } from '../command.ts';
import { byOption, recorder } from '../recorder.ts';
import { stamped } from '../stamped.ts';
import { recordedText } from '../statement-text.ts';

export const statementRetract = defineCommand({
  name: 'statement retract',
  summary: 'Take back a statement that turned out not to hold: fabricated, misattributed, wrongly recorded',
  details: 'From now on it counts for nothing. What was decided before stays as it was and can be replayed (--known).',
  positionals: [{ name: 'ID', help: 'the id of a statement (proviso statement list)' }],
  options: { why: { kind: 'text', value: 'TEXT', help: 'the reason, in words' }, by: byOption },
  example: 'proviso statement retract newsletter-19 --why "the blog invented it"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { id: args.positionals[0] ?? '', why: args.text('why') };
      const taken = await node.call('statement retract', { ...given(input), ...recorder(context, args) });
      return outcome(taken, (recorded) => {
        const value = stamped(recorded);
        return { value, text: recordedText(value) };
      });
    }),
});
