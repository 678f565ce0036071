import type { IncomingMessage } from 'node:http';
import { addressGroup } from './failure-throttle.ts';

/**
 * Whose failures and connections are counted. `X-Forwarded-For` is anybody's text unless the peer of the socket is a
 * proxy the operator named; then its last entry that is not such a proxy is what that proxy saw.
 */
export function callerAddress(req: IncomingMessage, trustedProxies: ReadonlySet<string>): string {
  const peer = addressGroup(req.socket.remoteAddress ?? 'unknown');
  if (trustedProxies.size === 0 || !trustedProxies.has(peer)) return peer;
  const forwarded = req.headers['x-forwarded-for'];
  if (typeof forwarded !== 'string') return peer;
  const hops = forwarded.split(',').slice(-16);
  for (let i = hops.length - 1; i >= 0; i--) {
    const hop = addressGroup((hops[i] ?? '').trim().slice(0, 64));
    if (hop !== '' && !trustedProxies.has(hop)) return hop;
  }
  return peer;
}
