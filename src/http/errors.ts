import type { Refusal } from '../app/partner-api.ts';
import type { Fault } from '../core/result.ts';
import { badCursor } from '../protocol/taxii21/index.ts';
import { type Answer, answer, jsonAnswer } from './answer.ts';

/**
 * The only file that knows which status says what. Fixed errors are rendered once, so that two refusals that must not
 * be told apart are the same bytes (T-TAX-02).
 */

interface Words {
  readonly title: string;
  readonly description: string;
}

const encoder = new TextEncoder();

function render(status: number, words: Words, faults: readonly Fault[] | null): Uint8Array {
  const details = faults === null || faults.length === 0 ? {} : { details: { faults } };
  return encoder.encode(
    JSON.stringify({ title: words.title, description: words.description, http_status: String(status), ...details }),
  );
}

function fixed(status: number, title: string, description: string, headers: readonly string[] = []): Answer {
  return answer(status, [render(status, { title, description }, null)], headers);
}

const challenges = [
  'WWW-Authenticate',
  'Basic realm="proviso", charset="UTF-8"',
  'WWW-Authenticate',
  'Bearer realm="proviso"',
  'WWW-Authenticate',
  'Token realm="proviso"',
];
const soon = ['Retry-After', '1'];

export const unauthorized = fixed(
  401,
  'Unauthorized',
  'A valid key is needed: Basic with key id and secret, or Bearer or Token with the secret.',
  challenges,
);
export const throttled = fixed(429, 'Too many failed attempts', 'Wait before trying another key.', [
  'Retry-After',
  '60',
]);
export const tooManyInFlight = fixed(429, 'Too many requests at once', 'Wait for an answer before sending more.', soon);
/** Absent, hidden, malformed, without the last slash: all the same. */
export const absent = fixed(
  404,
  'Not found',
  'There is nothing here for this caller. Every path ends in a slash (TAXII 2.1 section 3.1).',
);
export const forbidden = fixed(403, 'Forbidden', 'This caller may not do that here.');
export const notAcceptable = fixed(
  406,
  'Not acceptable',
  'The Accept header must admit application/taxii+json;version=2.1.',
);
export const wrongMediaType = fixed(
  415,
  'Unsupported media type',
  'Send application/taxii+json;version=2.1 in UTF-8, without content coding.',
);
export const urlTooLong = fixed(414, 'Address too long', 'Split the query: fewer values in match.');
export const headersTooLarge = fixed(431, 'Header fields too large', 'Send fewer or shorter header fields.');
export const bodyTooLarge = fixed(
  413,
  'Body too large',
  'Split the envelope; max_content_length of the API root is the limit.',
);
export const timedOut = fixed(408, 'Request timed out', 'The request did not arrive in time.');
export const malformed = fixed(
  400,
  'Malformed request',
  'This is not a request of HTTP/1.1 that can be read one way only.',
);
export const expectationFailed = fixed(417, 'Expectation failed', 'Only 100-continue can be expected.');
export const broken = fixed(
  500,
  'Internal error',
  'Something went wrong here; nothing was released or changed by this request.',
);
export const unavailable = fixed(503, 'Unavailable', 'Nothing was done; try again.', ['Retry-After', '5']);
const badCursorAnswer = faulty(400, 'Malformed query', [badCursor]);

export function faulty(status: number, title: string, faults: readonly Fault[]): Answer {
  // Bounded: a body with ten thousand faults is no help to anybody.
  const named = faults.slice(0, 100);
  const words = {
    title,
    description: named
      .map((fault) => `${fault.at}: ${fault.problem}`)
      .join('; ')
      .slice(0, 2_000),
  };
  return answer(status, [render(status, words, named)]);
}

export function methodNotAllowed(allow: string): Answer {
  return fixed(405, 'Method not allowed', `Allowed here: ${allow}.`, ['Allow', allow]);
}

export function refusalAnswer(refusal: Refusal): Answer {
  switch (refusal.kind) {
    case 'absent':
      return absent;
    case 'forbidden':
      return forbidden;
    case 'bad-cursor':
      return badCursorAnswer;
    case 'too-large':
      return refusal.faults.length === 0 ? bodyTooLarge : faulty(413, 'Body too large', refusal.faults);
    case 'unreadable':
      return faulty(422, 'Unreadable body', refusal.faults);
    case 'busy':
      return tooManyInFlight;
    case 'unavailable':
      return unavailable;
  }
}

export const nothing = jsonAnswer(200, {});
