import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { faultText } from '../../core/result.ts';
import type { NodeClient } from '../client.ts';
import { type Context, defineCommand, type ExitCode, faults, given, type Outcome } from '../command.ts';
import { firstObjects } from '../first-objects.ts';
import { createNew } from '../new-file.ts';
import { formatFault, formatOption } from '../object-format.ts';
import { brokenFaults } from '../operations.ts';
import { printJson } from '../report.ts';
import { cellText, columns } from '../table.ts';
import { safeJson } from '../terminal-text.ts';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Export a collection as a STIX 2.1 bundle; with --as, what that party may have, on record',
  details: [
    'Without -o the bundle goes to stdout; characters that could steer a terminal are written as JSON escapes there,',
    'unless stdout is a pipe and --raw is given. -o creates a new file of mode 0600 and never writes over one.',
  ].join('\n'),
  positionals: [],
  options: {
    collection: { kind: 'text', value: 'ID', required: true, help: 'collection id or alias' },
    as: { kind: 'text', value: 'PARTY', help: 'pass the release engine as this party would; counts as given to it' },
    format: formatOption,
    output: { kind: 'text', value: 'FILE', short: 'o', help: 'a new file instead of stdout' },
  },
  example: 'proviso export --collection shared --as energy-isac -o for-energy.json',
  run: (context, args) => {
    const unknown = formatFault(args.text('format'));
    if (unknown !== null) return Promise.resolve(faults([unknown]));
    const input = given({ collection: args.text('collection') ?? '', as: args.text('as') });
    const path = args.text('output');
    return context.withNode(async (node) => {
      const bundle = bundleBytes(node.exportObjects(input));
      // The first piece is fetched before a file is made: a refused export leaves nothing behind.
      const first = await bundle.next().catch((error: unknown) => brokenFaults('export', error));
      if (Array.isArray(first)) return faults(first);
      const whole = chained(first, bundle);
      const done = path === undefined ? await toStdout(context, whole) : await toFile(context, whole, path);
      // An empty bundle is one piece: its head and end.
      if (input.as !== undefined && isEmptyBundle(first))
        await context.note(await whyNothing(node, input.collection, input.as));
      return done;
    });
  },
});

/** Objects joined by commas become a bundle; an empty one has no `objects` (STIX 2.1 section 8). */
async function* bundleBytes(objects: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let any = false;
  const head = `{"type":"bundle","id":"bundle--${randomUUID()}"`;
  for await (const part of objects) {
    if (part.length === 0) continue;
    if (!any) yield Buffer.from(`${head},"objects":[`);
    any = true;
    yield part;
  }
  yield Buffer.from(any ? ']}\n' : `${head}}\n`);
}

const isEmptyBundle = (first: IteratorResult<Uint8Array>): boolean =>
  first.done !== true && Buffer.from(first.value).toString('utf8').endsWith('}\n');

/** Objects whose refusal is spelled out when an export released nothing. */
const reasonsMax = 20;

/** M 2601: who exported for a partner and got nothing learns why, object by object. */
async function whyNothing(node: NodeClient, collection: string, party: string): Promise<string> {
  const held = await firstObjects(node.exportObjects({ collection }), reasonsMax);
  const rows: string[][] = [];
  for (const one of held) {
    const object = String((one as { id?: unknown }).id);
    const answer = await node.call('decide', { party, object });
    const { class: kind, because } = (answer.ok ? answer.value : {}) as {
      class?: unknown;
      because?: readonly Reason[];
    };
    const reasons = (because ?? []).map((reason) => `${cellText(reason.operand)}: ${cellText(reason.why)}`);
    rows.push([cellText(object), cellText(kind), answer.ok ? reasons.join('; ') : faultText(answer.error)]);
  }
  if (rows.length === 0) return 'nothing was released: the collection holds no objects';
  return `nothing was released; the first ${rows.length} objects and why ("proviso explain" says what would have to change):\n${columns(['object', 'class', 'because'], rows)}`;
}

interface Reason {
  readonly operand?: unknown;
  readonly why?: unknown;
}

async function* chained(
  first: IteratorResult<Uint8Array>,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.done !== true) yield first.value;
  yield* rest;
}

async function toStdout(context: Context, bundle: AsyncIterable<Uint8Array>): Promise<Outcome> {
  const { stdout, interrupted } = context.host;
  const asIs = context.raw && !stdout.isTerminal;
  const decoder = new StringDecoder('utf8');
  for await (const part of bundle) {
    if (interrupted.aborted) return { kind: 'written', exit: 130 };
    await stdout.write(asIs ? part : safeJson(decoder.write(Buffer.from(part))));
  }
  return { kind: 'written', exit: 0 };
}

async function toFile(context: Context, bundle: AsyncIterable<Uint8Array>, path: string): Promise<Outcome> {
  const made = await createNew(path, '--output');
  if (!made.ok) return faults(made.error);
  const { interrupted } = context.host;
  let exit: ExitCode = 0;
  let bytes = 0;
  try {
    for await (const part of bundle) {
      if (interrupted.aborted) {
        exit = 130;
        break;
      }
      bytes += part.length;
      await made.value.write(part);
    }
    await made.value.sync();
  } catch (error) {
    await made.value.close();
    await unlink(path);
    return faults(brokenFaults(path, error));
  }
  await made.value.close();
  if (exit === 130) {
    // Half a bundle is not JSON: better no file than a broken one.
    await unlink(path);
    await context.note(`stopped; ${path} was removed`);
    return { kind: 'written', exit };
  }
  if (context.json) await printJson(context.host, { file: path, bytes });
  else await context.note(`wrote ${path}, ${bytes} bytes`);
  return { kind: 'written', exit };
}
