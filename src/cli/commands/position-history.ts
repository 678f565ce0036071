import { defineCommand, outcome } from '../command.ts';
import { positionInput, positionOptions } from '../position-arguments.ts';
import { historyText } from '../position-text.ts';
import { stamped } from '../stamped.ts';

export const positionHistory = defineCommand({
  name: 'position history',
  summary: 'Show how a position went over time: from, to, value or why there was none',
  positionals: [],
  options: positionOptions,
  example: 'proviso position history --party energy-isac --topic no-resale',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('position history', positionInput(args)), (answer) => {
        const value = stamped(answer);
        return { value, text: historyText(value) };
      }),
    ),
});
