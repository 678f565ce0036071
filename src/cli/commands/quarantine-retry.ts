import { defineCommand, outcome } from '../command.ts';
import { quarantineJson, quarantineTable } from '../federation-records.ts';

const unknownText = (count: number): string =>
  count === 0
    ? ''
    : `${count} of these came before it was kept how: they go to nobody until their giver gives them anew (proviso sync now --peer ID --from-start)\n`;

export const quarantineRetry = defineCommand({
  name: 'quarantine retry',
  summary: 'Judge refused objects again; what passes now is stored',
  details: 'Without ids everything in quarantine is judged. Exit 1 when something stays refused.',
  positionals: [],
  options: { id: { kind: 'texts', value: 'ID', help: 'only these (proviso quarantine list)' } },
  example: 'proviso quarantine retry --id 5d41402abc4b2a76b9719d911017c592',
  run: (context, args) =>
    context.withNode(async (node) => {
      const done = await node.call('quarantine retry', { ids: args.texts('id') });
      const shown = outcome(done, ({ released, wayUnknown, still }) => ({
        value: { released, wayUnknown, still: still.map(quarantineJson) },
        text: `stored ${released}, still refused ${still.length}\n${unknownText(wayUnknown)}${quarantineTable(still)}`,
      }));
      return shown.kind === 'value' && done.ok && done.value.still.length > 0 ? { ...shown, exit: 1 } : shown;
    }),
});
