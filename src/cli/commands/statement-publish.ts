import { defineCommand, given, outcome } from '../command.ts';
import { recordTable } from '../table.ts';

export const statementPublish = defineCommand({
  name: 'statement publish',
  summary: 'Put statements into a collection as STIX notes; partners get them as your terms permit',
  details: [
    'Names of your staff, remarks, reasons and what waits for a second person stay here, and so do the bytes of copies. What',
    'was withdrawn is published as revoked. Publishing again makes new versions of what changed and nothing else.',
  ].join('\n'),
  positionals: [{ name: 'ID', many: true, help: 'the id of a statement: proviso statement list' }],
  options: {
    collection: { kind: 'text', value: 'ID', required: true, help: 'collection id or alias' },
    tlp: {
      kind: 'text',
      value: 'LEVEL',
      help: "clear, green, amber, amber+strict or red; the collection's when left out",
    },
  },
  example: 'proviso statement publish statement:1f0a4c1e --collection shared --tlp green',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = given({ ids: args.positionals, collection: args.text('collection') ?? '', tlp: args.text('tlp') });
      return outcome(await node.call('statement publish', input), (done) => ({
        value: done,
        text: recordTable(done.notes, ['statement', 'note'], 'no notes'),
        notes: [
          `stored ${done.added} objects, unchanged ${done.unchanged}`,
          ...(done.conflicts > 0 ? [`conflicts: ${done.conflicts}; the version that stands there stays`] : []),
        ],
      }));
    }),
});
