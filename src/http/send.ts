import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { contentLength } from './read-body.ts';

/** What is left of a body after the answer is read and dropped up to here, so that the connection can serve again. */
const keepAliveBodyMax = 64 * 1024;
const lingerMs = 1_000;

function writeHead(res: ServerResponse, reply: Answer, date: string, close: boolean): void {
  const headers = reply.headers.slice();
  headers.push('Date', date);
  if (close) headers.push('Connection', 'close');
  res.writeHead(reply.status, headers);
}

function writeWhole(res: ServerResponse, reply: Answer): void {
  if (reply.body.length <= 1) {
    res.end(reply.body[0]);
    return;
  }
  // Large bodies are never copied into one: head, objects and tail leave in one gathered write.
  res.cork();
  for (const part of reply.body) res.write(part);
  res.end();
  res.uncork();
}

/**
 * Closing a socket with unread input resets it, and the peer then loses the answer that told it why. So the answer goes
 * out whole, what still arrives is dropped for a moment, and only then the connection ends.
 */
function linger(req: IncomingMessage, res: ServerResponse): void {
  const done = (): void => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(done, lingerMs);
  req.once('end', done);
  req.once('close', done);
  req.resume();
}

function hasUnreadBody(req: IncomingMessage): boolean {
  if (req.complete) return false;
  const length = contentLength(req);
  return length === null ? req.headers['transfer-encoding'] !== undefined : length > 0;
}

/** The answer is whole and the system has taken every byte of it: nothing of it is under way in this process. */
export const isTaken = (res: ServerResponse): boolean => res.writableEnded && res.writableLength === 0;

export function send(req: IncomingMessage, res: ServerResponse, reply: Answer, date: string, closing: boolean): void {
  if (res.headersSent || res.destroyed || !req.socket.writable) return;
  if (!hasUnreadBody(req)) {
    writeHead(res, reply, date, closing);
    writeWhole(res, reply);
    return;
  }
  // A client that waits for "100 Continue" and does not hear it sends no body (RFC 9110 section 10.1.1).
  const waits = req.headers.expect !== undefined;
  const isShort = (contentLength(req) ?? Number.POSITIVE_INFINITY) <= keepAliveBodyMax;
  writeHead(res, reply, date, closing || waits || !isShort);
  if (waits || isShort) {
    writeWhole(res, reply);
    return;
  }
  for (const part of reply.body) res.write(part);
  linger(req, res);
}
