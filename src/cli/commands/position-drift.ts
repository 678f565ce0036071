import { defineCommand, outcome } from '../command.ts';
import { positionInput, positionOptions } from '../position-arguments.ts';
import { driftText } from '../position-text.ts';
import { stamped } from '../stamped.ts';

export const positionDrift = defineCommand({
  name: 'position drift',
  summary: 'Show how far a party and its organs moved: as computed, and as narrators tell',
  positionals: [],
  options: positionOptions,
  example: 'proviso position drift --party energy-isac --topic no-resale',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('position drift', positionInput(args)), (answer) => {
        const value = stamped(answer);
        return { value, text: driftText(value) };
      }),
    ),
});
