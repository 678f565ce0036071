import { defineCommand, faults, outcome } from '../command.ts';
import { withCopies } from '../copy-files.ts';
import { readDocumentFile } from '../read-file.ts';
import { byOption, recorder } from '../recorder.ts';
import { stamped } from '../stamped.ts';
import { recordedText } from '../statement-text.ts';

export const statementAdd = defineCommand({
  name: 'statement add',
  summary: 'Record who said what, through whom; positions follow from it',
  details:
    'A file is recorded whole or not at all. `copies: [{file: PATH}]` takes in the bytes of a retrieved copy; the path starts at the statement file and stays below its directory.',
  positionals: [{ name: 'FILE', help: 'YAML or JSON; - for standard input' }],
  options: { by: byOption },
  example: 'proviso statement add statements.yaml --by "Ann Example"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const path = args.positionals[0] ?? '';
      const file = await readDocumentFile(context.host, path);
      if (!file.ok) return faults(file.error);
      const whole = await withCopies(file.value, path);
      if (!whole.ok) return faults(whole.error);
      const added = await node.call('statement add', { value: whole.value, ...recorder(context, args) });
      return outcome(added, (recorded) => {
        const value = stamped(recorded);
        return { value, text: recordedText(value) };
      });
    }),
});
