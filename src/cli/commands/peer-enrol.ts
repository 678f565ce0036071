import { defineCommand, faults, given, outcome } from '../command.ts';
import { peerJson, peerText } from '../peer-text.ts';
import { readDocumentFile } from '../read-file.ts';

export const peerEnrol = defineCommand({
  name: 'peer enrol',
  summary: "Enrol another node from its file, after comparing the file's fingerprint",
  details: [
    'Without --fingerprint nothing is enrolled: the fingerprint of the file is printed, for you to compare with what the',
    'other side reads to you. Its party is added if it is not there. Enrolled again, address and key are replaced.',
    'Only public addresses are dialled; --allow names others for this peer, such as 10.1.2.3 or 10.1.0.0/16.',
  ].join('\n'),
  positionals: [{ name: 'FILE', help: 'made by "proviso peer invite" at the other node; - for standard input' }],
  options: {
    fingerprint: { kind: 'text', value: 'DIGITS', help: 'as the other side read it to you; spaces do not matter' },
    allow: { kind: 'texts', value: 'ADDRESS', help: 'an address or range besides public ones; may be repeated' },
    'speaks-for': { kind: 'texts', value: 'IDENTITY', help: 'a STIX identity it may speak for; may be repeated' },
  },
  example: 'proviso peer enrol energy-isac.json --fingerprint "3f2a 90c1 …"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const file = await readDocumentFile(context.host, args.positionals[0] ?? '');
      if (!file.ok) return faults(file.error);
      const input = {
        descriptor: file.value,
        fingerprint: args.text('fingerprint'),
        allow: args.texts('allow'),
        identities: args.texts('speaks-for'),
      };
      return outcome(await node.call('peer enrol', given(input)), (peer) => ({
        value: peerJson(peer),
        text: peerText(peer),
      }));
    }),
});
