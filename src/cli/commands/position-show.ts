import { defineCommand, outcome } from '../command.ts';
import { positionInput, positionOptions } from '../position-arguments.ts';
import { positionText } from '../position-text.ts';
import { stamped } from '../stamped.ts';

export const positionShow = defineCommand({
  name: 'position show',
  summary: 'Show the position of a party on a topic, with what it rests on',
  positionals: [],
  options: positionOptions,
  example: 'proviso position show --party energy-isac --topic no-resale',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('position show', positionInput(args)), (answer) => {
        const value = stamped(answer);
        return { value, text: positionText(value) };
      }),
    ),
});
