import { defineCommand, outcome } from '../command.ts';
import { consentJson } from '../lineage-records.ts';
import { said } from '../records.ts';

export const consentRefuse = defineCommand({
  name: 'consent refuse',
  summary: 'Refuse a question for consent',
  positionals: [{ name: 'ID', help: 'of: proviso consent list' }],
  options: { why: { kind: 'text', value: 'TEXT', required: true, help: 'what the asker is told' } },
  example: 'proviso consent refuse urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001 --why "source at risk"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { id: args.positionals[0] ?? '', why: args.text('why') ?? '' };
      return outcome(await node.call('consent refuse', input), (one) => ({
        value: consentJson(one),
        text: said([
          ['refused', one.id],
          ['for', one.recipient],
        ]),
      }));
    }),
});
