import { defineCommand, given, outcome } from '../command.ts';
import { said } from '../records.ts';

export const collectionCreate = defineCommand({
  name: 'collection create',
  summary: 'Create a collection; nobody but you sees it until terms say so',
  positionals: [],
  options: {
    id: { kind: 'text', value: 'UUID', required: true, help: 'a UUID version 4, chosen by you' },
    title: { kind: 'text', value: 'T', required: true, help: 'its title' },
    description: { kind: 'text', value: 'TEXT', help: 'what it holds' },
    alias: { kind: 'text', value: 'A', help: 'a short name that works in place of the id' },
    root: { kind: 'text', value: 'PATH', help: 'the TAXII API root it lies under' },
    write: { kind: 'texts', value: 'PARTY', help: 'a party that may add objects; may be repeated' },
    'default-tlp': {
      kind: 'text',
      value: 'LEVEL',
      help: 'TLP of objects without a marking: clear, green, amber, amber+strict, red',
    },
  },
  example:
    'proviso collection create --id 91a7b528-80eb-42ed-a74d-c6fbd5a26116 --title "Shared indicators" --alias shared',
  run: (context, args) =>
    context.withNode(async (node) => {
      const writers = args.texts('write');
      const input = {
        id: args.text('id') ?? '',
        title: args.text('title') ?? '',
        description: args.text('description'),
        alias: args.text('alias'),
        root: args.text('root'),
        writers: writers.length === 0 ? undefined : writers,
        defaultTlp: args.text('default-tlp'),
      };
      return outcome(await node.call('collection create', given(input)), (made) => ({
        value: made,
        text: said([
          ['created collection', made.id],
          ['title', made.title],
          ['alias', made.alias],
          ['default TLP', made.defaultTlp],
        ]),
      }));
    }),
});
