import { defineCommand, outcome } from '../command.ts';
import { partyJson, said } from '../records.ts';

export const partyRelation = defineCommand({
  name: 'party relation',
  summary: 'Say what a party is to you: organisation, client or community',
  details:
    'TLP levels and the terms of others ask it before something of theirs is passed on. Without it, a party that stands in a coalition with you belongs to your community, and nothing is known of any other.',
  positionals: [
    { name: 'PARTY', help: 'a party id, for example energy-isac' },
    { name: 'RELATION', help: 'organisation, client, community, or none to take it back' },
  ],
  options: {},
  example: 'proviso party relation energy-isac community',
  run: (context, args) =>
    context.withNode(async (node) => {
      const [party = '', relation = ''] = args.positionals;
      const input = { party, relation: relation === 'none' ? null : relation };
      return outcome(await node.call('party relation', input), (record) => ({
        value: { ...partyJson(record), relation: record.relation ?? null },
        text: said([
          ['party', record.id],
          ['is to us', record.relation ?? 'not stated'],
        ]),
      }));
    }),
});
