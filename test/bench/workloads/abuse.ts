import { connect, type Socket } from 'node:net';
import type { Row, Workload } from '../bench.ts';
import { median, quantile } from '../figures.ts';
import { getRequest } from '../keep-alive-client.ts';
import { type Load, runLoad } from '../load.ts';
import { uuidFrom } from '../real-objects.ts';
import { fixed } from '../report.ts';
import { objectsPath, walk, withRealSet } from './real-set.ts';

/** What another client may be made to wait, at the 99th percentile. */
const p99MaxMs = 250;

function comparison(name: string, what: string, alone: readonly Load[], beside: readonly Load[], more: string): Row {
  const p99 = (loads: readonly Load[]): number => median(loads.map((l) => quantile(l.times, 0.99)));
  const p50 = (loads: readonly Load[]): number => median(loads.map((l) => median(l.times)));
  return {
    name,
    what,
    figures: `p50 ${fixed(p50(alone))} ms alone, ${fixed(p50(beside))} ms meanwhile; p99 ${fixed(p99(alone))} ms alone, ${fixed(p99(beside))} ms meanwhile; ${more}`,
    goal: `p99 meanwhile at most ${p99MaxMs} ms`,
    isMet: p99(beside) <= p99MaxMs,
  };
}

/** As many values as a filter takes: ids that are there and ids that are not, types, and versions that must be looked for. */
function worstQueries(ids: readonly string[]): string[] {
  const held = ids.slice(0, 100);
  const absent = Array.from({ length: 50 }, (_, k) => `indicator--${uuidFrom(`absent ${k}`)}`);
  const versions = Array.from({ length: 50 }, (_, k) => `2020-01-01T00:00:00.${String(100 + k)}Z`);
  return [
    `?limit=1000&match[id]=${[...held, ...absent].join()}&match[version]=all`,
    `?limit=1000&match[version]=first,last,${versions.join()}&match[type]=${['malware', 'campaign', 'report', 'tool'].join()}`,
    `?limit=1000&added_after=1970-01-01T00:00:00Z&match[type]=x-none-of-these`,
    '?limit=1000&added_after=1970-01-01T00:00:00Z&match[version]=all',
  ];
}

/** T-TAX-07: one partner asks for the most a request may ask for, sixteen at a time; another reads small pages. */
export const worstFilters: Workload = {
  names: ['T-TAX-07'],
  run: (bench) =>
    withRealSet(bench, 0, async ({ port, token, narrow }) => {
      const ids: string[] = [];
      await walk(port, token, 1000, ids);
      await walk(port, narrow, 1000);
      const requests = worstQueries(ids).map((query) => getRequest(`${objectsPath}${query}`, token));
      const small = getRequest(`${objectsPath}?limit=10`, narrow);
      const { rounds, roundMs } = bench.args;
      const victim = (): Promise<Load> => runLoad({ port, connections: 1, ms: roundMs, request: () => small });
      await victim();
      const alone: Load[] = [];
      const beside: Load[] = [];
      const abuse: number[] = [];
      for (let round = 0; round < rounds; round++) {
        alone.push(await victim());
        const [found, load] = await Promise.all([
          victim(),
          runLoad({ port, connections: 16, ms: roundMs, request: (k, n) => requests[(k + n) % requests.length]! }),
        ]);
        beside.push(found);
        abuse.push(load.perSecond);
      }
      return [
        comparison(
          'T-TAX-07',
          'small pages of one partner while another sends the worst filters over 16 connections',
          alone,
          beside,
          `${fixed(median(abuse))} worst requests/s`,
        ),
      ];
    }),
};

const slowSockets = 1_000;

/** Headers that never end, one byte now and then, from addresses of their own. */
function openSlow(port: number, k: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (k % 8)}` });
    socket.once('connect', () => {
      socket.write('GET /api/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
      resolve(socket);
    });
    socket.on('error', () => resolve(null));
  });
}

/** T-TAX-13: a thousand sockets that say little; others must not notice. */
export const slowClients: Workload = {
  names: ['T-TAX-13'],
  run: (bench) =>
    withRealSet(bench, 0, async ({ port, narrow }) => {
      const small = getRequest(`${objectsPath}?limit=10`, narrow);
      const { rounds, roundMs } = bench.args;
      const victim = (): Promise<Load> => runLoad({ port, connections: 4, ms: roundMs, request: () => small });
      await victim();
      const alone: Load[] = [];
      for (let round = 0; round < rounds; round++) alone.push(await victim());
      const sockets: Socket[] = [];
      for (let k = 0; k < slowSockets; k++) {
        const socket = await openSlow(port, k);
        if (socket !== null) sockets.push(socket);
      }
      let drips = 0;
      const drip = setInterval(() => {
        for (let n = 0; n < 100; n++) {
          const socket = sockets[drips++ % sockets.length]!;
          if (!socket.destroyed) socket.write('x');
        }
      }, 100);
      const beside: Load[] = [];
      for (let round = 0; round < rounds; round++) beside.push(await victim());
      clearInterval(drip);
      const open = sockets.filter((socket) => !socket.destroyed).length;
      for (const socket of sockets) socket.destroy();
      return [
        comparison(
          'T-TAX-13',
          `small pages over 4 connections beside ${slowSockets.toLocaleString('en-US')} slow sockets`,
          alone,
          beside,
          `${open} of the slow ones still open at the end`,
        ),
      ];
    }),
};
