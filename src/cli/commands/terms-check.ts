import { defineCommand, faults } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';
import { faultLines } from '../report.ts';

export const termsCheck = defineCommand({
  name: 'terms check',
  summary: 'Check a text of terms without putting it in force',
  details: 'Errors end with exit 1; warnings alone do not.',
  positionals: [{ name: 'FILE', help: 'YAML or JSON; - for standard input' }],
  options: {},
  example: 'proviso terms check terms.yaml',
  run: (context, args) =>
    context.withNode(async (node) => {
      const text = await readDocumentFile(context.host, args.positionals[0] ?? '');
      if (!text.ok) return faults(text.error);
      const checked = await node.call('terms check', { value: text.value });
      if (!checked.ok) return faults(checked.error);
      const errors = checked.value.filter((fault) => fault.severity === 'error');
      if (errors.length > 0) return faults(checked.value);
      const found = checked.value.length;
      return {
        kind: 'value',
        value: { ok: true, faults: checked.value },
        text: found === 0 ? 'no faults' : `no errors, warnings: ${found}`,
        notes: found === 0 ? [] : [faultLines(checked.value)],
      };
    }),
});
