import { defineCommand, faults } from '../command.ts';
import { writeNew } from '../new-file.ts';
import { safeField } from '../terminal-text.ts';

export const peerInvite = defineCommand({
  name: 'peer invite',
  summary: 'Write what another node needs to enrol this one, and print its fingerprint',
  details: [
    'The file holds nothing secret: party, address, public key, and the TLS certificate if no public authority signed it.',
    'Read the fingerprint to the other side over another way than the file takes: by telephone, in person.',
  ].join('\n'),
  positionals: [],
  options: { out: { kind: 'text', value: 'FILE', required: true, help: 'a new file' } },
  example: 'proviso peer invite --out for-energy-isac.json',
  run: (context, args) =>
    context.withNode(async (node) => {
      const invited = await node.call('peer invite', {});
      if (!invited.ok) return faults(invited.error);
      const { descriptor, fingerprint } = invited.value;
      const path = args.text('out') ?? '';
      const written = await writeNew(path, '--out', `${JSON.stringify(descriptor, null, 2)}\n`);
      if (!written.ok) return faults(written.error);
      return {
        kind: 'value',
        value: { file: path, fingerprint: fingerprint.replaceAll(' ', ''), descriptor },
        text: `wrote ${safeField(path)}\nfingerprint  ${safeField(fingerprint)}`,
      };
    }),
});
