import { accordTable, warningText } from '../accord-text.ts';
import { defineCommand, faults, given, outcome } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';
import { byOption, recorder } from '../recorder.ts';
import { stamped } from '../stamped.ts';

export const accordTableCommand = defineCommand({
  name: 'accord table',
  summary: 'Table a text to another node, or to every member of a coalition',
  details: [
    'FILE holds one text of terms, or "legs:" with one text or two in opposite directions, and openUntil, topics, id.',
    'Nothing flows until both have signed: the other side accepts, and this node confirms.',
  ].join('\n'),
  positionals: [{ name: 'FILE', help: 'YAML or JSON; - for standard input' }],
  options: {
    to: {
      kind: 'text',
      value: 'PARTY',
      required: true,
      help: 'an enrolled peer, or coalition:ID for each of its members',
    },
    confirm: { kind: 'text', value: 'HOW', help: 'auto: an acceptance is confirmed at once; hand (default)' },
    by: byOption,
  },
  example: 'proviso accord table swap.yaml --to energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const file = await readDocumentFile(context.host, args.positionals[0] ?? '');
      if (!file.ok) return faults(file.error);
      const input = { value: file.value, to: args.text('to') ?? '', ...given({ confirm: args.text('confirm') }) };
      return outcome(await node.call('accord table', { ...input, ...recorder(context, args) }), (tabled) => ({
        value: stamped(tabled),
        text: accordTable(tabled.accords),
        notes: [
          ...tabled.warnings.map(warningText),
          ...tabled.leftOut.map((party) => `${party} is a member and no peer: nothing was tabled to it`),
        ],
      }));
    }),
});
