import type { Bench, Row, Workload } from '../bench.ts';
import { median, quantile } from '../figures.ts';
import type { Kind } from '../peer-traffic.ts';
import { fixed } from '../report.ts';
import { agree, enrolEachOther, type OpenedPeer, openPeerChild } from './peer-trio.ts';

/** What another peer may be made to wait, at the 99th percentile, by what it waits without the flood. */
const ratioMax = 2;
const connections = 16;
const roundMsMin = 4_000;
const kinds: readonly Kind[] = ['page', 'message', 'push'];

interface Dealing {
  readonly peer: OpenedPeer;
  readonly pages: string;
  readonly pushes: string;
}

/** What `peer` is given by the node, and what it may push there. */
async function dealing(node: OpenedPeer, peer: OpenedPeer, pages: string): Promise<Dealing> {
  await enrolEachOther(node, peer);
  await agree(node, peer, 'given', 'pull');
  await peer.child.ask('collection', { alias: 'own', count: 0 });
  return { peer, pages, pushes: await agree(peer, node, 'own', 'push') };
}

type Times = Record<Kind, number[]>;
const noTimes = (): Times => ({ page: [], message: [], push: [] });

function row(kind: Kind, alone: Times, beside: Times, more: string): Row {
  const p99 = (times: Times): number => quantile(times[kind], 0.99);
  const ratio = p99(beside) / p99(alone);
  return {
    name: 'T-FED-13',
    what: `a ${kind} of one peer while another floods the node over ${connections} connections`,
    figures: `p50 ${fixed(median(alone[kind]))} ms alone, ${fixed(median(beside[kind]))} ms meanwhile; p99 ${fixed(p99(alone))} and ${fixed(p99(beside))} ms, ratio ${fixed(ratio)}, of ${beside[kind].length}; ${more}`,
    goal: `p99 meanwhile at most ${ratioMax} times that alone`,
    isMet: ratio <= ratioMax,
  };
}

/** T-FED-13: one peer sends signed requests as fast as they are answered; another works as usual. */
export const floodingPeer: Workload = {
  names: ['T-FED-13'],
  run: async (bench: Bench) => {
    const opened = await Promise.all(['node', 'worker', 'flooder'].map((party) => openPeerChild(bench, party)));
    const [node, worker, flooder] = opened as [OpenedPeer, OpenedPeer, OpenedPeer];
    try {
      await node.child.ask('raiseQuota', undefined);
      const pages = await node.child.ask('collection', { alias: 'given', count: bench.args.setSize });
      const good = await dealing(node, worker, pages);
      const bad = await dealing(node, flooder, pages);
      // A percentile of few says nothing.
      const ms = Math.max(roundMsMin, bench.args.roundMs * 8);
      const asks = ({ pages, pushes }: Dealing) => ({ to: 'node', url: node.url, pages, pushes, ms });
      const usual = () => worker.child.ask('work', { ...asks(good), everyMs: 100, objects: 20 });
      const [alone, beside] = [noTimes(), noTimes()];
      const floods: Record<string, number>[] = [];
      const flooded = () =>
        Promise.all([usual(), flooder.child.ask('flood', { ...asks(bad), connections, objects: 200 })]);
      // What runs for the first time is slower, whoever asks.
      await flooded();
      for (let round = 0; round < bench.args.rounds; round++) {
        add(alone, await usual());
        const [times, counts] = await flooded();
        add(beside, times);
        floods.push(counts);
      }
      const seconds = (bench.args.rounds * ms) / 1000;
      const answered = Object.entries(total(floods)).map(([name, n]) => `${fixed(n / seconds)} ${name}`);
      const { cpuSeconds } = await node.child.ask('quota', { peer: 'flooder' });
      const more = `flood answered ${answered.join(', ')} a second, ${fixed(cpuSeconds)} s of processor counted to it`;
      return kinds.map((kind) => row(kind, alone, beside, more));
    } finally {
      for (const { child } of opened) await child.stop();
    }
  },
};

function add(to: Times, more: Times): void {
  for (const kind of kinds) to[kind].push(...more[kind]);
}

function total(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of counts) for (const [name, n] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + n;
  return sum;
}
