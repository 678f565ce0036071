import { movedText } from '../accord-text.ts';
import { type Command, defineCommand, faults, given, outcome } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';
import { byOption, recorder } from '../recorder.ts';

const withText = (move: 'counter' | 'amend', said: Pick<Command, 'summary' | 'details' | 'example'>): Command =>
  defineCommand({
    name: `accord ${move}`,
    ...said,
    positionals: [
      { name: 'ID', help: 'the id of an accord, or the beginning of its UUID' },
      { name: 'FILE', help: 'YAML or JSON; - for standard input' },
    ],
    options: {
      confirm: { kind: 'text', value: 'HOW', help: 'auto: an acceptance is confirmed at once; hand' },
      by: byOption,
    },
    run: (context, args) =>
      context.withNode(async (node) => {
        const file = await readDocumentFile(context.host, args.positionals[1] ?? '');
        if (!file.ok) return faults(file.error);
        const input = { id: args.positionals[0] ?? '', value: file.value, ...given({ confirm: args.text('confirm') }) };
        return outcome(await node.call(`accord ${move}`, { ...input, ...recorder(context, args) }), movedText);
      }),
  });

export const accordCounter = withText('counter', {
  summary: 'Answer a text with another one; the turn changes',
  details: 'The other side sees what was changed, clause by clause.',
  example: 'proviso accord counter 1f0a4c1e ours.yaml',
});

export const accordAmend = withText('amend', {
  summary: 'Propose a new text in place of an accord in force',
  details: 'It is negotiated like any other. When it comes into force the old accord ends in the same moment.',
  example: 'proviso accord amend 1f0a4c1e wider.yaml',
});
