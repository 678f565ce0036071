import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { headersTooLarge, malformed, urlTooLong } from './errors.ts';

export interface HeadLimits {
  readonly urlBytesMax: number;
  readonly headerBytesMax: number;
}

/** Header block as on the wire: `name: value` and the line end. */
function headerBytes(rawHeaders: readonly string[]): number {
  let bytes = rawHeaders.length * 2;
  for (const text of rawHeaders) bytes += text.length;
  return bytes;
}

/**
 * What can be said of a request before anybody asks who sent it; null when nothing is wrong. Two framings of one body,
 * or two hosts, are two readings of one message, and somebody in front of us may have taken the other (T-TAX-14).
 */
export function checkHead(req: IncomingMessage, limits: HeadLimits): Answer | null {
  if ((req.url ?? '').length > limits.urlBytesMax) return urlTooLong;
  if (headerBytes(req.rawHeaders) > limits.headerBytesMax) return headersTooLarge;
  const { host } = req.headers;
  const coding = req.headers['transfer-encoding'];
  if (host === undefined ? req.httpVersion !== '1.0' : host.includes(',')) return malformed;
  if (coding !== undefined && (req.headers['content-length'] !== undefined || coding.toLowerCase() !== 'chunked'))
    return malformed;
  return null;
}

export interface Target {
  readonly path: string;
  /** What stands behind `?`, still encoded. */
  readonly query: string;
}

/** Path and query of a request target; a proxy may send the absolute form (RFC 9112 section 3.2.2). */
export function splitTarget(url: string): Target {
  let target = url;
  if (!url.startsWith('/')) {
    const authority = url.startsWith('http://') || url.startsWith('https://') ? url.indexOf('/', 8) : -1;
    target = authority === -1 ? url : url.slice(authority);
  }
  const mark = target.indexOf('?');
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
