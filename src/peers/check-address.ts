import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Canonical literals only: `isIP` knows no short, octal or hexadecimal spelling, and a zone names an interface of ours. */
function parsed(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return isIP(address) === 0 || address.includes('%') ? null : ipaddr.parse(address);
}

function inRange(address: ipaddr.IPv4 | ipaddr.IPv6, entry: string): boolean {
  const [base = '', bits] = entry.split('/');
  const range = parsed(base);
  if (range === null || range.kind() !== address.kind()) return false;
  const length = bits === undefined ? (range.kind() === 'ipv4' ? 32 : 128) : Number(bits);
  return address.match(range, length);
}

/**
 * Whether a peer's name may stand for this address (T-FED-01): a public one, or one of those that own staff allowed for
 * this peer; loopback exactly when the peer was enrolled under a loopback address. Everything with a special meaning is
 * no public address: mapped, translated, tunnelled, shared, documentation, multicast (IANA special-purpose registries).
 */
export function mayDial(address: string, allow: readonly string[], loopback: boolean): boolean {
  const target = parsed(address);
  if (target === null) return false;
  const range = target.range();
  if (range === 'loopback') return loopback;
  if (loopback) return false;
  return range === 'unicast' || allow.some((entry) => inRange(target, entry));
}
