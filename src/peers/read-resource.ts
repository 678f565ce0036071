import { ObjectSplitter, scanJson } from '../core/stix/index.ts';
import { type Micros, parseTimestamp } from '../core/time.ts';
import type { Platform } from '../ports/platform.ts';
import type { WalkStop } from '../ports/remote-feed.ts';
import { taxii21 } from '../protocol/index.ts';
import type { ServerReply } from './server-reply.ts';

type Decoder = Pick<Platform, 'decodeUtf8Fatal'>;

export interface Trouble {
  readonly stop: WalkStop;
  readonly why: string;
}

/** Types under which servers send TAXII's resources in practice; no type at all is taken as TAXII's. */
const jsonTypes = new Set(['application/taxii+json', 'application/json', 'application/stix+json', 'text/json']);

/** Null when the answer is a 200 whose body may be read. */
export function replyTrouble(reply: ServerReply): Trouble | null {
  if (reply.kind === 'unreachable') return { stop: 'unreachable', why: reply.why };
  const { status, headers } = reply;
  if (status >= 300 && status < 400)
    return { stop: 'redirected', why: `answers with a redirect (${status}), and redirects are not followed` };
  if (status === 401) return { stop: 'refused', why: 'refuses the credential (401)' };
  if (status === 403) return { stop: 'refused', why: 'refuses this to us (403)' };
  if (status === 404) return { stop: 'not-found', why: 'knows no such thing (404)' };
  if (status === 406) return { stop: 'bad-answer', why: 'does not speak TAXII 2.1 (406)' };
  if (status === 429 || status === 503) return { stop: 'busy', why: `asks to come again later (${status})` };
  if (status !== 200) return { stop: 'bad-answer', why: `answers with status ${status}` };
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== '')
    return { stop: 'bad-answer', why: 'sends a compressed body, which was not asked for' };
  return typeTrouble(headers.get('content-type'));
}

function typeTrouble(header: string | undefined): Trouble | null {
  if (header === undefined || header.trim() === '') return null;
  const type = taxii21.parseMediaType(header);
  if (type === null || !jsonTypes.has(type.essence))
    return { stop: 'bad-answer', why: 'sends something that is not TAXII by its Content-Type' };
  const version = type.parameters.get('version') ?? '2.1';
  if (type.essence === 'application/taxii+json' && version !== '2.1')
    return { stop: 'bad-answer', why: 'speaks another version than TAXII 2.1' };
  return null;
}

/** Body of a discovery, API root or collection resource; null when it is no JSON object. */
export function readResource(body: Uint8Array, platform: Decoder): Readonly<Record<string, unknown>> | null {
  const scanned = scanJson(body, platform);
  if (!scanned.ok || scanned.value === null || typeof scanned.value !== 'object' || Array.isArray(scanned.value))
    return null;
  return scanned.value as Record<string, unknown>;
}

export interface ReadPage {
  readonly objects: readonly Uint8Array[];
  /** Null when the server does not say. */
  readonly more: boolean | null;
  readonly next: string | null;
  readonly first: Micros | null;
  readonly last: Micros | null;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly bytes: number;
}

/** An envelope (TAXII 2.1 section 3.7), read generously: a bundle, a number as `next` and nulls pass. A text says what is wrong. */
export function readPage(
  reply: Extract<ServerReply, { kind: 'answered' }>,
  platform: Decoder,
): { readonly page: ReadPage } | { readonly problem: string } {
  const splitter = new ObjectSplitter(platform, true);
  const pushed = splitter.push(reply.body);
  if (!pushed.ok) return { problem: `${pushed.error[0]?.at}: ${pushed.error[0]?.problem}` };
  const ended = splitter.end();
  if (!ended.ok) return { problem: `${ended.error[0]?.at}: ${ended.error[0]?.problem}` };
  if (splitter.kind !== 'envelope' && splitter.kind !== 'bundle')
    return { problem: 'the answer is not an envelope of objects' };
  const custom: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(splitter.members)) if (name.startsWith('x_')) custom[name] = value;
  const { more, next } = splitter.members;
  return {
    page: {
      objects: [...pushed.value, ...ended.value],
      more: typeof more === 'boolean' ? more : null,
      next: typeof next === 'string' && next !== '' ? next : typeof next === 'number' ? String(next) : null,
      first: stampOf(reply.headers.get('x-taxii-date-added-first')),
      last: stampOf(reply.headers.get('x-taxii-date-added-last')),
      custom,
      bytes: reply.body.length,
    },
  };
}

/**
 * TAXII wants exactly microseconds; servers send fewer or more digits, and an offset of zero for `Z`. Digits beyond
 * microseconds are cut, so what is asked for after such a stamp comes once more rather than not at all.
 */
function stampOf(header: string | undefined): Micros | null {
  if (header === undefined) return null;
  let text = header.trim().replace(' ', 'T');
  if (text.endsWith('+00:00')) text = `${text.slice(0, -6)}Z`;
  return parseTimestamp(text.toUpperCase());
}
