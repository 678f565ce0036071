import type { Micros } from '../core/time.ts';
import { taxiiMediaType } from '../protocol/taxii21/index.ts';

/** A response before it is written. `headers` is a flat list: name, value, name, value. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly string[];
  /** Written one after the other; `length` is their sum. */
  readonly body: readonly Uint8Array[];
  readonly length: number;
}

/**
 * On every response, errors of the parser included (TAXII 2.1 section 1.6.8; threat T-TAX-15). Nothing a partner gets may
 * be kept by a cache in between, and nothing may be guessed to be of another type.
 */
const guards = [
  'Cache-Control',
  'no-store, private',
  'Vary',
  'Authorization, Accept',
  'X-Content-Type-Options',
  'nosniff',
] as const;
const standingHeaders: readonly string[] = ['Content-Type', taxiiMediaType, ...guards];
const jsonHeaders: readonly string[] = ['Content-Type', 'application/json', ...guards];

const encoder = new TextEncoder();

export function answer(status: number, body: readonly Uint8Array[], extra: readonly string[] = []): Answer {
  let length = 0;
  for (const part of body) length += part.length;
  return { status, headers: [...standingHeaders, ...extra, 'Content-Length', String(length)], body, length };
}

export function jsonAnswer(status: number, value: unknown, extra: readonly string[] = []): Answer {
  return answer(status, [encoder.encode(JSON.stringify(value))], extra);
}

/** An answer that is not a TAXII resource. */
export function jsonDocument(status: number, value: unknown, extra: readonly string[] = []): Answer {
  const body = encoder.encode(JSON.stringify(value));
  return {
    status,
    headers: [...jsonHeaders, ...extra, 'Content-Length', String(body.length)],
    body: [body],
    length: body.length,
  };
}

export const documentAnswer = (value: unknown): Answer => jsonDocument(200, value);

/** RFC 9110 section 5.6.7. Made once a second, from the node's clock: clients compare it with the stamps they are given. */
export function httpDate(): (now: Micros) => string {
  let second = Number.NaN;
  let text = '';
  return (now) => {
    const current = Math.floor(now / 1_000_000);
    if (current !== second) {
      second = current;
      text = new Date(current * 1000).toUTCString();
    }
    return text;
  };
}
