import { fromBase64url } from '../../core/base64.ts';
import { hexOf } from '../../core/hex.ts';
import { type PartyId, parsePartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { canonicalJson } from '../../core/stix/index.ts';
import { type PeerUrl, parsePeerUrl } from './peer-url.ts';

/** What one node gives another so that it can be enrolled; a file of JSON. */
export interface PeerDescriptor {
  readonly 'proviso-peer': 1;
  readonly party: PartyId;
  readonly name: string;
  readonly url: string;
  /** Ed25519 public key, 32 bytes, base64url without padding. */
  readonly key: string;
  /** PEM of the authority that signed the node's TLS certificate when it is not a public one, often itself; else null. */
  readonly certificate: string | null;
}

interface Hashing {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly encodeUtf8: (text: string) => Uint8Array;
}

/** Over everything the descriptor says: whoever compares it has compared key, address and certificate. */
export const descriptorFingerprint = (descriptor: PeerDescriptor, { sha256, encodeUtf8 }: Hashing): string =>
  hexOf(sha256(encodeUtf8(`proviso-peer/1\n${canonicalJson(descriptor)}`)));

const fields = ['proviso-peer', 'party', 'name', 'url', 'key', 'certificate'];
const certificatesMax = 4;
const [begin, end] = ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----'];

/** PEM (RFC 7468) of one to four certificates and nothing else; whether they are certificates is for TLS to say. */
function isPem(text: string): boolean {
  const parts = text.replaceAll('\r\n', '\n').split(begin);
  if (text.length > 32_000 || parts[0] !== '' || parts.length - 1 > certificatesMax || parts.length < 2) return false;
  return parts.slice(1).every((part) => {
    const [inside, after, ...rest] = part.split(end);
    return rest.length === 0 && after !== undefined && after.trim() === '' && /^[A-Za-z0-9+/=\n]+$/.test(inside ?? '');
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const steering = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Points of order up to 8 (RFC 7748 section 7 names the danger): with such a key one signature fits many messages, so it
 * proves nothing. Both spellings of each; the sign bit is the last bit.
 */
const weakPoints: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Faults of a public key as text. */
export function publicKeyFaults(value: unknown, at: string): Fault[] {
  const valid = '32 bytes as base64url without padding';
  const raw = typeof value === 'string' && value.length === 43 ? fromBase64url(value) : null;
  if (raw === null || raw.length !== 32) return [{ at, problem: 'is not an Ed25519 public key', valid }];
  const plain = raw.slice();
  plain[31]! &= 0x7f;
  return weakPoints.has(hexOf(plain))
    ? [{ at, problem: 'is a key with which anything seems signed', valid: 'a key made by a node' }]
    : [];
}

/** `value` as read from a file. */
export function descriptorOf(value: unknown): Result<{ descriptor: PeerDescriptor; url: PeerUrl }, Fault[]> {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, 'proviso-peer'))
    return fail({ at: 'file', problem: 'is not a descriptor of a node', valid: 'a file made by: proviso peer invite' });
  const given = value as Readonly<Record<string, unknown>>;
  const faults: Fault[] = Object.keys(given)
    .filter((name) => !fields.includes(name))
    .map((name) => ({ at: name.slice(0, 64), problem: 'no such field', valid: fields.join(', ') }));
  if (given['proviso-peer'] !== 1)
    faults.push({ at: 'proviso-peer', problem: 'is a form this program does not know', valid: '1' });
  const { party, name, url, key, certificate } = given;
  const id = parsePartyId(typeof party === 'string' ? party : '', 'party');
  const address = parsePeerUrl(typeof url === 'string' ? url : '');
  if (!id.ok) faults.push(...id.error);
  if (!address.ok) faults.push(...address.error);
  if (typeof name !== 'string' || name.trim() === '' || name.length > 200 || steering.test(name))
    faults.push({ at: 'name', problem: 'is not a name', valid: 'one line of text, at most 200 characters' });
  faults.push(...publicKeyFaults(key, 'key'));
  if (certificate !== null && (typeof certificate !== 'string' || !isPem(certificate)))
    faults.push({ at: 'certificate', problem: 'is not a certificate', valid: 'null, or PEM' });
  if (faults.length > 0 || !id.ok || !address.ok) return fail(...faults);
  const descriptor: PeerDescriptor = {
    'proviso-peer': 1,
    party: id.value,
    name: name as string,
    url: address.value.url,
    key: key as string,
    certificate: certificate as string | null,
  };
  return ok({ descriptor, url: address.value });
}
