import { defineCommand, outcome } from '../command.ts';
import { byOption, recorder } from '../recorder.ts';
import { stamped } from '../stamped.ts';
import { recordedText } from '../statement-text.ts';

export const statementConfirm = defineCommand({
  name: 'statement confirm',
  summary: 'Stand by what waits about a statement, as a second person',
  details: 'What would open very many objects at once waits for somebody else than who recorded it (proviso doctor).',
  positionals: [{ name: 'ID', help: 'the id of a statement that waits (proviso doctor)' }],
  options: { by: byOption },
  example: 'proviso statement confirm undertaking-2024 --by "Ben Example"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { id: args.positionals[0] ?? '', ...recorder(context, args) };
      return outcome(await node.call('statement confirm', input), (recorded) => {
        const value = stamped(recorded);
        return { value, text: recordedText(value) };
      });
    }),
});
