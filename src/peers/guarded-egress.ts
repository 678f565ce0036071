import { type PeerUrl, parsePeerUrl } from '../protocol/peer/index.ts';
import type { Pool } from './guarded-pool.ts';
import { readBounded } from './read-bounded.ts';
import { reasonOf } from './reason-of.ts';
import type { Egress } from './remote-feeds.ts';
import type { ServerReply } from './server-reply.ts';
import { type Resolve, systemResolve } from './system-resolve.ts';

const connectionsMax = 2;
const unreachable = (why: string): ServerReply => ({ kind: 'unreachable', why });

/**
 * GETs to servers that are no nodes, over the same guard as to peers: every address that the name stands for is checked,
 * and a checked one is dialled (T-FED-01).
 */
export function guardedEgress(resolve: Resolve = systemResolve): Egress {
  const lines = new Map<string, Pool>();

  const lineTo = async (url: PeerUrl, allow: readonly string[], timeoutMs: number): Promise<Pool> => {
    const { guardedPool } = await import('./guarded-pool.ts');
    const name = JSON.stringify([url.url, allow]);
    const line = lines.get(name) ?? guardedPool({ url, allow, certificate: null, timeoutMs, resolve }, connectionsMax);
    lines.set(name, line);
    return line;
  };

  return async ({ url, headers, allow, bytesMax, timeoutMs }) => {
    const { origin, pathname, search } = new URL(url);
    const address = parsePeerUrl(`${origin}/`);
    if (!address.ok) return unreachable(address.error[0]?.problem ?? 'its address is none');
    try {
      const path = `${pathname}${search}`;
      const line = await lineTo(address.value, allow, timeoutMs);
      const answer = await line.request({
        method: 'GET',
        path,
        headers,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = await readBounded(answer.body, bytesMax);
      if (body === null)
        return { kind: 'unreachable', why: `sends more than ${bytesMax} bytes in one answer`, isTooLarge: true };
      const named = Object.entries(answer.headers).map(([k, v]): [string, string] => [k.toLowerCase(), String(v)]);
      return { kind: 'answered', status: answer.statusCode, headers: new Map(named), body };
    } catch (error) {
      return unreachable(reasonOf(error));
    }
  };
}
