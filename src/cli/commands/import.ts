import type { ImportTotals } from '../../app/operator-api.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { NodeClient } from '../client.ts';
import { type Context, defineCommand, type ExitCode, faults, type Outcome } from '../command.ts';
import { formatFault, formatOption } from '../object-format.ts';
import { openSource } from '../read-file.ts';
import { type Refused, rejectFile } from '../rejects.ts';
import { faultLines } from '../report.ts';
import { columns } from '../table.ts';
import { safeField } from '../terminal-text.ts';

interface FileReport extends ImportTotals {
  readonly file: string;
  /** Where the refused objects were written; null when there were none, or on a dry run. */
  readonly rejects: string | null;
}

const counts = ['read', 'added', 'alreadyHeld', 'conflicts', 'refused', 'warnings'] as const;
const zero: ImportTotals = { read: 0, added: 0, alreadyHeld: 0, conflicts: 0, refused: 0, warnings: 0 };

const sum = (a: ImportTotals, b: ImportTotals): ImportTotals => ({
  read: a.read + b.read,
  added: a.added + b.added,
  alreadyHeld: a.alreadyHeld + b.alreadyHeld,
  conflicts: a.conflicts + b.conflicts,
  refused: a.refused + b.refused,
  warnings: a.warnings + b.warnings,
});

/** Reasons shown on stderr per file; the reject file has them all. */
const reasonsShownMax = 10;

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Import STIX 2.1 files into a collection',
  details: [
    'What is refused goes to FILE.rejects.jsonl with the reasons, and the exit code is 1; everything else is stored.',
    'Ctrl-C stops between slices with exit 130: what was stored stays, and importing again goes on without doubling.',
  ].join('\n'),
  positionals: [
    { name: 'FILE', many: true, help: 'a bundle, an envelope, a list or one object per line; - for standard input' },
  ],
  options: {
    collection: { kind: 'text', value: 'ID', required: true, help: 'collection id or alias' },
    format: formatOption,
    'dry-run': { kind: 'flag', help: 'check and count, store nothing' },
  },
  example: 'proviso import bundle.json --collection shared --dry-run',
  run: (context, args) => {
    const unknown = formatFault(args.text('format'));
    if (unknown !== null) return Promise.resolve(faults([unknown]));
    const ask = { collection: args.text('collection') ?? '', dryRun: args.flag('dry-run') };
    return context.withNode(async (node) => {
      const done: FileReport[] = [];
      for (const file of args.positionals) {
        if (context.host.interrupted.aborted) break;
        const one = await importFile(context, node, file, ask);
        if (!one.ok) return await failedImport(context, done, one.error);
        done.push(one.value);
      }
      return importOutcome(context, done, ask.dryRun);
    });
  },
});

async function importFile(
  context: Context,
  node: NodeClient,
  file: string,
  ask: { readonly collection: string; readonly dryRun: boolean },
): Promise<Result<FileReport, Fault[]>> {
  const source = await openSource(context.host, file);
  if (!source.ok) return source;
  const rejects = rejectFile(file);
  const shown: string[] = [];
  const { stderr, interrupted } = context.host;
  const line = (totals: ImportTotals): string =>
    `\r${safeField(file)}: read ${totals.read}, added ${totals.added}, refused ${totals.refused} `;
  const imported = await node.importObjects({
    collection: ask.collection,
    dryRun: ask.dryRun,
    source: flushing(source.value, () => (ask.dryRun ? Promise.resolve(null) : rejects.flush())),
    progress: (totals) => {
      // Progress is for somebody who waits; a log gets the totals only.
      if (stderr.isTerminal) stderr.write(line(totals)).catch(() => undefined);
    },
    reject: (refused) => {
      if (shown.length < reasonsShownMax) shown.push(refusalLine(refused));
      if (!ask.dryRun) rejects.add(refused);
    },
    cancelled: () => interrupted.aborted,
  });
  if (stderr.isTerminal) await stderr.write('\r\u001b[K');
  const path = await rejects.close();
  for (const text of shown) await context.note(text);
  if (!imported.ok) return fail(...imported.error);
  if (imported.value.refused > shown.length && shown.length > 0)
    await context.note(`... and ${imported.value.refused - shown.length} more`);
  return ok({ file, ...imported.value, rejects: path });
}

/** Refusals are written out while the file is read, so that they take no memory. */
async function* flushing(source: AsyncIterable<Uint8Array>, flush: () => Promise<unknown>): AsyncGenerator<Uint8Array> {
  for await (const part of source) {
    await flush();
    yield part;
  }
}

const refusalLine = (refused: Refused): string =>
  `refused object ${refused.index}${refused.id === null ? '' : ` ${safeField(refused.id)}`}: ${faultLines(refused.faults).replaceAll('\n', '; ')}`;

/** What earlier files brought stays stored, so it is said even though the command failed. */
async function failedImport(context: Context, done: readonly FileReport[], error: readonly Fault[]): Promise<Outcome> {
  if (done.length > 0) await context.note(totalsTable(done));
  return faults(error);
}

const totalsTable = (files: readonly FileReport[]): string =>
  columns(
    ['file', 'read', 'added', 'already held', 'conflicts', 'refused', 'warnings'],
    files.map((f) => [safeField(f.file), ...counts.map((name) => String(f[name]))]),
  );

function importOutcome(context: Context, files: readonly FileReport[], dryRun: boolean): Outcome {
  const totals = files.reduce<ImportTotals>(sum, zero);
  const cancelled = context.host.interrupted.aborted;
  const notes = files.flatMap((f) =>
    f.rejects === null ? [] : [`refused ${f.refused} of ${f.read}; they are in ${f.rejects}`],
  );
  if (totals.refused > 0 && notes.length === 0) notes.push(`refused ${totals.refused} of ${totals.read}`);
  if (totals.conflicts > 0) {
    notes.push(
      `conflicts: ${totals.conflicts}; same id and version with other content is held already, the first one stays`,
    );
  }
  if (cancelled) notes.push('stopped; what was stored stays, import the same file again to go on');
  const exit: ExitCode = cancelled ? 130 : totals.refused > 0 ? 1 : 0;
  return {
    kind: 'value',
    value: { ...totals, dryRun, cancelled, files },
    text: `${dryRun ? 'dry run, nothing was stored\n' : ''}${totalsTable(files)}`,
    notes,
    exit,
  };
}
