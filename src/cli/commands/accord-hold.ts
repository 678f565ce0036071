import { movedText } from '../accord-text.ts';
import { defineCommand, faults, given, outcome } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';
import { byOption, recorder } from '../recorder.ts';

export const accordHold = defineCommand({
  name: 'accord hold',
  summary: 'Answer "not until": name what must be so before this node looks at the text again',
  details: [
    'FILE is a list of conditions as in a text of terms. They are watched; the accord reopens by itself once they hold,',
    'or waits for staff with --reopen hand. The other side hears of them what the disclosure level of the leg allows.',
  ].join('\n'),
  positionals: [{ name: 'ID', help: 'the id of an accord, or the beginning of its UUID' }],
  options: {
    'until-conditions': { kind: 'text', value: 'FILE', help: 'YAML or JSON; - for standard input' },
    'from-explanation': { kind: 'flag', help: 'wait for what the gate of the leg we would give waits for' },
    reopen: { kind: 'text', value: 'HOW', help: 'auto (default where conditions are named) or hand' },
    disclose: { kind: 'text', value: 'LEVEL', help: 'full, conditions, class or none; default that of the leg' },
    why: { kind: 'text', value: 'TEXT', help: 'a note; the other side reads it' },
    by: byOption,
  },
  example: 'proviso accord hold 1f0a4c1e --until-conditions until.yaml --reopen auto',
  run: (context, args) =>
    context.withNode(async (node) => {
      const path = args.text('until-conditions');
      const file = path === undefined ? null : await readDocumentFile(context.host, path);
      if (file?.ok === false) return faults(file.error);
      const input = {
        id: args.positionals[0] ?? '',
        ...(file?.ok === true ? { conditions: file.value } : {}),
        ...(args.flag('from-explanation') ? { fromExplanation: true } : {}),
        ...given({ reopen: args.text('reopen'), disclose: args.text('disclose'), why: args.text('why') }),
      };
      return outcome(await node.call('accord hold', { ...input, ...recorder(context, args) }), movedText);
    }),
});
