import { defineCommand, given, outcome } from '../command.ts';
import { holderTable } from '../recall-records.ts';
import { byOption, recorder } from '../recorder.ts';
import { safeField } from '../terminal-text.ts';

export const recallSend = defineCommand({
  name: 'recall send',
  summary: 'Ask whoever got something to delete it, and keep it back from them',
  details:
    'Holders are those of the release record. Their nodes are asked by signed messages and answer; a holder without a node is listed as by-hand, for you to ask and to tick off (proviso recall note). What a holder has not got yet is not concerned: its terms say whether it gets it.',
  positionals: [],
  options: {
    object: { kind: 'texts', value: 'ID', help: 'a STIX id, with all its versions; may be repeated' },
    accord: { kind: 'text', value: 'ID', help: 'everything given under this accord or text' },
    collection: { kind: 'text', value: 'C', help: 'everything given of this collection' },
    to: { kind: 'texts', value: 'PARTY', required: true, help: 'a holder, may be repeated; or all-holders' },
    why: { kind: 'text', value: 'TEXT', required: true, help: 'the reason, which holders read' },
    cause: {
      kind: 'text',
      value: 'K',
      help: 'narrowed, deleted, revoked (when left out), or corrected: a newer version stays with them',
    },
    until: { kind: 'text', value: 'TIME', help: 'UTC; when left out, what the texts owe' },
    'dry-run': { kind: 'flag', help: 'list the holders and how much they hold, ask nobody' },
    by: byOption,
  },
  example:
    'proviso recall send --object indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --to all-holders --why "source withdrew it" --dry-run',
  run: (context, args) =>
    context.withNode(async (node) => {
      const objects = args.texts('object');
      const input = {
        objects: objects.length === 0 ? undefined : objects,
        accord: args.text('accord'),
        collection: args.text('collection'),
        cause: args.text('cause'),
        until: args.text('until'),
        dryRun: args.flag('dry-run') || undefined,
      };
      const sent = await node.call('recall send', {
        to: args.texts('to'),
        why: args.text('why') ?? '',
        ...given(input),
        ...recorder(context, args),
      });
      return outcome(sent, (value) => ({
        value,
        text: holderTable(value.holders),
        notes: [value.id === null ? 'nobody was asked' : `recall ${safeField(value.id)}: proviso recall list`],
      }));
    }),
});
