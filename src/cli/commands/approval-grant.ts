import { defineCommand, given, outcome } from '../command.ts';
import { approvalJson, approvalSaid } from '../lineage-records.ts';
import { byOption, recorder } from '../recorder.ts';

export const approvalGrant = defineCommand({
  name: 'approval grant',
  summary: 'Approve that an object, or a whole collection, goes to a party, where a text asks for your approval',
  details: [
    'A text asks for it in "approval: {of: party:YOU}", or "of: originator" where the object is your own.',
    'One that would open more objects than one person may open waits: proviso approval confirm.',
  ].join('\n'),
  positionals: [],
  options: {
    object: { kind: 'text', value: 'ID', help: 'a STIX id, with all its versions' },
    collection: { kind: 'text', value: 'C', help: 'all of a collection, what comes later too' },
    from: { kind: 'text', value: 'PARTY', help: 'the collection is that of this party, as its text spells it' },
    for: { kind: 'text', value: 'PARTY', required: true, help: 'who gets it' },
    until: { kind: 'text', value: 'TIME', help: 'it holds before this moment, UTC; without end when left out' },
    why: { kind: 'text', value: 'TEXT', help: 'for your own record' },
    by: byOption,
  },
  example: 'proviso approval grant --object indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --for energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = given({
        object: args.text('object'),
        collection: args.text('collection'),
        from: args.text('from'),
        until: args.text('until'),
        why: args.text('why'),
      });
      const made = await node.call('approval grant', {
        for: args.text('for') ?? '',
        ...input,
        ...recorder(context, args),
      });
      return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
    }),
});
