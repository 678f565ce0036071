import { defineCommand, outcome } from '../command.ts';
import { stamped } from '../stamped.ts';

export const topicList = defineCommand({
  name: 'topic list',
  summary: 'List the topics and their scales',
  positionals: [],
  options: {},
  example: 'proviso topic list',
  run: (context) =>
    context.withNode(async (node) => outcome(await node.call('topic list', {}), (list) => ({ value: stamped(list) }))),
});
