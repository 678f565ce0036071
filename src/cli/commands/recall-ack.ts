import { defineCommand, given, outcome } from '../command.ts';
import { recallJson, recallTable } from '../recall-records.ts';
import { byOption, recorder } from '../recorder.ts';

export const recallAck = defineCommand({
  name: 'recall ack',
  summary: 'Say what is done with copies that a partner recalled: they are deleted, or kept for a reason',
  details:
    'Only where the setting "recalls" is ask. What is kept is passed on to nobody any more. The partner reads the answer.',
  positionals: [{ name: 'ID', help: 'an id of proviso recall list, direction in' }],
  options: {
    keep: { kind: 'flag', help: 'the copies stay, for own use alone' },
    why: { kind: 'text', value: 'TEXT', help: 'with --keep: the reason, which the partner reads' },
    party: { kind: 'text', value: 'P', help: 'who recalled it, where the id alone does not tell' },
    by: byOption,
  },
  example: 'proviso recall ack urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa --keep --why "evidence in an open case"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { keep: args.flag('keep') || undefined, why: args.text('why'), party: args.text('party') };
      const done = await node.call('recall ack', {
        id: args.positionals[0] ?? '',
        ...given(input),
        ...recorder(context, args),
      });
      return outcome(done, (list) => ({
        value: list.map(recallJson),
        text: recallTable(list),
      }));
    }),
});
