import { defineCommand, faults, outcome } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';
import { simulationText } from '../records.ts';
import { stamped } from '../stamped.ts';

export const simulate = defineCommand({
  name: 'simulate',
  summary: 'Ask what a party would receive if facts, statements or terms were others; changes nothing',
  positionals: [{ name: 'FILE', help: 'YAML or JSON: party, and what is supposed; - for standard input' }],
  options: {},
  example: 'proviso simulate what-if.yaml',
  run: (context, args) =>
    context.withNode(async (node) => {
      const file = await readDocumentFile(context.host, args.positionals[0] ?? '');
      if (!file.ok) return faults(file.error);
      return outcome(await node.call('simulate', { value: file.value }), (answer) => {
        const value = stamped(answer);
        return { value, text: simulationText(value) };
      });
    }),
});
