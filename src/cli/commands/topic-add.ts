import { defineCommand, faults, outcome } from '../command.ts';
import { readDocumentFile } from '../read-file.ts';
import { stamped } from '../stamped.ts';

export const topicAdd = defineCommand({
  name: 'topic add',
  summary: 'Add topics with their scales of values',
  positionals: [{ name: 'FILE', help: 'YAML or JSON; - for standard input' }],
  options: {},
  example: 'proviso topic add topics.yaml',
  run: (context, args) =>
    context.withNode(async (node) => {
      const file = await readDocumentFile(context.host, args.positionals[0] ?? '');
      if (!file.ok) return faults(file.error);
      return outcome(await node.call('topic add', { value: file.value }), (added) => ({ value: stamped(added) }));
    }),
});
