import { defineCommand, outcome } from '../command.ts';
import { statementTable } from '../records.ts';
import { stamped } from '../stamped.ts';

export const statementList = defineCommand({
  name: 'statement list',
  summary: 'List the statements on record',
  positionals: [],
  options: {},
  example: 'proviso statement list',
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('statement list', {}), (list) => {
        const value = list.map((one) => stamped(one));
        return { value, text: statementTable(value) };
      }),
    ),
});
