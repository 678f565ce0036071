import { defineCommand, given, outcome } from '../command.ts';
import { said } from '../records.ts';
import { stamped } from '../stamped.ts';

export const statementReject = defineCommand({
  name: 'statement reject',
  summary: 'Reject a candidate for good, with the reason',
  positionals: [{ name: 'ID', help: 'a candidate (proviso statement candidates)' }],
  options: {
    why: { kind: 'text', value: 'TEXT', help: 'why, kept with it' },
    by: { kind: 'text', value: 'NAME', help: 'who decides; "operator" when left out' },
  },
  example: 'proviso statement reject candidate:0123456789abcdef --why "a paraphrase of the headline"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = given({ id: args.positionals[0] ?? '', why: args.text('why'), by: args.text('by') });
      return outcome(await node.call('statement reject', input), (candidate) => ({
        value: stamped(candidate),
        text: said([
          ['rejected:', candidate.id],
          ['by', candidate.decision?.by],
        ]),
      }));
    }),
});
