import { defineCommand, outcome } from '../command.ts';
import { said, textJson } from '../records.ts';

export const termsEnd = defineCommand({
  name: 'terms end',
  summary: 'End a text of terms; what it alone released closes at once',
  positionals: [{ name: 'ID', help: 'the id of the text (proviso terms list)' }],
  options: {},
  example: 'proviso terms end urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('terms end', { id: args.positionals[0] ?? '' }), (text) => ({
        value: textJson(text),
        text: said([
          ['ended:', text.id],
          ['at', textJson(text)['endedAt']],
        ]),
      })),
    ),
});
