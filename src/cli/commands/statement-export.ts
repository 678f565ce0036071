import { defineCommand, faults, given, type Outcome } from '../command.ts';
import { writeNew } from '../new-file.ts';
import { safeField, safeJson } from '../terminal-text.ts';

export const statementExport = defineCommand({
  name: 'statement export',
  summary: 'Write statements as a STIX 2.1 bundle of notes, with everything on record about them',
  details: [
    'For your own files and nodes: it passes no release engine. To share statements, use "proviso statement publish".',
    'A new file of mode 0600, never over one that exists; - for stdout, where characters that could steer a terminal are',
    'written as JSON escapes.',
  ].join('\n'),
  positionals: [],
  options: {
    party: { kind: 'text', value: 'PARTY', help: 'only statements of this party' },
    topic: { kind: 'text', value: 'TOPIC', help: 'only statements on this topic' },
    'with-copies': { kind: 'flag', help: 'with the bytes of the retrieved copies' },
    out: { kind: 'text', value: 'FILE', required: true, help: 'a new file, or - for stdout' },
  },
  example: 'proviso statement export --party energy-isac --with-copies --out for-archive.json',
  run: (context, args) =>
    context.withNode(async (node) => {
      const copies = args.flag('with-copies');
      const input = given({ party: args.text('party'), topic: args.text('topic'), copies });
      const exported = await node.call('statement export', input);
      if (!exported.ok) return faults(exported.error);
      const { bundle, ...counts } = exported.value;
      for (const sha256 of counts.copiesLeftOut)
        await context.note(`too large for STIX, its bytes stay here: ${sha256}`);
      const path = args.text('out') ?? '-';
      const json = safeJson(JSON.stringify(bundle));
      if (path !== '-') return await toFile(path, json, counts);
      await context.host.stdout.write(`${json}\n`);
      return { kind: 'written', exit: 0 };
    }),
});

async function toFile(path: string, json: string, counts: { readonly statements: number }): Promise<Outcome> {
  const written = await writeNew(path, '--out', `${json}\n`);
  if (!written.ok) return faults(written.error);
  const text = `wrote ${safeField(path)}, statements: ${counts.statements}`;
  return { kind: 'value', value: { file: path, ...counts }, text };
}
