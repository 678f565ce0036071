import type { NodeChild, Row, Workload } from '../bench.ts';
import { labelOf, sparseClasses } from '../classed-objects.ts';
import { median, quantile } from '../figures.ts';
import { getRequest, KeepAliveConnection, type Reply } from '../keep-alive-client.ts';
import { fixed, spread } from '../report.ts';
import { type LargeSet, withLargeSet } from './large-set.ts';
import { objectsPath } from './real-set.ts';

type Partner = LargeSet['partners'][number];

interface Object_ {
  readonly labels: readonly string[];
  readonly confidence: number;
}

/** Everything on a page must be of the share that was let out. */
function checkPage(reply: Reply, partner: Partner, expected: number, few: number): void {
  const { objects = [] } = JSON.parse(reply.body!.toString()) as { objects?: Object_[] };
  const label = partner.share.name === 'all' ? null : partner.share.name === 'tenth' ? 10 : 1;
  const wrong = objects.filter((o) => {
    const inLabel = label === null || Array.from({ length: label }, (_, k) => labelOf(k)).includes(o.labels[0]!);
    return !inLabel || (partner.share.name === 'sparse' && o.confidence >= few);
  });
  if (reply.status !== 200 || objects.length !== expected || wrong.length > 0)
    throw new Error(
      `${partner.id}: ${reply.status}, ${objects.length} of ${expected} objects, ${wrong.length} that must not be there`,
    );
}

interface Flip {
  readonly flipMs: number;
  readonly pageMs: number;
  readonly countMs: number;
}

const flipsPerRound = 4;

/** Opens a partner's gate, asks for its first page and the count, and closes it again. */
async function flip(child: NodeChild, connection: KeepAliveConnection, partner: Partner, size: number): Promise<Flip> {
  const state = (value: string): Promise<number> =>
    child.ask('state', { party: partner.id, topic: partner.topic, value });
  const released = partner.share.objects(size);
  const flipMs = await state('open');
  const asked = performance.now();
  const reply = await connection.send(getRequest(`${objectsPath}?limit=100`, partner.token), true);
  const pageMs = performance.now() - asked;
  checkPage(reply, partner, Math.min(100, released), sparseClasses(size));
  await state('closed');
  const empty = await connection.send(getRequest(`${objectsPath}?limit=100`, partner.token), true);
  if (empty.body!.toString() !== '{}')
    throw new Error(`${partner.id}: closed, and still answered ${empty.bytes} bytes`);
  await state('open');
  const { ms, value } = await child.ask('count', { party: partner.id, over: 'main' });
  if (value !== released) throw new Error(`${partner.id}: counted ${value} of ${released}`);
  await state('closed');
  return { flipMs, pageMs, countMs: ms };
}

/** G6 and G7: a statement is recorded; what its partner may see changes with it. */
export const flips: Workload = {
  names: ['G6', 'G7'],
  run: (bench) =>
    withLargeSet(bench, async ({ child, port, partners, classes }) => {
      const { size, rounds } = bench.args;
      const connection = await KeepAliveConnection.open(port);
      const rows: Row[] = [];
      const counts: number[] = [];
      const cold = new Map<string, number>();
      // The first of each finds nothing read before: the node has just started.
      for (const partner of [...partners].reverse())
        cold.set(partner.id, (await flip(child, connection, partner, size)).pageMs);
      for (const partner of partners) {
        const found: Flip[] = [];
        for (let n = 0; n < rounds * flipsPerRound; n++) found.push(await flip(child, connection, partner, size));
        counts.push(...found.map((f) => f.countMs));
        const pages = found.map((f) => f.pageMs);
        const [p50, p95] = [median(pages), quantile(pages, 0.95)];
        const isSparse = partner.share.name === 'sparse';
        const first = cold.get(partner.id)!;
        rows.push({
          name: 'G6',
          what: `condition flips, ${fixed(partner.share.objects(size))} of ${fixed(size)} objects in ${fixed(classes)} classes: first page over HTTP`,
          figures: `p50 ${fixed(p50)} ms, p95 ${fixed(p95)} ms, worst ${fixed(Math.max(...pages))} ms; first after a start ${fixed(first)} ms; the flip itself, on disk: ${fixed(median(found.map((f) => f.flipMs)))} ms`,
          goal: isSparse ? 'worst at most 250 ms' : 'p50 at most 5 ms, p95 at most 25 ms, worst at most 250 ms',
          isMet: Math.max(first, ...pages) <= 250 && (isSparse || (p50 <= 5 && p95 <= 25)),
        });
      }
      connection.close();
      rows.push({
        name: 'G7',
        what: 'exact count of what is released after a flip',
        figures: spread(counts, 'ms'),
        goal: 'at most 10 ms',
        isMet: Math.max(...counts) <= 10,
      });
      return rows;
    }),
};

