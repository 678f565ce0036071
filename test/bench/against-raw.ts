import type { Bench, NodeChild, Row } from './bench.ts';
import { median, quantile } from './figures.ts';
import { getRequest, KeepAliveConnection } from './keep-alive-client.ts';
import { runLoad } from './load.ts';
import { fixed } from './report.ts';

export interface AgainstRaw {
  readonly name: string;
  readonly what: string;
  readonly child: NodeChild;
  readonly port: number;
  readonly path: string;
  readonly token: string;
  readonly connections: number;
  /** Least part of the raw server's rate. */
  readonly goal: number;
  /** What the goal is known by elsewhere. */
  readonly note?: (ratio: number) => string;
}

export interface Measured {
  readonly rate: number;
  readonly p99: number;
  /** Processor time of the server, microseconds a request. */
  readonly cpu: number;
}

/** One round of one server. */
export async function oneRound(
  server: { ask(name: 'cpu', input: undefined): Promise<number> },
  port: number,
  request: Buffer,
  connections: number,
  ms: number,
): Promise<Measured> {
  const before = await server.ask('cpu', undefined);
  const load = await runLoad({ port, connections, ms, request: () => request });
  const cpu = ((await server.ask('cpu', undefined)) - before) / load.times.length;
  return { rate: load.perSecond, p99: quantile(load.times, 0.99), cpu };
}

/** Rounds of the raw server and of the node in turn, over the same number of bytes. */
export async function againstRaw(bench: Bench, ask: AgainstRaw): Promise<readonly Row[]> {
  const { rounds, roundMs } = bench.args;
  const request = getRequest(ask.path, ask.token);
  const probe = await KeepAliveConnection.open(ask.port);
  const { bytes, status, head } = await probe.send(request);
  probe.close();
  if (status !== 200) throw new Error(`${ask.name}: answered ${status}: ${head}`);
  const rawRequest = getRequest(`/${bytes}`, null);
  await oneRound(bench.raw, bench.rawPort, rawRequest, ask.connections, roundMs / 2);
  await oneRound(ask.child, ask.port, request, ask.connections, roundMs);
  const raw: Measured[] = [];
  const node: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    raw.push(await oneRound(bench.raw, bench.rawPort, rawRequest, ask.connections, roundMs));
    node.push(await oneRound(ask.child, ask.port, request, ask.connections, roundMs));
  }
  const ratios = node.map((n, i) => n.rate / raw[i]!.rate);
  const ratio = median(ratios);
  const rate = (list: readonly Measured[]): string => `${fixed(median(list.map((m) => m.rate)))}/s`;
  const cpu = (list: readonly Measured[]): number => median(list.map((m) => m.cpu));
  const figures = [
    `${fixed(ratio)} of raw (${fixed(Math.min(...ratios))} to ${fixed(Math.max(...ratios))})`,
    `${rate(node)} against ${rate(raw)}, ${fixed(bytes / 1000)} kB`,
    `p99 ${fixed(median(node.map((m) => m.p99)))} ms`,
    `cpu ${fixed(cpu(node))} against ${fixed(cpu(raw))} us`,
  ];
  if (ask.note !== undefined) figures.push(ask.note(ratio));
  return [
    {
      name: ask.name,
      what: ask.what,
      figures: figures.join('; '),
      goal: `at least ${ask.goal} of raw`,
      isMet: ratio >= ask.goal,
    },
  ];
}
