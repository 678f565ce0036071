import { defineCommand, given, outcome } from '../command.ts';

export const termsShow = defineCommand({
  name: 'terms show',
  summary: 'Print a text of terms as YAML, as native JSON, or as the ODRL offer that peers get',
  details: 'All three are the same text: terms check and terms add read any of them.',
  positionals: [{ name: 'ID', help: 'the id of the text (proviso terms list)' }],
  options: { form: { kind: 'text', value: 'FORM', help: 'yaml (when left out), json or odrl' } },
  example: 'proviso terms show urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001 --form odrl',
  prose: true,
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = given({ id: args.positionals[0] ?? '', form: args.text('form') });
      return outcome(await node.call('terms show', input), (shown) => ({ value: shown, text: shown.document }));
    }),
});
