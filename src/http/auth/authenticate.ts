import { Buffer } from 'node:buffer';
import type { PartnerApi, Principal } from '../../app/partner-api.ts';
import type { Micros } from '../../core/time.ts';
import { parseAuthorization } from '../../protocol/credentials.ts';
import type { FailureThrottle } from './failure-throttle.ts';

/** Why a credential was not taken; for the operator's eyes, the caller sees one answer for the first three. */
export type CredentialProblem = 'missing' | 'malformed' | 'refused' | 'throttled';

export type Authentication =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly problem: CredentialProblem; readonly keyId: string | null };

const base64Pattern = /^[A-Za-z0-9+/]+={0,2}$/;

/** One octet, one character: keys are ASCII, and whatever is not is refused by the parser of keys. */
function decodeBase64(text: string): string | null {
  return base64Pattern.test(text) ? Buffer.from(text, 'base64').toString('latin1') : null;
}

/**
 * The only way a request gets a principal (T-AUT-05): no cookie, no query parameter and no other header is looked at.
 */
export function authenticate(
  api: Pick<PartnerApi, 'authenticate'>,
  throttle: FailureThrottle,
  header: string | undefined,
  address: string,
  now: () => Micros,
): Authentication {
  if (header === undefined) return { ok: false, problem: 'missing', keyId: null };
  const key = parseAuthorization(header, decodeBase64);
  const keyId = key?.keyId ?? null;
  const admitted = throttle.isQuiet() ? 'look' : throttle.admits(address, keyId, now());
  if (admitted === 'refuse') return { ok: false, problem: 'throttled', keyId };
  const principal = key === null ? null : api.authenticate(key.keyId, key.secret);
  if (key === null || principal === null) {
    throttle.failed(address, keyId, now());
    const problem = key === null ? 'malformed' : 'refused';
    return { ok: false, problem: admitted === 'warn' ? 'throttled' : problem, keyId };
  }
  throttle.succeeded(address, key.keyId);
  return { ok: true, principal };
}
