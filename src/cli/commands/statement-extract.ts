import { basename } from 'node:path';
import { candidateTable } from '../candidate-table.ts';
import { defineCommand, faults, given, outcome } from '../command.ts';
import { readWholeFile } from '../read-file.ts';
import { stamped } from '../stamped.ts';
import { safeField } from '../terminal-text.ts';

export const statementExtract = defineCommand({
  name: 'statement extract',
  summary: 'Propose statements from an article; a person confirms, edits or rejects each',
  details: [
    'Reads HTML, Markdown or plain text. Nothing is run and nothing is fetched. The copy is kept with its SHA-256.',
    'Comments of readers become claims of third parties; menus, advertising and the like are left out.',
    'Candidates are never facts: no position and no release follows from them.',
  ].join('\n'),
  positionals: [{ name: 'FILE', help: 'the article as retrieved; - for standard input' }],
  options: {
    url: { kind: 'text', value: 'URL', help: 'where it was retrieved' },
    fetched: { kind: 'text', value: 'TIME', help: 'when, in UTC; now when left out' },
  },
  example: 'proviso statement extract article.html --url https://news.example/1',
  run: (context, args) =>
    context.withNode(async (node) => {
      const path = args.positionals[0] ?? '';
      const file = await readWholeFile(context.host, path);
      if (!file.ok) return faults(file.error);
      const input = given({
        bytes: file.value.toString('base64'),
        name: path === '-' ? 'standard input' : basename(path),
        url: args.text('url'),
        fetched: args.text('fetched'),
      });
      return outcome(await node.call('statement extract', input), ({ copy, added, candidates }) => ({
        value: stamped({ copy, added, candidates }),
        text: candidateTable(candidates),
        notes: [
          `copy ${copy.sha256}: "${safeField(copy.title)}"${copy.outlet === null ? '' : ` of ${safeField(copy.outlet)}`}, ${copy.comments} comments and ${copy.furniture} pieces of page furniture kept apart`,
          `${candidates.length} candidates, ${added} of them new; next: proviso statement confirm ID or proviso statement reject ID`,
          ...(copy.language === 'en'
            ? []
            : [`the rules are for English; this looks like "${safeField(copy.language)}"`]),
        ],
      }));
    }),
});
