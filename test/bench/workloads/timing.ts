import type { Bench, Row, Workload } from '../bench.ts';
import { compareSamples, median } from '../figures.ts';
import { getRequest, KeepAliveConnection } from '../keep-alive-client.ts';
import { uuidFrom } from '../real-objects.ts';
import { fixed } from '../report.ts';
import { collectionId, hiddenCollectionId, objectsPath, walk, withRealSet } from './real-set.ts';

interface Side {
  readonly name: string;
  readonly request: (n: number) => Buffer;
}

const microseconds = (ms: number): string => `${fixed(ms * 1000)} us`;

interface Timing {
  readonly threat: string;
  readonly what: string;
  readonly sides: readonly [Side, Side];
  readonly status: number;
  /** More than one only where the node waits rather than works. */
  readonly connections: number;
}

/** Asks both sides in turn, in an order that no rhythm of the machine can follow. */
async function interleaved(
  bench: Bench,
  port: number,
  { sides, status, connections }: Timing,
): Promise<[number[], number[]]> {
  const times: [number[], number[]] = [[], []];
  const perConnection = Math.ceil(bench.args.pairs / connections);
  const one = async (index: number): Promise<void> => {
    const connection = await KeepAliveConnection.open(port);
    let state = 7 + index;
    const ask = async (side: 0 | 1, n: number, counts: boolean): Promise<void> => {
      const request = sides[side].request(n);
      const began = performance.now();
      const reply = await connection.send(request);
      if (counts) times[side].push(performance.now() - began);
      if (reply.status !== status) throw new Error(`${sides[side].name}: answered ${reply.status}, not ${status}`);
    };
    for (let n = -Math.ceil(perConnection / 20); n < perConnection; n++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const first = (state >>> 31) as 0 | 1;
      const no = Math.abs(n) * connections + index;
      await ask(first, no, n >= 0);
      await ask(first === 0 ? 1 : 0, no, n >= 0);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => one(index)));
  return times;
}

async function timingRow(bench: Bench, port: number, timing: Timing): Promise<Row> {
  const { threat, what, sides } = timing;
  const [a, b] = await interleaved(bench, port, timing);
  const { medians, shift, p } = compareSamples(a, b);
  const effect = Math.max(Math.abs(medians), Math.abs(shift));
  return {
    name: threat,
    what: `${what}, ${a.length.toLocaleString('en-US')} interleaved pairs`,
    figures: `medians ${microseconds(median(a))} (${sides[0].name}) and ${microseconds(median(b))} (${sides[1].name}); effect ${microseconds(effect)}, p = ${p < 0.001 ? p.toExponential(1) : p.toFixed(3)}`,
    goal: 'effect below 1 ms; no separation (p at least 0.001) is asked of an idle machine',
    isMet: effect < 1,
  };
}

const objectPath = (id: string): string => `${objectsPath}${id}/`;
const pagePath = (id: string): string => `/api/collections/${id}/objects/?limit=10`;

/** T-TAX-02: what is denied must take as long as what is not there. */
export const deniedOrAbsent: Workload = {
  names: ['T-TAX-02'],
  run: (bench) =>
    withRealSet(bench, 0, async ({ port, token, narrow }) => {
      const all: string[] = [];
      const seen: string[] = [];
      await walk(port, token, 1000, all);
      await walk(port, narrow, 1000, seen);
      const released = new Set(seen);
      const denied = all.filter((id) => !released.has(id));
      // Ids of the same types, so that their lengths are alike.
      const absent = denied.map((id) => `${id.slice(0, id.indexOf('--'))}--${uuidFrom(id)}`);
      const get = (path: string): Buffer => getRequest(path, narrow);
      const asked = { threat: 'T-TAX-02', status: 404, connections: 8 };
      return [
        await timingRow(bench, port, {
          ...asked,
          what: 'object by id: denied or absent',
          sides: [
            { name: 'denied', request: (n) => get(objectPath(denied[(n * 7919) % denied.length]!)) },
            { name: 'absent', request: (n) => get(objectPath(absent[(n * 7919) % absent.length]!)) },
          ],
        }),
        await timingRow(bench, port, {
          ...asked,
          what: 'page of a collection: denied or absent',
          sides: [
            { name: 'denied', request: () => get(pagePath(hiddenCollectionId)) },
            { name: 'absent', request: () => get(pagePath(uuidFrom('no such collection'))) },
          ],
        }),
      ];
    }),
};

/** T-AUT-07: a key that exists with a wrong secret must take as long as one that does not exist. */
export const wrongSecret: Workload = {
  names: ['T-AUT-07'],
  run: (bench) =>
    withRealSet(bench, 0, async ({ port, token }) => {
      const keyId = token.slice(4, token.indexOf('_', 4));
      const secret = token.slice(token.indexOf('_', 4) + 1);
      const path = `/api/collections/${collectionId}/`;
      const other = [...keyId].reverse().join('');
      // Wrong in the last place only: a comparison that stops early would take longest here.
      const wrong = `${secret.slice(0, -2)}${secret.endsWith('AA') ? 'BB' : 'AA'}`;
      return [
        await timingRow(bench, port, {
          threat: 'T-AUT-07',
          what: 'a known key with a wrong secret, or an unknown key',
          status: 401,
          connections: 1,
          sides: [
            { name: 'wrong secret', request: () => getRequest(path, `prv_${keyId}_${wrong}`) },
            { name: 'unknown key', request: () => getRequest(path, `prv_${other}_${wrong}`) },
          ],
        }),
      ];
    }),
};
