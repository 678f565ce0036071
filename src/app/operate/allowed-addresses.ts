import type { Fault } from '../../core/result.ts';
import { ipv6Groups, isLoopbackHost, type PeerUrl } from '../../protocol/peer/index.ts';

const valid = '10.1.2.3, 10.1.0.0/16, fd00:1::5 or fd00:1::/64';

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** What own staff allows a peer's name to resolve to besides public addresses; loopback is decided by the address enrolled. */
export function allowFaults(allow: readonly string[], url: PeerUrl): Fault[] {
  return allow.flatMap((entry): Fault[] => {
    const [address = '', bits, ...rest] = entry.split('/');
    const width = isIpv4(address) ? 32 : ipv6Groups(address) !== null ? 128 : 0;
    const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (width === 0 || rest.length > 0 || length < 0 || length > width)
      return [{ at: '--allow', problem: `"${entry.slice(0, 64)}" is not an address or a range`, valid }];
    if (length < (width === 32 ? 8 : 32))
      return [{ at: '--allow', problem: `"${entry}" is wider than any network of a peer`, valid }];
    if (isLoopbackHost(address) && !isLoopbackHost(url.host))
      return [{ at: '--allow', problem: 'loopback is reached under a loopback address only', valid }];
    return [];
  });
}
