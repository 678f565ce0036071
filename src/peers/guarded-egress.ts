import { Pool } from 'undici';
import { limits } from '../core/limits.ts';
import { type PeerUrl, parsePeerUrl } from '../protocol/peer/index.ts';
import { guardedConnector, type Resolve, systemResolve } from './guarded-connector.ts';
import { reasonOf } from './reason-of.ts';
import type { Egress } from './remote-feeds.ts';
import type { ServerReply } from './server-reply.ts';

const unreachable = (why: string): ServerReply => ({ kind: 'unreachable', why });

/**
 * GETs to servers that are no nodes, over the same guard as to peers: every address that the name stands for is checked,
 * and a checked one is dialled (T-FED-01).
 */
export function guardedEgress(resolve: Resolve = systemResolve): Egress {
  const lines = new Map<string, Pool>();

  const lineTo = (address: PeerUrl, allow: readonly string[], timeoutMs: number): Pool => {
    const name = JSON.stringify([address.url, allow]);
    const open = lines.get(name);
    if (open !== undefined) return open;
    const line = new Pool(new URL(address.url).origin, {
      connections: 2,
      pipelining: 1,
      connect: guardedConnector({ url: address, allow, certificate: null, timeoutMs, resolve }),
      maxHeaderSize: limits.headerBytesMax,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    lines.set(name, line);
    return line;
  };

  return async ({ url, headers, allow, bytesMax, timeoutMs }) => {
    const { origin, pathname, search } = new URL(url);
    const address = parsePeerUrl(`${origin}/`);
    if (!address.ok) return unreachable(address.error[0]?.problem ?? 'its address is none');
    try {
      const path = `${pathname}${search}`;
      const answer = await lineTo(address.value, allow, timeoutMs).request({
        method: 'GET',
        path,
        headers,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const part of answer.body as AsyncIterable<Uint8Array>) {
        size += part.length;
        if (size > bytesMax) return unreachable(`sends more than ${bytesMax} bytes in one answer`);
        parts.push(part);
      }
      const named = Object.entries(answer.headers).map(([k, v]): [string, string] => [k.toLowerCase(), String(v)]);
      return { kind: 'answered', status: answer.statusCode, headers: new Map(named), body: Buffer.concat(parts) };
    } catch (error) {
      return unreachable(reasonOf(error));
    }
  };
}
