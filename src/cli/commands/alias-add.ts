import { aliasTable } from '../alias-table.ts';
import { defineCommand, faults, outcome } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';

export const aliasAdd = defineCommand({
  name: 'alias add',
  summary: 'Add names of parties, organs, outlets and persons as articles write them',
  details: [
    'Each alias: name, kind (party, organ, outlet, person), of (the party or organ it stands for), affiliation (the',
    'party an outlet belongs to). A name that is there already gets its new meaning.',
  ].join('\n'),
  positionals: [{ name: 'FILE', help: 'YAML or JSON; - for standard input' }],
  options: {},
  example: 'proviso alias add aliases.yaml',
  run: (context, args) =>
    context.withNode(async (node) => {
      const file = await readDocumentFile(context.host, args.positionals[0] ?? '');
      if (!file.ok) return faults(file.error);
      return outcome(await node.call('alias add', { value: file.value }), (added) => ({
        value: added,
        text: aliasTable(added),
      }));
    }),
});
