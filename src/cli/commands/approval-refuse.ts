import { defineCommand, given, outcome } from '../command.ts';
import { approvalJson, approvalSaid } from '../lineage-records.ts';
import { byOption, recorder } from '../recorder.ts';

export const approvalRefuse = defineCommand({
  name: 'approval refuse',
  summary: 'Put on record that something is not approved for a party',
  positionals: [],
  options: {
    object: { kind: 'text', value: 'ID', help: 'a STIX id, with all its versions' },
    collection: { kind: 'text', value: 'C', help: 'all of a collection, what comes later too' },
    from: { kind: 'text', value: 'PARTY', help: 'the collection is that of this party, as its text spells it' },
    for: { kind: 'text', value: 'PARTY', required: true, help: 'who does not get it' },
    why: { kind: 'text', value: 'TEXT', help: 'for your own record' },
    by: byOption,
  },
  example: 'proviso approval refuse --collection shared --for energy-isac --why "court order"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = given({
        object: args.text('object'),
        collection: args.text('collection'),
        from: args.text('from'),
        why: args.text('why'),
      });
      const made = await node.call('approval refuse', {
        for: args.text('for') ?? '',
        ...input,
        ...recorder(context, args),
      });
      return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
    }),
});
