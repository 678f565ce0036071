import { fromBase64, toBase64 } from '../../core/base64.ts';

/**
 * HTTP Message Signatures (RFC 9421) as two nodes use them: Ed25519, one label, one fixed list of components and of
 * parameters, each in one spelling. Whatever else RFC 9421 allows is refused, so nothing can be left out or put beside.
 *
 *     Signature-Input: proviso=("@method" "@target-uri" "@authority" "content-digest");created=1;expires=301;nonce="…";keyid="…"
 *     Signature: proviso=:…:
 *     Content-Digest: sha-256=:…:          (RFC 9530; of a request without a body, the digest of nothing)
 */
export const signatureLabel = 'proviso';

export interface RequestParts {
  readonly method: string;
  /** Absolute, as the sender meant it. */
  readonly targetUri: string;
  /** Host and, if it is not the scheme's own, port; lower case. */
  readonly authority: string;
  readonly contentDigest: string;
}

export interface SignatureParams {
  /** Seconds since 1970. */
  readonly created: number;
  readonly expires: number;
  /** 32 random bytes, base64url. */
  readonly nonce: string;
  readonly keyId: string;
}

type Component = readonly [name: string, value: string];

/** RFC 9421 section 2.5. `params` is the text of `@signature-params`. */
export function signatureBase(components: readonly Component[], params: string): string {
  return [...components.map(([name, value]) => `"${name}": ${value}`), `"@signature-params": ${params}`].join('\n');
}

const requestComponents = '("@method" "@target-uri" "@authority" "content-digest")';

export const requestParams = ({ created, expires, nonce, keyId }: SignatureParams): string =>
  `${requestComponents};created=${created};expires=${expires};nonce="${nonce}";keyid="${keyId}"`;

export const requestBase = (parts: RequestParts, params: SignatureParams): string =>
  signatureBase(
    [
      ['@method', parts.method],
      ['@target-uri', parts.targetUri],
      ['@authority', parts.authority],
      ['content-digest', parts.contentDigest],
    ],
    requestParams(params),
  );

const paramsPattern =
  /^proviso=\("@method" "@target-uri" "@authority" "content-digest"\);created=(\d{1,12});expires=(\d{1,12});nonce="([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])";keyid="([0-9a-f]{64})"$/;

/** Null for everything but the one form. */
export function parseRequestParams(input: string): SignatureParams | null {
  const m = paramsPattern.exec(input);
  if (m === null) return null;
  const params = { created: Number(m[1]), expires: Number(m[2]), nonce: m[3]!, keyId: m[4]! };
  // One spelling of numbers: what is parsed is what was signed.
  return `${signatureLabel}=${requestParams(params)}` === input ? params : null;
}

export interface AnswerParts {
  readonly status: number;
  readonly contentType: string;
  readonly contentDigest: string;
  /** TAXII 2.1 section 3.2; both or none. */
  readonly added: { readonly first: string; readonly last: string } | null;
}

/** What the signature of an answer says besides: when, with which key, and to which request, by its nonce. */
export type AnswerParams = Omit<SignatureParams, 'expires'>;

const answerComponents = (parts: AnswerParts): readonly Component[] => [
  ['@status', String(parts.status)],
  ['content-type', parts.contentType],
  ['content-digest', parts.contentDigest],
  ...(parts.added === null
    ? []
    : ([
        ['x-taxii-date-added-first', parts.added.first],
        ['x-taxii-date-added-last', parts.added.last],
      ] as const)),
];

export const answerParams = (parts: AnswerParts, { created, nonce, keyId }: AnswerParams): string =>
  `(${answerComponents(parts)
    .map(([name]) => `"${name}"`)
    .join(' ')});created=${created};nonce="${nonce}";keyid="${keyId}"`;

export const answerBase = (parts: AnswerParts, params: AnswerParams): string =>
  signatureBase(answerComponents(parts), answerParams(parts, params));

const answerTail = /\);created=(\d{1,12});nonce="([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])";keyid="([0-9a-f]{64})"$/;

/** The parameters of an answer with these parts; null for everything but the one form. */
export function parseAnswerParams(input: string, parts: AnswerParts): AnswerParams | null {
  const m = answerTail.exec(input);
  if (m === null) return null;
  const params = { created: Number(m[1]), nonce: m[2]!, keyId: m[3]! };
  return `${signatureLabel}=${answerParams(parts, params)}` === input ? params : null;
}

/** The value of `Signature` (RFC 8941 byte sequence under the one label). */
export const signatureValue = (signature: Uint8Array): string => `${signatureLabel}=:${toBase64(signature)}:`;

export function parseSignatureValue(value: string): Uint8Array | null {
  const m = /^proviso=:([A-Za-z0-9+/]{86}==):$/.exec(value);
  const bytes = m === null ? null : fromBase64(m[1]!);
  return bytes !== null && signatureValue(bytes) === value ? bytes : null;
}

/** The value of `Content-Digest` (RFC 9530), SHA-256 only. */
export const contentDigest = (body: Uint8Array, sha256: (bytes: Uint8Array) => Uint8Array): string =>
  `sha-256=:${toBase64(sha256(body))}:`;

/** The body is the one that this `Content-Digest` speaks of. */
export function isBodyOf(value: string, body: Uint8Array, sha256: (bytes: Uint8Array) => Uint8Array): boolean {
  const made = contentDigest(body, sha256);
  return made === value;
}
