import { defineCommand, outcome } from '../command.ts';
import { recordTable } from '../table.ts';

export const peerCompare = defineCommand({
  name: 'peer compare',
  summary: 'Find what a peer released to you and you do not hold, without moving objects',
  details: [
    'Both sides hash what they hold; only what differs is named. "set aside" came and waits in quarantine or is another',
    'version of your own; "extra" is held here and not, or no longer, released to you. Exit 1 while something is missing.',
  ].join('\n'),
  positionals: [{ name: 'ID', help: 'the peer' }],
  options: { repair: { kind: 'flag', help: 'pull what is missing' } },
  example: 'proviso peer compare energy-isac --repair',
  run: (context, args) =>
    context.withNode(async (node) => {
      const repair = args.flag('repair') ? { repair: true } : {};
      const done = await node.call('peer compare', { peer: args.positionals[0] ?? '', ...repair });
      const shown = outcome(done, (reports) => ({
        value: reports,
        text: recordTable(
          reports.map((r) => ({ ...r, missing: r.missing.length, extra: r.extra.length, setAside: r.setAside.length })),
          ['collection', 'released', 'held', 'missing', 'setAside', 'extra', 'repaired'],
          'nothing is pulled from there',
        ),
        notes: reports.flatMap((r) => r.missing.slice(0, 20).map((one) => `missing: ${one.id} ${one.version}`)),
      }));
      const isWhole = done.ok && done.value.every((r) => r.missing.length === 0);
      return shown.kind === 'value' && !isWhole ? { ...shown, exit: 1 } : shown;
    }),
});
