import { defineCommand, given, outcome } from '../command.ts';
import { holderTable } from '../recall-records.ts';
import { byOption, recorder } from '../recorder.ts';

export const objectDelete = defineCommand({
  name: 'object delete',
  summary: 'Delete an object with all its versions, and recall it from whoever got it',
  details:
    'What was given of it stays on record (proviso who-got). To say that it no longer holds, publish a newer version with "revoked": true instead: partners receive that, and nothing is deleted.',
  positionals: [{ name: 'ID', help: 'a STIX id' }],
  options: {
    why: { kind: 'text', value: 'TEXT', help: 'the reason, which holders read' },
    'dry-run': { kind: 'flag', help: 'count versions and list holders, delete nothing' },
    by: byOption,
  },
  example:
    'proviso object delete indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --why "collected by mistake" --dry-run',
  run: (context, args) =>
    context.withNode(async (node) => {
      const object = args.positionals[0] ?? '';
      const dryRun = args.flag('dry-run');
      const deleted = await node.call('object delete', {
        object,
        ...given({ why: args.text('why'), dryRun: dryRun || undefined }),
        ...recorder(context, args),
      });
      return outcome(deleted, (value) => ({
        value: { object, ...value },
        text: holderTable(value.holders),
        notes: [`${value.versions} versions ${dryRun ? 'would be deleted' : 'deleted'}`],
      }));
    }),
});