/** Times of one request asked again and again over one connection. */
async function asked(connection: KeepAliveConnection, request: Buffer, n: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < n; i++) {
    const began = performance.now();
    await connection.send(request);
    times.push(performance.now() - began);
  }
  return times;
}

const lastStamp = (reply: Reply): string | undefined => /x-taxii-date-added-last: ([^\r]+)/i.exec(reply.head)?.[1];

/** G8 and G9: a page of few among many, and the end of a feed. */
export const sparseAndEnd: Workload = {
  names: ['G8', 'G9'],
  run: (bench) =>
    withLargeSet(bench, async ({ child, port, partners }) => {
      const { rounds, size } = bench.args;
      const connection = await KeepAliveConnection.open(port);
      const of = (name: string): Partner => partners.find((p) => p.share.name === name)!;
      const [dense, sparse] = [of('all'), of('sparse')];
      for (const partner of [dense, sparse])
        await child.ask('state', { party: partner.id, topic: partner.topic, value: 'open' });
      const page = (p: Partner): Buffer => getRequest(`${objectsPath}?limit=100`, p.token);
      checkPage(
        await connection.send(page(sparse), true),
        sparse,
        Math.min(100, sparse.share.objects(size)),
        sparseClasses(size),
      );
      await asked(connection, page(dense), 50);
      await asked(connection, page(sparse), 50);
      const ratios: number[] = [];
      const times: Record<'dense' | 'sparse', number[]> = { dense: [], sparse: [] };
      for (let round = 0; round < rounds; round++) {
        times.dense.push(median(await asked(connection, page(dense), 100)));
        times.sparse.push(median(await asked(connection, page(sparse), 100)));
        ratios.push(times.sparse[round]! / times.dense[round]!);
      }
      const rows: Row[] = [
        {
          name: 'G8',
          what: `page of 100 where ${fixed((100 * sparse.share.objects(size)) / size)} % is released, warm, nothing kept`,
          figures: `${spread(ratios, 'x the dense page')}; ${fixed(median(times.sparse))} ms against ${fixed(median(times.dense))} ms`,
          goal: 'at most 3 x the dense page',
          isMet: median(ratios) <= 3,
        },
      ];
      for (const partner of [dense, sparse]) rows.push(await endOfFeed(connection, partner, bench.args.rounds));
      connection.close();
      return rows;
    }),
};

async function endOfFeed(connection: KeepAliveConnection, partner: Partner, rounds: number): Promise<Row> {
  let stamp: string | undefined;
  let objects = 0;
  for (let next = ''; ; ) {
    const reply = await connection.send(getRequest(`${objectsPath}?limit=1000${next}`, partner.token), true);
    objects += reply.bytes;
    stamp = lastStamp(reply) ?? stamp;
    const found = /^\{"more":true,"next":"([^"]+)"/.exec(reply.body!.toString('latin1', 0, 200));
    if (found === null) break;
    next = `&next=${found[1]}`;
  }
  const times: number[] = [];
  const request = getRequest(`${objectsPath}?added_after=${stamp}`, partner.token);
  const first = await connection.send(request, true);
  if (first.body!.toString() !== '{}')
    throw new Error(`behind the end of the feed of ${partner.id} stood ${first.bytes} bytes`);
  for (let round = 0; round < rounds; round++) times.push(...(await asked(connection, request, 200)));
  return {
    name: 'G9',
    what: `end of a feed of ${fixed(objects / 1e6)} MB (${partner.id}), nothing new, over HTTP`,
    figures: `p50 ${fixed(median(times))} ms, p99 ${fixed(quantile(times, 0.99))} ms`,
    goal: 'at most 1 ms',
    isMet: median(times) <= 1,
  };
}
