import { defineCommand, given, outcome } from '../command.ts';
import { byOption, recorder } from '../recorder.ts';
import { said } from '../records.ts';
import { stamped } from '../stamped.ts';

export const coalitionMandate = defineCommand({
  name: 'coalition mandate',
  summary: 'Let a member of a coalition answer for you what is tabled to it, or let it no more',
  details: [
    'Its answer counts only where the text on your own table has the same words; your node makes the move and signs it.',
    'An answer that would open too much waits for a second person: who gives the mandate is the first.',
  ].join('\n'),
  positionals: [{ name: 'ID', help: 'a coalition (proviso coalition list)' }],
  options: {
    to: { kind: 'text', value: 'LEAD', required: true, help: 'an enrolled peer that belongs to the coalition' },
    until: { kind: 'text', value: 'TIME', help: 'until when, in UTC, at most 400 days; needed unless revoked' },
    move: {
      kind: 'texts',
      value: 'MOVE',
      help: 'accept, hold, reopen or refuse; may be repeated; all of them when left out',
    },
    revoke: { kind: 'flag', help: 'it answers no more, from now on' },
    by: byOption,
  },
  example: 'proviso coalition mandate finance-isac --to energy-isac --until 2027-06-30T00:00:00Z --move accept',
  run: (context, args) =>
    context.withNode(async (node) => {
      const moves = args.texts('move');
      const input = {
        ...{ id: args.positionals[0] ?? '', to: args.text('to') ?? '' },
        ...given({ until: args.text('until'), moves: moves.length === 0 ? undefined : moves }),
        ...(args.flag('revoke') ? { revoke: true } : {}),
        ...recorder(context, args),
      };
      return outcome(await node.call('coalition mandate', input), (mandate) => {
        const value = stamped(mandate) as { readonly until: string | null };
        return {
          value,
          text: said([
            [mandate.until === null ? 'answers no more' : 'answers', `${mandate.lead} for ${mandate.coalition}`],
            ['moves', mandate.moves.length === 0 ? 'none' : mandate.moves],
            ['until', value.until],
          ]),
          notes: mandate.told ? [] : ['the lead could not be told; what is on record here holds all the same'],
        };
      });
    }),
});
