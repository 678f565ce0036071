import { formatMicros, type Micros, parseTimestamp } from '../../src/core/time.ts';
import type { SendGet, ServerReply } from '../../src/peers/server-reply.ts';

export interface Item {
  readonly object: Readonly<Record<string, unknown>>;
  readonly added: Micros;
}

/** What a server does otherwise than others; everything is as the standard wants it when left out. */
export interface Quirks {
  /** Objects a page at most, whatever is asked. */
  readonly pageObjects?: number;
  /**
   * `place`: repeatable; `page-count`: "1", "2"; `number`: the same as a number; `session`: used once and gone after
   * `sessionRequests` further requests; `one-session`: the same text for all pages of one walk; `none`: never given.
   */
  readonly next?: 'place' | 'page-count' | 'number' | 'session' | 'one-session' | 'none';
  readonly sessionRequests?: number;
  readonly omitsMore?: boolean;
  /** Six digits, none, nine, an offset for Z, or no header. */
  readonly stamps?: 'micros' | 'seconds' | 'nanos' | 'offset' | 'absent';
  readonly contentType?: string | null;
  readonly ignoresAddedAfter?: boolean;
  /** Answers instead of its own, by number of the request. */
  readonly instead?: (request: number, path: string) => ServerReply | null;
  /** Changes an envelope before it goes out. */
  readonly envelope?: (envelope: Record<string, unknown>, request: number) => Record<string, unknown>;
}

export interface QuirkyServer {
  readonly send: SendGet;
  readonly items: Item[];
  /** Paths asked, in order. */
  readonly asked: string[];
  /** Objects given out, in order, repeats included. */
  given: number;
}

export const answered = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ServerReply => ({
  kind: 'answered',
  status,
  headers: new Map(Object.entries({ 'content-type': 'application/taxii+json;version=2.1', ...headers })),
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const micros: Readonly<Record<NonNullable<Quirks['stamps']>, (at: Micros) => string | null>> = {
  micros: formatMicros,
  seconds: (at) => `${formatMicros(at).slice(0, 19)}Z`,
  nanos: (at) => `${formatMicros(at).slice(0, -1)}789Z`,
  offset: (at) => `${formatMicros(at).slice(0, -1)}+00:00`,
  absent: () => null,
};

/** A TAXII 2.1 server of one collection that behaves like servers seen in practice. */
export function quirkyServer(items: readonly Item[], quirks: Quirks = {}): QuirkyServer {
  const server: QuirkyServer = { send: async (path) => answer(path), items: [...items], asked: [], given: 0 };
  const sessions = new Map<string, { readonly from: number; readonly list: readonly Item[]; until: number }>();

  const answer = (path: string): ServerReply => {
    server.asked.push(path);
    const request = server.asked.length;
    const other = quirks.instead?.(request, path) ?? null;
    if (other !== null) return other;
    const query = new URL(path, 'http://server.example').searchParams;
    const after = query.get('added_after');
    const afterAt = after === null || quirks.ignoresAddedAfter === true ? null : parseTimestamp(after);
    const sorted = [...server.items].sort((a, b) => a.added - b.added);
    const all = sorted.filter((i) => afterAt === null || i.added > afterAt);
    const next = query.get('next');
    const at = start(next, all, request);
    if (at === null) return answered(400, { title: 'next not valid' });
    const size = Math.min(quirks.pageObjects ?? 1000, Number(query.get('limit') ?? 100));
    const page = at.list.slice(at.from, at.from + size);
    const more = at.from + size < at.list.length;
    server.given += page.length;
    return envelopeOf(page, more, more ? mint(at, size, request) : null, request);
  };

  const start = (
    next: string | null,
    all: readonly Item[],
    request: number,
  ): { from: number; list: readonly Item[] } | null => {
    if (next === null) return { from: 0, list: all };
    if (quirks.next !== 'session' && quirks.next !== 'one-session')
      return { from: Number(next.replace(/^[^0-9]+/, '')), list: all };
    const session = sessions.get(next);
    sessions.delete(next);
    return session === undefined || (session.until < request && quirks.next === 'session') ? null : session;
  };

  const mint = (
    at: { readonly from: number; readonly list: readonly Item[] },
    size: number,
    request: number,
  ): string | number | null => {
    const from = at.from + size;
    switch (quirks.next ?? 'place') {
      case 'none':
        return null;
      case 'number':
        return from;
      case 'page-count':
        return String(from);
      case 'session': {
        const name = `session-${sessions.size}-${request}`;
        sessions.set(name, { from, list: at.list, until: request + (quirks.sessionRequests ?? 1) });
        return name;
      }
      case 'one-session':
        sessions.set('the session', { from, list: at.list, until: request });
        return 'the session';
      case 'place':
        return `place ${from}`;
    }
  };

  const envelopeOf = (
    page: readonly Item[],
    more: boolean,
    next: string | number | null,
    request: number,
  ): ServerReply => {
    const envelope: Record<string, unknown> = {
      ...(quirks.omitsMore === true ? {} : { more }),
      ...(next === null ? {} : { next }),
      ...(page.length === 0 ? {} : { objects: page.map((i) => i.object) }),
    };
    const stamp = micros[quirks.stamps ?? 'micros'];
    const headers: Record<string, string> = {};
    const [first, last] = [page[0], page.at(-1)].map((i) => (i === undefined ? null : stamp(i.added)));
    if (first != null) headers['x-taxii-date-added-first'] = first;
    if (last != null) headers['x-taxii-date-added-last'] = last;
    if (quirks.contentType !== undefined) headers['content-type'] = quirks.contentType ?? '';
    return answered(200, quirks.envelope?.(envelope, request) ?? envelope, headers);
  };

  return server;
}
