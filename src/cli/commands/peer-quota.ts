import { defineCommand, given, outcome } from '../command.ts';
import { quotaJson, quotaText } from '../federation-records.ts';

export const peerQuota = defineCommand({
  name: 'peer quota',
  summary: 'Show or set what a party may bring, and cost in processor time, in an hour',
  details: [
    'Without --peer it is for every party that has no quota of its own. What is over waits for the next hour; messages',
    'of a peer are always taken, but wait for those who used less. What was used outlasts a restart.',
  ].join('\n'),
  positionals: [],
  options: {
    peer: { kind: 'text', value: 'ID', help: 'for this party alone' },
    objects: { kind: 'text', value: 'N', help: 'objects in an hour' },
    bytes: { kind: 'text', value: 'N', help: 'bytes in an hour' },
    'cpu-seconds': { kind: 'text', value: 'N', help: 'seconds of processor time in an hour, at most 3600' },
    reset: { kind: 'flag', help: 'back to what holds otherwise' },
  },
  example: 'proviso peer quota --peer energy-isac --objects 50000 --cpu-seconds 120',
  run: (context, args) =>
    context.withNode(async (node) => {
      const [peer, objects, bytes] = [args.text('peer'), args.text('objects'), args.text('bytes')];
      const reset = args.flag('reset') ? true : undefined;
      const input = given({ peer, objects, bytes, cpuSeconds: args.text('cpu-seconds'), reset });
      return outcome(await node.call('peer quota', input), (quotas) => ({
        value: quotaJson(quotas),
        text: quotaText(quotas),
      }));
    }),
});
