import { once } from 'node:events';
import { chmodSync, existsSync, unlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { OperatorApi } from '../../app/operator-api.ts';
import { limits } from '../../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { brokenFaults, isOperationName, runOperation } from '../operations.ts';
import { controlSocket, shortAddress } from './address.ts';
import { connectControl } from './client.ts';
import { drained } from './drained.ts';
import { nestsDeeperThan } from './json-depth.ts';

/**
 * The node's own staff, while it serves: the operations of operations.ts over HTTP on a unix socket in the data
 * directory. Who may open the socket is decided by the file system; nothing else is served here, and nothing from here
 * is reachable by a partner.
 */
export interface ControlServer {
  readonly path: string;
  close(): Promise<void>;
}

/** Imports that go on now, by the token of the command that asked. */
type Imports = Map<string, AbortController>;

/** Room for a simulation or a list of statements beside the documents they are made of. */
const callBytesMax = 2 * limits.requestBytesMax;

/** Call as the owner of the store: a socket left behind by a process that is gone is replaced. */
export async function serveControl(dir: string, api: OperatorApi): Promise<Result<ControlServer, Fault[]>> {
  const path = controlSocket(dir);
  const other = await connectControl(path);
  if (!other.ok) return fail(...other.error);
  if (other.value !== null) {
    await other.value.close();
    return fail({
      at: path,
      problem: 'another process answers there',
      valid: 'stop the node that serves this directory',
    });
  }
  if (existsSync(path)) unlinkSync(path);
  const address = shortAddress(path);
  if (address === null)
    return fail({ at: path, problem: 'the path is too long for a socket', valid: 'a directory with a shorter path' });
  const running: Imports = new Map();
  const server = createServer(
    { requestTimeout: 0, headersTimeout: limits.headerTimeMs, maxHeaderSize: limits.headerBytesMax },
    (incoming, outgoing) => {
      answer(api, running, incoming, outgoing).catch(() => outgoing.destroy());
    },
  );
  await listenPrivately(server, address.path);
  chmodSync(path, 0o600);
  return ok({
    path,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      address.release();
      if (existsSync(path)) unlinkSync(path);
    },
  });
}

async function listenPrivately(server: Server, path: string): Promise<void> {
  // Between creation and chmod a socket would have the mode of the process; binding happens inside listen().
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  if (!server.listening) await once(server, 'listening');
}

async function answer(
  api: OperatorApi,
  running: Imports,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://control');
  const call = url.pathname.startsWith('/v1/call/') ? decodeURIComponent(url.pathname.slice('/v1/call/'.length)) : null;
  if (url.pathname === '/v1/hello') return sendJson(outgoing, 200, ok('proviso'));
  if (call !== null) return await answerCall(api, call, incoming, outgoing);
  if (url.pathname === '/v1/import') return await answerImport(api, running, url, incoming, outgoing);
  if (url.pathname === '/v1/export') return await answerExport(api, incoming, outgoing);
  if (url.pathname === '/v1/cancel') {
    running.get(url.searchParams.get('token') ?? '')?.abort();
    return sendJson(outgoing, 200, ok(null));
  }
  sendJson(outgoing, 404, fail({ at: url.pathname, problem: 'no such address', valid: '/v1/call/NAME' }));
}

function sendJson(outgoing: ServerResponse, status: number, body: Result<unknown, Fault[]>): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify(body));
}

async function answerCall(
  api: OperatorApi,
  name: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (!isOperationName(name)) {
    const fault = {
      at: name.slice(0, 64),
      problem: 'this node does not know this operation',
      valid: 'a node of the same version as the command',
    };
    return sendJson(outgoing, 404, fail(fault));
  }
  const input = await readJson(incoming);
  const result = input.ok ? await runOperation(api, name, input.value) : input;
  sendJson(outgoing, result.ok ? 200 : 422, result);
}

