import { defineCommand, outcome } from '../command.ts';
import { byOption, recorder } from '../recorder.ts';
import { stamped } from '../stamped.ts';
import { recordedText } from '../statement-text.ts';

export const statementGrade = defineCommand({
  name: 'statement grade',
  summary: 'Grade how a statement reached you by the Admiralty code',
  details: 'Grades are kept in order and the newest counts: a better one may open a gate, a worse one closes it.',
  positionals: [
    { name: 'ID', help: 'the id of a statement (proviso statement list)' },
    { name: 'GRADE', help: 'A1 to F6' },
  ],
  options: { by: byOption },
  example: 'proviso statement grade undertaking-2024 B2 --by "Ann Example"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const [id = '', grade = ''] = args.positionals;
      return outcome(await node.call('statement grade', { id, grade, ...recorder(context, args) }), (recorded) => {
        const value = stamped(recorded);
        return { value, text: recordedText(value) };
      });
    }),
});
