import { KeepAliveConnection } from './keep-alive-client.ts';

export interface Load {
  readonly perSecond: number;
  /** Milliseconds from the first byte sent to the last received, per request. */
  readonly times: readonly number[];
  readonly bytes: number;
}

export interface LoadAsk {
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
  /** The n-th request of one connection. */
  readonly request: (connection: number, n: number) => Buffer;
  /** Status that every answer must have; anything else ends the bench. */
  readonly status?: number;
  /** Takes whatever is answered. */
  readonly anyStatus?: boolean;
}

/** Closed loop: each connection sends its next request when it has the last byte of the answer. */
export async function runLoad(ask: LoadAsk): Promise<Load> {
  const open = await Promise.all(Array.from({ length: ask.connections }, () => KeepAliveConnection.open(ask.port)));
  const times: number[] = [];
  let bytes = 0;
  const began = performance.now();
  const until = began + ask.ms;
  const loop = async (connection: KeepAliveConnection, index: number): Promise<void> => {
    for (let n = 0; ; n++) {
      const sent = performance.now();
      if (sent >= until) return;
      const reply = await connection.send(ask.request(index, n));
      if (ask.anyStatus !== true && reply.status !== (ask.status ?? 200))
        throw new Error(`answered ${reply.status} instead of ${ask.status ?? 200}: ${reply.head}`);
      times.push(performance.now() - sent);
      bytes += reply.bytes;
    }
  };
  await Promise.all(open.map(loop));
  const seconds = (performance.now() - began) / 1000;
  for (const connection of open) connection.close();
  return { perSecond: times.length / seconds, times, bytes };
}
