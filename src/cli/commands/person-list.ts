import { defineCommand, outcome } from '../command.ts';
import { stamped } from '../stamped.ts';
import { personTable } from '../statement-text.ts';

export const personList = defineCommand({
  name: 'person list',
  summary: 'List who speaks for which organ, and since when; persons come with statement files',
  positionals: [],
  options: {},
  example: 'proviso person list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('person list', {}), (list) => {
        const value = list.map((one) => stamped(one));
        return { value, text: personTable(value) };
      }),
    ),
});
