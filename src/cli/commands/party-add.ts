import { defineCommand, given, outcome } from '../command.ts';
import { partyJson, said } from '../records.ts';

export const partyAdd = defineCommand({
  name: 'party add',
  summary: 'Add a counterpart',
  positionals: [{ name: 'ID', help: 'a party id: a-z, 0-9 and hyphens, for example energy-isac' }],
  options: {
    name: { kind: 'text', value: 'NAME', required: true, help: 'its name for people' },
    organ: { kind: 'texts', value: 'ORGAN', help: 'an organ that speaks for it; may be repeated' },
  },
  example: 'proviso party add energy-isac --name "Energy ISAC" --organ legal --organ press',
  run: (context, args) =>
    context.withNode(async (node) => {
      const organs = args.texts('organ');
      const input = {
        id: args.positionals[0] ?? '',
        name: args.text('name') ?? '',
        organs: organs.length === 0 ? undefined : organs,
      };
      return outcome(await node.call('party add', given(input)), (party) => ({
        value: partyJson(party),
        text: `added party:${said([['', party.id]]).trim()}: ${said([
          ['name', party.name],
          ['organs', party.organs],
        ])}`,
      }));
    }),
});
