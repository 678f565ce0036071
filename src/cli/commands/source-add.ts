import { defineCommand, faults, given, outcome } from '../command.ts';
import { sourceJson } from '../federation-records.ts';
import { readDocumentFile, readWholeFile } from '../read-file.ts';
import { said } from '../records.ts';

export const sourceAdd = defineCommand({
  name: 'source add',
  summary: 'Pull a collection of another TAXII 2.1 server into one of yours',
  details: [
    'URL is a discovery resource, an API root or the collection itself; redirects and other hosts are never followed.',
    'The credential file holds one line: Basic USER:PASSWORD, Bearer TOKEN or Token TOKEN. It is kept in DIR/keys/given.',
    'With --terms what comes from there is treated as given under that text: it is passed on only as its relay rules allow, beside your own terms. Leave out from, to and over, or name the party, you, and the collection there.',
    'Without --as the server counts as a party of its own, named after its host: terms can speak about it.',
  ].join('\n'),
  positionals: [{ name: 'URL', help: 'address of the server' }],
  options: {
    collection: { kind: 'text', value: 'ID', required: true, help: 'id or alias of the collection there' },
    into: { kind: 'text', value: 'COLLECTION', required: true, help: 'id or alias of your collection' },
    'credential-file': { kind: 'text', value: 'F', help: 'file with the credential; - for standard input' },
    allow: { kind: 'texts', value: 'RANGE', help: 'a private address or range that its name may stand for' },
    terms: {
      kind: 'text',
      value: 'F',
      help: 'YAML or JSON file with the terms that stick to what comes; - for standard input',
    },
    as: { kind: 'text', value: 'PARTY', help: 'the party that counts as the one that delivers' },
  },
  example: 'proviso source add https://taxii.example/taxii2/ --collection feed --into shared',
  run: async (context, args) => {
    const file = args.text('credential-file');
    const read = file === undefined ? null : await readWholeFile(context.host, file);
    if (read !== null && !read.ok) return faults(read.error);
    const termsFile = args.text('terms');
    const terms = termsFile === undefined ? null : await readDocumentFile(context.host, termsFile);
    if (terms !== null && !terms.ok) return faults(terms.error);
    return context.withNode(async (node) => {
      const input = given({
        url: args.positionals[0] ?? '',
        collection: args.text('collection') ?? '',
        into: args.text('into') ?? '',
        credential: read === null ? undefined : read.value.toString('utf8').trim(),
        as: args.text('as'),
        allow: args.texts('allow'),
        terms: terms === null ? undefined : terms.value,
      });
      return outcome(await node.call('source add', input), (source) => ({
        value: sourceJson(source),
        text: said([
          ['added:', source.id],
          ['as party', source.party],
        ]),
        notes: ['Run it with "proviso sync now --source ID"; a started node does so by itself.'],
      }));
    });
  },
});
