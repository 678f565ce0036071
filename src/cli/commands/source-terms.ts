import { defineCommand, faults, outcome } from '../command.ts';
import { sourceJson } from '../federation-records.ts';
import { readDocumentFile } from '../read-file.ts';
import { said } from '../records.ts';

export const sourceTerms = defineCommand({
  name: 'source terms',
  summary: 'Attach terms to what comes from a server, or put others in their place',
  details:
    'What comes from now on is under this text, and so is what came under the one before. What came before any text was attached stays as it came.',
  positionals: [
    { name: 'ID', help: 'of: proviso source list' },
    { name: 'FILE', help: 'YAML or JSON; - for standard input' },
  ],
  options: {},
  example: 'proviso source terms 5f0a4c1e-0001-4a00-8000-000000000001 terms.yaml',
  run: (context, args) =>
    context.withNode(async (node) => {
      const [source = '', file = ''] = args.positionals;
      const terms = await readDocumentFile(context.host, file);
      if (!terms.ok) return faults(terms.error);
      return outcome(await node.call('source terms', { source, terms: terms.value }), (one) => ({
        value: sourceJson(one),
        text: said([
          ['source', one.id],
          ['is under', one.terms],
        ]),
      }));
    }),
});
