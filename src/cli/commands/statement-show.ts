import { defineCommand, outcome } from '../command.ts';
import { stamped } from '../stamped.ts';
import { statementText } from '../statement-text.ts';

export const statementShow = defineCommand({
  name: 'statement show',
  summary: 'Show one statement: its copy, its words, chain, grades, relations and what waits',
  positionals: [{ name: 'ID', help: 'the id of a statement (proviso statement list)' }],
  options: {},
  example: 'proviso statement show undertaking-2024',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('statement show', { id: args.positionals[0] ?? '' }), (statement) => {
        const value = stamped(statement);
        return { value, text: statementText(value) };
      }),
    ),
});
