import { defineCommand, outcome } from '../command.ts';
import { consentJson } from '../lineage-records.ts';
import { said } from '../records.ts';

export const consentGrant = defineCommand({
  name: 'consent grant',
  summary: 'Let something of yours be passed on to the one party that was asked for',
  positionals: [{ name: 'ID', help: 'of: proviso consent list' }],
  options: {
    scope: { kind: 'text', value: 'SCOPE', help: 'object (default), or collection: all you gave of it' },
    until: { kind: 'text', value: 'TIME', help: 'it holds before this moment, UTC; without end when left out' },
  },
  example: 'proviso consent grant urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001 --until 2030-12-31T00:00:00Z',
  run: (context, args) =>
    context.withNode(async (node) => {
      const [scope, until] = [args.text('scope'), args.text('until')];
      const input = {
        id: args.positionals[0] ?? '',
        ...(scope === undefined ? {} : { scope }),
        ...(until === undefined ? {} : { until }),
      };
      return outcome(await node.call('consent grant', input), (one) => ({
        value: consentJson(one),
        text: said([
          ['granted', one.id],
          ['scope', one.scope],
          ['for', one.recipient],
        ]),
      }));
    }),
});
