import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A request as it stands on the wire, without the socket. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Flat list: name, value, name, value. */
  readonly headers: readonly string[];
  readonly body?: Uint8Array;
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

/** How Node's own parser hands fields to a message; not in its types. */
interface FieldTaker {
  _addHeaderLines(fields: readonly string[], count: number): void;
}

/** Stands for the far end: keeps what was written. */
class Loop extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 40_000;
  readonly written: Buffer[] = [];

  setTimeout(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.written.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    done();
  }
}

/**
 * Puts one request through the real request handler and the real response writer of Node, and answers every byte that
 * would have gone out: status line, header fields in their order, body. About ten times as fast as a socket.
 */
export function throughHandler(handle: Handler, what: WireRequest): Promise<Buffer> {
  const socket = new Loop() as Loop & Socket;
  const req = new IncomingMessage(socket);
  req.method = what.method;
  req.url = what.path;
  req.httpVersion = '1.1';
  req.httpVersionMajor = 1;
  req.httpVersionMinor = 1;
  const length = what.body === undefined ? [] : ['Content-Length', String(what.body.length)];
  const host = what.headers.some((name, i) => i % 2 === 0 && name.toLowerCase() === 'host')
    ? []
    : ['Host', 'node.example'];
  const fields = [...host, ...what.headers, ...length];
  (req as unknown as FieldTaker)._addHeaderLines(fields, fields.length);
  if (what.body !== undefined && what.body.length > 0) req.push(what.body);
  req.push(null);
  req.complete = true;
  const res = new ServerResponse(req);
  res.assignSocket(socket);
  return new Promise((resolve) => {
    res.once('finish', () => {
      res.detachSocket(socket);
      res.emit('close');
      resolve(Buffer.concat(socket.written));
    });
    handle(req, res);
  });
}

/** One answer taken apart again. */
export interface WireReply {
  readonly status: number;
  /** Lower-case names; the last value of a name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** All of it, as sent. */
  readonly raw: string;
}

export function readReply(bytes: Buffer): WireReply {
  const raw = bytes.toString('latin1');
  const end = raw.indexOf('\r\n\r\n');
  const [first = '', ...lines] = raw.slice(0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return {
    status: Number(first.split(' ')[1]),
    headers,
    text: bytes.subarray(end + 4).toString('utf8'),
    raw,
  };
}
