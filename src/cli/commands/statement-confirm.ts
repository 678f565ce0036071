import { defineCommand, given, outcome } from '../command.ts';
import { said, statementTable } from '../records.ts';
import { stamped } from '../stamped.ts';

export const statementConfirm = defineCommand({
  name: 'statement confirm',
  summary: 'Record a candidate as a statement; options go before what was proposed',
  details:
    'What is left out is taken from the candidate and from its copy: party and organ by the alias table, the time of publication, the chain of relays.',
  positionals: [{ name: 'ID', help: 'a candidate (proviso statement candidates)' }],
  options: {
    topic: { kind: 'text', value: 'TOPIC', required: true, help: 'what it is about' },
    value: { kind: 'text', value: 'VALUE', required: true, help: "a value of the topic's scale" },
    party: { kind: 'text', value: 'PARTY', help: 'whose position it is' },
    organ: { kind: 'text', value: 'ORGAN', help: 'the organ that spoke' },
    joint: { kind: 'texts', value: 'PARTY/ORGAN', help: 'a further holder of a joint statement' },
    grade: { kind: 'text', value: 'GRADE', help: 'Admiralty grade of the whole chain, such as B2' },
    said: { kind: 'text', value: 'TIME', help: 'by when it had been said, in UTC' },
    speaker: { kind: 'text', value: 'NAME', help: 'who spoke' },
    by: { kind: 'text', value: 'NAME', help: 'who confirms; "operator" when left out' },
  },
  example:
    'proviso statement confirm candidate:0123456789abcdef --party energy-isac --organ legal --topic no-resale --value undertaken --grade B2',
  run: (context, args) =>
    context.withNode(async (node) => {
      const joint = args.texts('joint');
      const input = given({
        id: args.positionals[0] ?? '',
        topic: args.text('topic') ?? '',
        value: args.text('value') ?? '',
        party: args.text('party'),
        organ: args.text('organ'),
        joint: joint.length === 0 ? undefined : joint,
        grade: args.text('grade'),
        said: args.text('said'),
        speaker: args.text('speaker'),
        by: args.text('by'),
      });
      return outcome(await node.call('statement confirm', input), ({ candidate, statements }) => {
        const rows = statements.map((one) => stamped(one));
        return {
          value: { candidate: stamped(candidate), statements: rows },
          text: `${said([
            ['confirmed:', candidate.id],
            ['by', candidate.decision?.by],
          ])}\n\n${statementTable(rows)}`,
        };
      });
    }),
});
