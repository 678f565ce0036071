import { defineCommand, outcome } from '../command.ts';
import { consentJson } from '../lineage-records.ts';
import { said } from '../records.ts';

export const consentWithdraw = defineCommand({
  name: 'consent withdraw',
  summary: 'Take a consent back: what went is out, and nothing more goes',
  positionals: [{ name: 'ID', help: 'of: proviso consent list' }],
  options: {},
  example: 'proviso consent withdraw urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('consent withdraw', { id: args.positionals[0] ?? '' }), (one) => ({
        value: consentJson(one),
        text: said([
          ['withdrawn', one.id],
          ['for', one.recipient],
        ]),
      })),
    ),
});
