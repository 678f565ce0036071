import { candidateTable } from '../candidate-table.ts';
import { defineCommand, given, outcome } from '../command.ts';
import { stamped } from '../stamped.ts';

export const statementCandidates = defineCommand({
  name: 'statement candidates',
  summary: 'List what was extracted and what became of it',
  positionals: [],
  options: { copy: { kind: 'text', value: 'SHA', help: 'of one retrieved copy, by its SHA-256 in hex' } },
  example: 'proviso statement candidates',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('statement candidates', given({ copy: args.text('copy') })), (list) => ({
        value: stamped(list),
        text: candidateTable(list),
      })),
    ),
});
