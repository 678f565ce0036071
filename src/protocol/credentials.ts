/**
 * What an `Authorization` header may say. A machine key is printed once as `prv_<key id>_<random>`; the prefix makes it
 * findable by leak scanners, the id makes it a lookup. Accepted, scheme in any letter case (RFC 9110 section 11.1):
 *
 *     Basic base64(<key id>:<whole string or random part>)      RFC 7617
 *     Bearer <whole string>    Bearer <key id>:<random part>    RFC 6750
 *     Token  <the same two>
 */
export interface PresentedKey {
  readonly keyId: string;
  readonly secret: string;
}

export const keyPrefix = 'prv_';
const headerLengthMax = 1024;
const keyIdPattern = /^[A-Za-z0-9-]{1,64}$/;
const secretPattern = /^[\x21-\x7e]{1,256}$/;

/** The one text an operator sees: give it out once, keep neither it nor the random part. */
export function formatSecret(key: PresentedKey): string {
  return `${keyPrefix}${key.keyId}_${key.secret}`;
}

/** Key ids hold no underscore, so the first one behind the prefix ends the id; the random part may hold more. */
function parseWhole(text: string): PresentedKey | null {
  if (!text.startsWith(keyPrefix)) return null;
  const end = text.indexOf('_', keyPrefix.length);
  return end === -1 ? null : { keyId: text.slice(keyPrefix.length, end), secret: text.slice(end + 1) };
}

function parsePair(text: string): PresentedKey | null {
  const colon = text.indexOf(':');
  if (colon === -1) return null;
  const keyId = text.slice(0, colon);
  const password = text.slice(colon + 1);
  const whole = parseWhole(password);
  // A whole string of another key beside this id is neither key.
  if (whole !== null && whole.keyId !== keyId) return null;
  return whole ?? { keyId, secret: password };
}

function checked(key: PresentedKey | null): PresentedKey | null {
  return key !== null && keyIdPattern.test(key.keyId) && secretPattern.test(key.secret) ? key : null;
}

/** Null for everything that cannot be a key. `base64` answers null for what is not base64. */
export function parseAuthorization(
  header: string | undefined,
  base64: (text: string) => string | null,
): PresentedKey | null {
  if (header === undefined || header.length > headerLengthMax) return null;
  const space = header.indexOf(' ');
  if (space === -1) return null;
  const value = header.slice(space + 1).trim();
  switch (header.slice(0, space).toLowerCase()) {
    case 'basic': {
      const pair = base64(value);
      return pair === null ? null : checked(parsePair(pair));
    }
    case 'bearer':
    case 'token':
      return checked(parseWhole(value) ?? parsePair(value));
    default:
      return null;
  }
}
