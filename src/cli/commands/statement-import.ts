import { defineCommand, faults, given, outcome } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';
import { stamped } from '../stamped.ts';
import { statementTable } from '../statement-text.ts';

export const statementImport = defineCommand({
  name: 'statement import',
  summary: 'Record the statements of a STIX 2.1 bundle of notes, as a delivery',
  details: [
    'A delivered statement is one hop longer than its note says, ungraded (F6) until you grade it, unsigned, and recorded',
    'now. --trust takes over grades, signatures and ids: for files of your own nodes.',
    'Nothing is stored when anything is wrong; what is on record already stays as it is.',
  ].join('\n'),
  positionals: [{ name: 'FILE', help: 'a STIX 2.1 bundle as JSON; - for standard input' }],
  options: {
    from: { kind: 'text', value: 'PARTY', help: 'who delivered the file; the maker of its notes when left out' },
    trust: { kind: 'flag', help: 'vouch for the file: take over grades, signatures and ids' },
    by: { kind: 'text', value: 'NAME', help: 'who records it' },
  },
  example: 'proviso statement import notes.json --from energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const file = await readDocumentFile(context.host, args.positionals[0] ?? '');
      if (!file.ok) return faults(file.error);
      const input = given({
        value: file.value,
        from: args.text('from'),
        trust: args.flag('trust'),
        by: args.text('by'),
      });
      return outcome(await node.call('statement import', input), (done) => ({
        value: stamped(done),
        text: statementTable(done.statements.map((one) => stamped(one))),
        notes: [
          `recorded ${done.statements.length}, relations ${done.relations.length}, copies ${done.copies.length}, delivered by ${done.from}`,
          ...(done.alreadyOnRecord > 0 ? [`on record already and left as they are: ${done.alreadyOnRecord}`] : []),
        ],
      }));
    }),
});
