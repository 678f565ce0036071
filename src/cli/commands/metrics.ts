import { defineCommand, outcome } from '../command.ts';
import { metricsText } from '../metrics-text.ts';

export const metrics = defineCommand({
  name: 'metrics',
  summary: 'Print what can be measured of the node, in the text format of Prometheus',
  details: [
    'While a node serves DIR: uptime, requests by class of status, event loop delay, memory, and what it holds.',
    'Otherwise what the store holds. Partners cannot reach any of it.',
  ].join('\n'),
  positionals: [],
  options: {},
  example: 'proviso metrics',
  prose: true,
  run: (context) =>
    context.withNode(async (node) =>
      outcome(await node.call('metrics', {}), (list) => ({ value: list, text: metricsText(list) })),
    ),
});
