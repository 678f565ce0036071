import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { ImportRequest, ImportTotals } from '../../app/operator-api.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { ExportInput, NodeClient } from '../client.ts';
import type { OperationInput, OperationName, OperationOutput } from '../operations.ts';
import { shortAddress } from './address.ts';
import { drained } from './drained.ts';

/** The other end is the same person's own node; the bound keeps a broken one from filling memory. */
const answerBytesMax = 512 * 1024 * 1024;

const gone: Fault = {
  at: 'control socket',
  problem: 'the node stopped before it answered',
  valid: 'look whether it is still running, then run the command again',
};

/** Null when no node serves DIR: no socket, or one left behind by a process that is gone. */
export async function connectControl(path: string): Promise<Result<NodeClient | null, Fault[]>> {
  if (!existsSync(path)) return ok(null);
  const address = shortAddress(path);
  if (address === null)
    return fail({ at: path, problem: 'the path is too long for a socket', valid: 'a directory with a shorter path' });
  try {
    const { response } = await send(address.path, 'GET', '/v1/hello');
    response.resume();
    return ok(remoteClient(address.path, address.release));
  } catch (error) {
    address.release();
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ECONNREFUSED' || code === 'ENOENT') return ok(null);
    const problem = code === 'EACCES' ? 'belongs to another user' : `does not answer (${code ?? 'unknown'})`;
    return fail({ at: path, problem, valid: 'run the command as the user who runs the node' });
  }
}

function remoteClient(socketPath: string, release: () => void): NodeClient {
  return {
    call: async <N extends OperationName>(name: N, input: OperationInput<N>) => {
      try {
        const { response } = await send(
          socketPath,
          'POST',
          `/v1/call/${encodeURIComponent(name)}`,
          Buffer.from(JSON.stringify(input)),
        );
        return JSON.parse((await readAll(response)).toString('utf8')) as Result<OperationOutput<N>, Fault[]>;
      } catch {
        return fail(gone);
      }
    },
    importObjects: (asked) => importThrough(socketPath, asked),
    exportObjects: (input) => exportThrough(socketPath, input),
    close: async () => release(),
  };
}

interface Exchange {
  readonly outgoing: ClientRequest;
  readonly response: IncomingMessage;
}

async function send(socketPath: string, method: string, path: string, body?: Buffer): Promise<Exchange> {
  const outgoing = request({ socketPath, method, path, agent: false });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  outgoing.end(body);
  const [response] = await answered;
  return { outgoing, response };
}

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > answerBytesMax) throw new RangeError('answer too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

type ImportEvent =
  | { readonly progress: ImportTotals }
  | {
      readonly reject: {
        readonly index: number;
        readonly id: string | null;
        readonly faults: readonly Fault[];
        readonly bytes: string;
      };
    }
  | { readonly done: Result<ImportTotals, Fault[]> };

/** Streams the source to the node and its events back; a cancellation travels on a connection of its own. */
async function importThrough(socketPath: string, asked: ImportRequest): Promise<Result<ImportTotals, Fault[]>> {
  const token = randomUUID();
  const query = new URLSearchParams({ collection: asked.collection, 'dry-run': String(asked.dryRun), token });
  const outgoing = request({ socketPath, method: 'POST', path: `/v1/import?${query}`, agent: false });
  let over = false;
  const watch = setInterval(() => {
    if (asked.cancelled?.() !== true) return;
    clearInterval(watch);
    send(socketPath, 'POST', `/v1/cancel?token=${token}`).then(
      ({ response }) => response.resume(),
      () => undefined,
    );
  }, 100);
  const failed = new Promise<never>((_, reject) => outgoing.on('error', reject));
  failed.catch(() => undefined);
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => undefined);
  const sent = pour(asked, outgoing, () => over);
  sent.catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error('source failed')));
  try {
    const [response] = await Promise.race([answered, failed]);
    for await (const event of lines(response)) {
      if ('progress' in event) asked.progress?.(event.progress);
      else if ('reject' in event) asked.reject?.({ ...event.reject, bytes: Buffer.from(event.reject.bytes, 'base64') });
      else return event.done;
    }
    return fail(gone);
  } catch {
    return fail(gone);
  } finally {
    over = true;
    clearInterval(watch);
    outgoing.destroy();
  }
}

async function pour(asked: ImportRequest, into: ClientRequest, over: () => boolean): Promise<void> {
  for await (const part of asked.source) {
    if (over() || into.destroyed) return;
    if (!into.write(part)) await drained(into);
  }
  // A source that was cut short must not arrive as a whole one; the cancellation ends the import.
  if (!into.destroyed && asked.cancelled?.() !== true) into.end();
}

async function* lines(response: IncomingMessage): AsyncGenerator<ImportEvent> {
  let rest = '';
  response.setEncoding('utf8');
  for await (const part of response as AsyncIterable<string>) {
    rest += part;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      yield JSON.parse(rest.slice(0, end)) as ImportEvent;
      rest = rest.slice(end + 1);
    }
  }
}

async function* exportThrough(socketPath: string, input: ExportInput): AsyncGenerator<Uint8Array> {
  const { outgoing, response } = await send(socketPath, 'POST', '/v1/export', Buffer.from(JSON.stringify(input))).catch(
    () => {
      throw Object.assign(new Error(gone.problem), { faults: [gone] });
    },
  );
  try {
    if (response.statusCode !== 200) {
      const refused = JSON.parse((await readAll(response)).toString('utf8')) as { error?: Fault[] };
      throw Object.assign(new Error('export refused'), { faults: refused.error ?? [gone] });
    }
    let whole = false;
    response.on('end', () => {
      whole = response.complete;
    });
    for await (const part of response as AsyncIterable<Buffer>) yield part;
    if (!whole && !response.complete) throw Object.assign(new Error(gone.problem), { faults: [gone] });
  } finally {
    outgoing.destroy();
  }
}
