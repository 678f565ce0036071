import { defineCommand, outcome } from '../command.ts';
import { consentJson, consentTable } from '../lineage-records.ts';

export const consentAsk = defineCommand({
  name: 'consent ask',
  summary: 'Ask the originators of an object whether it may go to a party',
  details:
    'Only for an object of class pending. The question goes to the party that gave it, and from there on to the originator; everybody on the way learns for whom it is asked.',
  positionals: [],
  options: {
    object: { kind: 'text', value: 'ID', required: true, help: 'a STIX id' },
    for: { kind: 'text', value: 'PARTY', required: true, help: 'who would get it' },
  },
  example: 'proviso consent ask --object indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --for energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { object: args.text('object') ?? '', party: args.text('for') ?? '' };
      return outcome(await node.call('consent ask', input), (list) => ({
        value: list.map(consentJson),
        text: consentTable(list),
      }));
    }),
});
