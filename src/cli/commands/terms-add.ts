import { defineCommand, faults, outcome } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';
import { said, textJson } from '../records.ts';

export const termsAdd = defineCommand({
  name: 'terms add',
  summary: 'Put a text of terms in force, given by you alone',
  positionals: [{ name: 'FILE', help: 'YAML or JSON; - for standard input' }],
  options: {},
  example: 'proviso terms add terms.yaml',
  run: (context, args) =>
    context.withNode(async (node) => {
      const text = await readDocumentFile(context.host, args.positionals[0] ?? '');
      if (!text.ok) return faults(text.error);
      return outcome(await node.call('terms add', { value: text.value }), (added) => ({
        value: textJson(added),
        text: said([
          ['in force:', added.id],
          ['to', added.to ?? 'whoever accepts'],
          ['over', added.over],
          ['since', textJson(added)['inForceSince']],
        ]),
      }));
    }),
});
