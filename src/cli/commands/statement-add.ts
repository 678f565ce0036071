import { defineCommand, faults, outcome } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';
import { statementTable } from '../records.ts';
import { stamped } from '../stamped.ts';

export const statementAdd = defineCommand({
  name: 'statement add',
  summary: 'Record who said what, through whom; positions follow from it',
  positionals: [{ name: 'FILE', help: 'YAML or JSON; - for standard input' }],
  options: {},
  example: 'proviso statement add statements.yaml',
  run: (context, args) =>
    context.withNode(async (node) => {
      const file = await readDocumentFile(context.host, args.positionals[0] ?? '');
      if (!file.ok) return faults(file.error);
      return outcome(await node.call('statement add', { value: file.value }), (added) => {
        const value = stamped(added) as typeof added;
        return { value, text: statementTable(value.statements) };
      });
    }),
});
