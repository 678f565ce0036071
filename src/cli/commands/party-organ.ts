import { defineCommand, outcome } from '../command.ts';
import { partyJson, said } from '../records.ts';

export const partyOrgan = defineCommand({
  name: 'party organ',
  summary: 'Add organs that speak for a party, your own included',
  details: 'Once a party has organs, a statement of any other organ is refused; what was recorded before stays.',
  positionals: [{ name: 'PARTY', help: 'a party id, for example energy-isac' }],
  options: { add: { kind: 'texts', value: 'NAME', required: true, help: 'the name of an organ; may be repeated' } },
  example: 'proviso party organ energy-isac --add press',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { party: args.positionals[0] ?? '', organs: args.texts('add') };
      return outcome(await node.call('party organ', input), (party) => ({
        value: partyJson(party),
        text: said([
          ['organs of', party.id],
          ['now', party.organs],
        ]),
      }));
    }),
});
