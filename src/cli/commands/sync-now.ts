import { defineCommand, given, outcome } from '../command.ts';
import { recordTable } from '../table.ts';

const columnsShown = ['source', 'ended', 'pages', 'added', 'held', 'echoes', 'foreign', 'quarantined', 'why'] as const;

export const syncNow = defineCommand({
  name: 'sync now',
  summary: 'Pull now: everything, from one peer, or one source',
  details: [
    'Exit 1 when a run did not reach the end; what came before stays, and the next run goes on from there.',
    '--from-start reads everything again, for servers that forgot an object or were mended. Nothing is stored twice.',
  ].join('\n'),
  positionals: [],
  options: {
    peer: { kind: 'text', value: 'PARTY', help: 'only what this party delivers' },
    source: { kind: 'text', value: 'ID', help: 'only this source (proviso source list)' },
    'from-start': { kind: 'flag', help: 'read from the oldest object on' },
  },
  example: 'proviso sync now --peer energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = given({ peer: args.text('peer'), source: args.text('source') });
      const fromStart = args.flag('from-start') ? { fromStart: true } : {};
      const done = await node.call('sync now', { ...input, ...fromStart });
      const isWhole = done.ok && done.value.every((run) => run.ended === 'complete');
      const shown = outcome(done, (runs) => ({
        value: runs,
        text: recordTable(runs, columnsShown, 'nothing was run'),
      }));
      return shown.kind === 'value' && !isWhole ? { ...shown, exit: 1 } : shown;
    }),
});
