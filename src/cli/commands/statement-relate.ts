import { defineCommand, given, outcome } from '../command.ts';
import { byOption, recorder } from '../recorder.ts';
import { stamped } from '../stamped.ts';
import { recordedText } from '../statement-text.ts';

export const statementRelate = defineCommand({
  name: 'statement relate',
  summary: 'Relate two statements: of one event, a paraphrase of a quotation, an answer, a contradiction',
  positionals: [
    { name: 'FROM', help: 'the later or derived statement' },
    { name: 'TO', help: 'the earlier statement' },
  ],
  options: {
    kind: {
      kind: 'text',
      value: 'K',
      required: true,
      help: 'paraphrase-of, same-event, responds-to, contradicts or drift-from',
    },
    differs: {
      kind: 'texts',
      value: 'A',
      help: 'in what FROM differs: act, value, condition, scope or wording; may be repeated',
    },
    by: byOption,
  },
  example: 'proviso statement relate newsletter-19 undertaking-2024 --kind paraphrase-of --differs condition',
  run: (context, args) =>
    context.withNode(async (node) => {
      const [from = '', to = ''] = args.positionals;
      const differs = args.texts('differs');
      const input = { from, to, kind: args.text('kind') ?? '', differs: differs.length === 0 ? undefined : differs };
      const related = await node.call('statement relate', { ...given(input), ...recorder(context, args) });
      return outcome(related, (recorded) => {
        const value = stamped(recorded);
        return { value, text: recordedText(value) };
      });
    }),
});
