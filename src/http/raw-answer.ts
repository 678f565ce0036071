import { Buffer } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import type { Answer } from './answer.ts';
import { bodyTooLarge, headersTooLarge, malformed, timedOut, urlTooLong } from './errors.ts';

/** Answers for requests that never became one: the parser gave up, so the text is written by hand and the socket closed. */

export function rawAnswer(reply: Answer, date: string): Buffer {
  const lines = [`HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}`];
  for (let i = 0; i < reply.headers.length; i += 2) lines.push(`${reply.headers[i]}: ${reply.headers[i + 1]}`);
  lines.push(`Date: ${date}`, 'Connection: close', '', '');
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), ...reply.body]);
}

export interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Uint8Array;
}

/** A head that is too large because of its first line alone is a long address (414), else long fields (431). */
function overflowAnswer(packet: Uint8Array | undefined, urlBytesMax: number): Answer {
  if (packet === undefined) return headersTooLarge;
  const end = packet.indexOf(10);
  return end === -1 || end > urlBytesMax ? urlTooLong : headersTooLarge;
}

export function parserErrorAnswer(error: ParserError, urlBytesMax: number): Answer {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return timedOut;
    case 'HPE_HEADER_OVERFLOW':
      return overflowAnswer(error.rawPacket, urlBytesMax);
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return bodyTooLarge;
    default:
      return malformed;
  }
}
