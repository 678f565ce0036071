import { defineCommand, faults, given, outcome } from '../command.ts';
import { byOption, recorder } from '../recorder.ts';
import { said } from '../records.ts';
import { stamped } from '../stamped.ts';
import { recordedText, statementTable } from '../statement-text.ts';

export const statementConfirm = defineCommand({
  name: 'statement confirm',
  summary: 'Record a candidate as a statement, or stand by what waits as a second person',
  details: [
    'A candidate (proviso statement candidates) needs --topic and --value; what else is left out is taken from the candidate',
    'and its copy. A statement that waits (proviso doctor) needs nothing but somebody else than who recorded it.',
  ].join(' '),
  positionals: [{ name: 'ID', help: 'a candidate, or a statement that waits' }],
  options: {
    topic: { kind: 'text', value: 'TOPIC', help: 'candidate: what it is about' },
    value: { kind: 'text', value: 'VALUE', help: "candidate: a value of the topic's scale" },
    party: { kind: 'text', value: 'PARTY', help: 'candidate: whose position it is' },
    organ: { kind: 'text', value: 'ORGAN', help: 'candidate: the organ that spoke' },
    joint: { kind: 'texts', value: 'PARTY', help: 'candidate: a further holder of a joint statement' },
    grade: { kind: 'text', value: 'GRADE', help: 'candidate: Admiralty grade of the whole chain, such as B2' },
    said: { kind: 'text', value: 'TIME', help: 'candidate: by when it had been said, in UTC' },
    speaker: { kind: 'text', value: 'NAME', help: 'candidate: who spoke' },
    by: byOption,
  },
  example:
    'proviso statement confirm candidate:0123456789abcdef --party energy-isac --organ legal --topic no-resale --value undertaken --grade B2',
  run: (context, args) =>
    context.withNode(async (node) => {
      const id = args.positionals[0] ?? '';
      const joint = args.texts('joint');
      const chosen = given({
        topic: args.text('topic'),
        value: args.text('value'),
        party: args.text('party'),
        organ: args.text('organ'),
        joint: joint.length === 0 ? undefined : joint,
        grade: args.text('grade'),
        said: args.text('said'),
        speaker: args.text('speaker'),
      });
      if (!id.startsWith('candidate:')) {
        const [odd] = Object.keys(chosen);
        if (odd !== undefined)
          return faults([
            { at: `--${odd}`, problem: 'is for candidates', valid: 'leave it out to stand by a statement' },
          ]);
        return outcome(await node.call('statement confirm', { id, ...recorder(context, args) }), (recorded) => {
          const value = stamped(recorded);
          return { value, text: recordedText(value) };
        });
      }
      const { topic, value, ...rest } = chosen;
      if (topic === undefined || value === undefined)
        return faults([
          {
            at: topic === undefined ? '--topic' : '--value',
            problem: 'is missing',
            valid: 'what the candidate is about, and a value of its scale',
          },
        ]);
      const input = { id, topic, value, ...rest, ...recorder(context, args) };
      return outcome(await node.call('candidate confirm', input), ({ candidate, statements }) => {
        const rows = statements.map((one) => stamped(one));
        const line = said([
          ['confirmed:', candidate.id],
          ['by', candidate.decision?.by],
        ]);
        return {
          value: { candidate: stamped(candidate), statements: rows },
          text: `${line}\n\n${statementTable(rows)}`,
        };
      });
    }),
});
