import { defineCommand, given, outcome } from '../command.ts';
import { keyJson } from '../records.ts';
import { cellText } from '../table.ts';

export const keyCreate = defineCommand({
  name: 'key create',
  summary: 'Create a machine key; its secret is printed once and stored nowhere',
  details: 'The key works as Basic (id, secret), as Bearer and as Token.',
  positionals: [],
  options: {
    party: { kind: 'text', value: 'ID', required: true, help: 'whose key it is' },
    scope: { kind: 'text', value: 'SCOPE', required: true, help: 'what it opens: taxii' },
    label: { kind: 'text', value: 'TEXT', help: 'a reminder for you' },
    expires: { kind: 'text', value: 'TIME', help: 'last moment of use, for example 2027-06-30T00:00:00Z' },
  },
  example: 'proviso key create --party energy-isac --scope taxii --label "their SIEM"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = {
        party: args.text('party') ?? '',
        scope: args.text('scope') ?? '',
        label: args.text('label'),
        expires: args.text('expires'),
      };
      return outcome(await node.call('key create', given(input)), (key) => ({
        value: { id: key.id, secret: key.secret, ...keyJson(key) },
        text: [`id      ${cellText(key.id)}`, `secret  ${cellText(key.secret)}`, `party   ${cellText(key.party)}`].join(
          '\n',
        ),
        notes: ['The secret is shown this once: keep it now. Revoke the key with "proviso key revoke ID".'],
      }));
    }),
});
