import { defineCommand, given, outcome } from '../command.ts';
import { byOption, recorder } from '../recorder.ts';
import { said } from '../records.ts';

export const accordAnswerFor = defineCommand({
  name: 'accord answer-for',
  summary: 'Answer for members that mandated you what was tabled to all of you',
  details: [
    'Signed is what your copy and theirs have in common. Each member’s node decides whether it counts and makes the move.',
    'Your own accord stays as it is: answer for yourself as well. What became of it: proviso accord show ID',
  ].join('\n'),
  positionals: [{ name: 'ID', help: 'your own accord of the offer, or the beginning of its UUID' }],
  options: {
    move: { kind: 'text', value: 'MOVE', required: true, help: 'accept, hold, reopen or refuse' },
    for: {
      kind: 'texts',
      value: 'MEMBER',
      required: true,
      help: 'a member, may be repeated; or "mandated" for all that left this answer to you',
    },
    why: { kind: 'text', value: 'TEXT', help: 'with hold and refuse: the reason; the other side reads it' },
    by: byOption,
  },
  example: 'proviso accord answer-for 1f0a4c1e --move accept --for mandated',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = {
        ...{ id: args.positionals[0] ?? '', move: args.text('move') ?? '', for: args.texts('for') },
        ...given({ why: args.text('why') }),
        ...recorder(context, args),
      };
      return outcome(await node.call('accord answer-for', input), (answered) => ({
        value: answered,
        text: said([
          [answered.move, `for ${answered.accord}`],
          ['told', answered.told],
        ]),
        notes: answered.leftOut.map(({ party, problem }) => `${party} ${problem}`),
      }));
    }),
});
