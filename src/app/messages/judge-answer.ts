import { scanJson } from '../../core/stix/index.ts';
import type { Platform } from '../../ports/platform.ts';
import type { PeerReply } from '../../ports/transport.ts';
import { type MessageAnswer, messageAnswerOf } from '../../protocol/peer/index.ts';

/** What an answer to a message means for what is sent next. */
export type Judged =
  /** The answer of a desk of messages. */
  | { readonly kind: 'answer'; readonly answer: MessageAnswer }
  /** `peer`: nothing can be delivered to it now. `thread`: this message cannot; others may. */
  | { readonly kind: 'later'; readonly scope: 'peer' | 'thread'; readonly why: string }
  /** Sent again as it is, it would be answered the same. */
  | { readonly kind: 'final'; readonly status: number; readonly why: string };

/** Statuses that speak of the caller or of the server and not of this message (RFC 9110 section 15, RFC 6585). */
const ofThePeer: readonly number[] = [401, 403, 404, 405, 407, 408, 421, 425, 429, 502, 503, 504];

const whyChars = 500;

/**
 * Which failures are temporary (RFC 9110: 408, 429, 5xx) and which last. An error of the server may be about one message
 * alone, on which it breaks each time, so after it other threads are tried.
 */
export function judgeAnswer(
  reply: PeerReply,
  platform: Pick<Platform, 'encodeUtf8' | 'decodeUtf8Fatal' | 'sha256'>,
): Judged {
  if (reply.kind === 'unreachable') return { kind: 'later', scope: 'peer', why: reply.why };
  const { status } = reply;
  const body = scanJson(reply.body, platform);
  const answer = body.ok ? messageAnswerOf(status, body.value) : body;
  const why = `answers ${status}${wordsOf(body.ok ? body.value : null)}`.slice(0, whyChars);
  if (answer.ok) {
    const { kind } = answer.value;
    if (kind === 'unreadable') return { kind: 'final', status, why };
    if (kind === 'later') return { kind: 'later', scope: 'thread', why };
    if (kind === 'full')
      return { kind: 'later', scope: 'peer', why: 'has no room for more messages of this node (429)' };
    return { kind: 'answer', answer: answer.value };
  }
  if (ofThePeer.includes(status)) return { kind: 'later', scope: 'peer', why };
  if (status >= 400 && status < 500) return { kind: 'final', status, why };
  return { kind: 'later', scope: 'thread', why: why.includes(':') ? why : `${why} and no answer to a message` };
}

/** What the peer says: faults of a message, or title and description of an error. */
function wordsOf(body: unknown): string {
  if (body === null || typeof body !== 'object') return '';
  const { faults, title, description } = body as Readonly<Record<string, unknown>>;
  const said = Array.isArray(faults) ? faults.map(faultWords) : [title, description];
  const words = said.filter((one): one is string => typeof one === 'string' && one !== '');
  return words.length === 0 ? '' : `: ${words.join('; ')}`;
}

function faultWords(fault: unknown): string {
  if (fault === null || typeof fault !== 'object') return '';
  const { at, problem, valid } = fault as Readonly<Record<string, unknown>>;
  if (typeof at !== 'string' || typeof problem !== 'string') return '';
  return typeof valid === 'string' ? `${at}: ${problem} (valid: ${valid})` : `${at}: ${problem}`;
}
