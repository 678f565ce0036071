import { defineCommand, given, outcome } from '../command.ts';
import { positionText } from '../records.ts';
import { stamped } from '../stamped.ts';

export const positionShow = defineCommand({
  name: 'position show',
  summary: 'Show the position of a party on a topic, with what it rests on',
  positionals: [],
  options: {
    party: { kind: 'text', value: 'P', required: true, help: 'whose position' },
    topic: { kind: 'text', value: 'T', required: true, help: 'on what' },
    at: { kind: 'text', value: 'TIME', help: 'as it stood then (valid time); default now' },
    known: { kind: 'text', value: 'TIME', help: 'from what was on record then; default now' },
  },
  example: 'proviso position show --party energy-isac --topic no-resale',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = {
        party: args.text('party') ?? '',
        topic: args.text('topic') ?? '',
        at: args.text('at'),
        known: args.text('known'),
      };
      return outcome(await node.call('position show', given(input)), (answer) => {
        const value = stamped(answer);
        return { value, text: positionText(value) };
      });
    }),
});