async function readJson(incoming: IncomingMessage): Promise<Result<unknown, Fault[]>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > callBytesMax)
      return fail({ at: 'request', problem: 'larger than this node accepts', valid: `at most ${callBytesMax} bytes` });
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  // The envelope of the operation adds two levels to the document inside it.
  if (nestsDeeperThan(bytes, limits.jsonDepthMax + 2)) {
    return fail({ at: 'request', problem: 'nested too deeply', valid: `at most ${limits.jsonDepthMax} levels` });
  }
  try {
    return ok(JSON.parse(bytes.toString('utf8')));
  } catch {
    return fail({ at: 'request', problem: 'is not JSON', valid: '{}' });
  }
}

async function answerImport(
  api: OperatorApi,
  running: Imports,
  url: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const token = url.searchParams.get('token') ?? '';
  const stop = new AbortController();
  running.set(token, stop);
  // A command that is gone cannot be told anything: the import stops between slices, and what is stored stays.
  outgoing.on('close', () => stop.abort());
  const event = (value: object): boolean => outgoing.write(`${JSON.stringify(value)}\n`);
  outgoing.writeHead(200, { 'content-type': 'application/x-ndjson' });
  outgoing.flushHeaders();
  let done: Result<unknown, Fault[]>;
  try {
    done = await api.importObjects({
      collection: url.searchParams.get('collection') ?? '',
      dryRun: url.searchParams.get('dry-run') === 'true',
      source: paced(incoming, outgoing, stop.signal),
      progress: (progress) => event({ progress }),
      reject: (refused) => event({ reject: { ...refused, bytes: Buffer.from(refused.bytes).toString('base64') } }),
      cancelled: () => stop.signal.aborted,
    });
  } catch (error) {
    done = fail(...brokenFaults('import', error));
  }
  running.delete(token);
  event({ done });
  // Closing while the file is still being sent would reset the connection, and the answer could be lost with it.
  if (!incoming.complete && !incoming.destroyed) {
    incoming.resume();
    await Promise.race([once(incoming, 'end'), once(incoming, 'close')]).catch(() => undefined);
  }
  outgoing.end();
}

/** Reads on only when the events so far were taken: refusals of a large file must not pile up in memory. */
async function* paced(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  stop: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // An import that ends early must leave the connection whole for its answer.
  const parts = incoming.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  const stopped = new Promise<null>((resolve) => stop.addEventListener('abort', () => resolve(null), { once: true }));
  while (!stop.aborted) {
    await drained(outgoing);
    const read = parts.next() as Promise<IteratorResult<Buffer>>;
    // When stopped first, nobody waits for this any more.
    read.catch(() => undefined);
    const next = await Promise.race([read, stopped]);
    if (next === null || next.done === true) return;
    yield next.value;
  }
}

async function answerExport(api: OperatorApi, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const input = await readJson(incoming);
  const asked = input.ok ? exportInput(input.value) : input;
  if (!asked.ok) return sendJson(outgoing, 422, asked);
  let begun = false;
  try {
    for await (const part of api.exportObjects(asked.value)) {
      if (outgoing.destroyed) return;
      if (!begun) outgoing.writeHead(200, { 'content-type': 'application/octet-stream' });
      begun = true;
      outgoing.write(part);
      await drained(outgoing);
    }
    if (!begun) outgoing.writeHead(200, { 'content-type': 'application/octet-stream' });
    outgoing.end();
  } catch (error) {
    // Once bytes are out only a broken connection says that they are not all.
    if (begun) outgoing.destroy();
    else sendJson(outgoing, 422, fail(...brokenFaults('export', error)));
  }
}

function exportInput(value: unknown): Result<{ collection: string; as?: string }, Fault[]> {
  const record = value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  const { collection, as } = record;
  if (typeof collection !== 'string')
    return fail({ at: 'export.collection', problem: 'missing or of another kind', valid: 'text' });
  if (as !== undefined && typeof as !== 'string')
    return fail({ at: 'export.as', problem: 'of another kind', valid: 'text' });
  return ok(as === undefined ? { collection } : { collection, as });
}
