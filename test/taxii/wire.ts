import { type IncomingHttpHeaders, request } from 'node:http';
import { taxii21 } from '../../src/protocol/index.ts';
import type { Key, Subject } from './world.ts';

/** One request as a client would send it, with nothing added that was not asked for. */
export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
  /** False sends no credential. */
  readonly as?: string | false;
  /** Null sends no such header. */
  readonly accept?: string | null;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

export const basic = (key: Key): string => `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`;

export function ask(subject: Subject, what: Ask): Promise<Reply> {
  const headers: Record<string, string | string[]> = {};
  if (what.accept !== null) headers['Accept'] = what.accept ?? taxii21.taxiiMediaType;
  const key = what.as === undefined || what.as === false ? undefined : subject.keys[what.as];
  if (key !== undefined) headers['Authorization'] = basic(key);
  if (what.body !== undefined) {
    headers['Content-Type'] = taxii21.taxiiMediaType;
    headers['Content-Length'] = String(Buffer.byteLength(what.body));
  }
  Object.assign(headers, what.headers);
  const { hostname, port } = new URL(subject.url);
  return new Promise((resolve, reject) => {
    const req = request(
      { hostname, port, method: what.method ?? 'GET', path: what.path, headers, agent: false },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: res.statusCode ?? 0, headers: res.headers, rawHeaders: res.rawHeaders, text });
        });
        res.on('error', reject);
      },
    );
    req.on('error', reject);
    req.end(what.body);
  });
}

export type Json = Readonly<Record<string, unknown>>;

export const parse = (reply: Reply): Json => JSON.parse(reply.text) as Json;

export interface EnvelopeJson {
  readonly more?: boolean;
  readonly next?: string;
  readonly objects?: readonly {
    readonly id: string;
    readonly type: string;
    readonly modified?: string;
    readonly [name: string]: unknown;
  }[];
}

export const envelope = (reply: Reply): EnvelopeJson => JSON.parse(reply.text) as EnvelopeJson;
export const ids = (reply: Reply): string[] => (envelope(reply).objects ?? []).map((object) => object.id);

/** What any two answers to one question must share; only the moment may differ. */
export function comparable(reply: Reply): unknown {
  const headers: string[] = [];
  for (let i = 0; i < reply.rawHeaders.length; i += 2) {
    const name = (reply.rawHeaders[i] ?? '').toLowerCase();
    headers.push(`${name}: ${name === 'date' ? '' : reply.rawHeaders[i + 1]}`);
  }
  return { status: reply.status, headers, text: reply.text };
}
