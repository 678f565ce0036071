import { describe, expect, it } from 'vitest';
import { type History, main, randomHistory, type Step, worldRoots } from '../lab/hidden-worlds.ts';
import { readReply, type WireReply } from '../lab/in-process-wire.ts';
import { type Ask, WholeNode } from '../lab/whole-node-lab.ts';
import { type Dice, dice, seedOfRun } from './worlds/seeded.ts';

/** 1,000 in an ordinary run; the whole proof is `PROVISO_WORLDS=100000`. */
const given = Number(process.env['PROVISO_WORLDS']);
const worlds = Number.isInteger(given) && given > 0 ? given : 1_000;
const seed = seedOfRun();

/** Two nodes, one asked after the other, whose answers must be the same bytes. */
class Pair {
  readonly #plain: WholeNode;
  readonly #crowded: WholeNode;
  readonly #world: string;
  compared = 0;
  objects = 0;

  constructor(plain: WholeNode, crowded: WholeNode, world: string) {
    this.#plain = plain;
    this.#crowded = crowded;
    this.#world = world;
  }

  async ask(what: Omit<Ask, 'as'>): Promise<WireReply> {
    const label = `request ${this.compared++}`;
    this.#plain.platform.reseed(label);
    this.#crowded.platform.reseed(label);
    const [one, other] = await Promise.all([
      this.#plain.askRaw({ ...what, as: 'p' }),
      this.#crowded.askRaw({ ...what, as: 'p' }),
    ]);
    const reply = readReply(one);
    if (!one.equals(other))
      throw new Error(
        `${this.#world}: ${what.method ?? 'GET'} ${what.path}\n--- without what is hidden\n${reply.raw}\n--- with it\n${other.toString('latin1')}`,
      );
    return reply;
  }

  pass(micros: number): void {
    this.#plain.clock.advance(micros);
    this.#crowded.clock.advance(micros);
  }

  async tell(step: Step, label: string): Promise<void> {
    for (const lab of step.hidden ? [this.#crowded] : [this.#plain, this.#crowded]) {
      lab.clock.set(step.at);
      lab.platform.reseed(label);
      await step.run(lab);
    }
    if (step.hidden) this.#plain.clock.set(step.at);
  }

  close(): Promise<unknown> {
    return Promise.all([this.#plain.close(), this.#crowded.close()]);
  }
}

const filters = [
  '',
  'match[version]=all',
  'match[version]=first',
  'match[version]=first,last',
  'match[type]=indicator,malware',
  'match[type]=relationship&match[version]=all',
  'match[version]=2025-01-01T00:00:00Z',
  'match[spec_version]=2.0',
  'match[type]=report,identity&match[version]=last',
];

/** A client as clients are: it goes on from where it was, by cursor or by the last stamp it saw. */
interface Client {
  readonly endpoint: 'objects' | 'manifest';
  readonly collection: string;
  readonly filter: string;
  readonly style: 'next' | 'added_after';
  place: string;
}

async function poll(pair: Pair, client: Client, limit: number): Promise<boolean> {
  const query = [`limit=${limit}`, client.filter, client.place].filter((part) => part !== '').join('&');
  const reply = await pair.ask({ path: `/api/collections/${client.collection}/${client.endpoint}/?${query}` });
  if (reply.status !== 200) return false;
  const page = JSON.parse(reply.text) as { more?: boolean; next?: string; objects?: unknown[] };
  pair.objects += page.objects?.length ?? 0;
  const last = reply.headers.get('x-taxii-date-added-last');
  if (client.style === 'next' && page.next !== undefined) client.place = `next=${encodeURIComponent(page.next)}`;
  else if (last !== undefined) client.place = `added_after=${last}`;
  return page.more === true;
}

const newClient = (d: Dice): Client => ({
  endpoint: d.pick(['objects', 'manifest']),
  collection: d.pick(['main', 'main', 'main', 'box']),
  filter: d.pick(filters),
  style: d.pick(['next', 'added_after']),
  place: '',
});

/** Everything a partner can ask, once. */
async function askEverything(pair: Pair, history: History, d: Dice): Promise<void> {
  const fixed = [
    '/taxii2/',
    '/api/',
    '/side/',
    '/api/collections/',
    '/side/collections/',
    '/nowhere/',
    '/api/status/00000000-0000-4000-8000-000000000000/',
  ];
  for (const path of fixed) await pair.ask({ path });
  for (const name of ['main', 'box', 'dark', 'closed', 'side', main])
    await pair.ask({ path: `/api/collections/${name}/` });
  for (const name of ['main', 'box', 'closed']) {
    await pair.ask({ path: `/api/collections/${name}/objects/?match[version]=all&limit=1000` });
    await pair.ask({ path: `/api/collections/${name}/manifest/?limit=1000` });
  }
  for (const filter of filters) {
    const client: Client = {
      endpoint: d.pick(['objects', 'manifest']),
      collection: 'main',
      filter,
      style: d.pick(['next', 'added_after']),
      place: '',
    };
    for (let k = 0; k < 12 && (await poll(pair, client, d.pick([1, 2, 3, 7, 1000]))); k++);
  }
  for (const id of chosen(history.ids, 5, d)) {
    const where = `/api/collections/main/objects/${id}/`;
    for (const query of ['', '?match[version]=all', '?limit=1&match[version]=all,first'])
      if (d.oneIn(2)) await pair.ask({ path: where + query });
    await pair.ask({ path: `${where}versions/` });
    await pair.ask({
      path: `/api/collections/main/objects/?match[id]=${id},indicator--00000001-1111-4111-8111-111111111111`,
    });
  }
  for (const cursor of ['rubbish', 'A'.repeat(32), `${'A'.repeat(31)}B`])
    await pair.ask({ path: `/api/collections/main/objects/?next=${cursor}` });
  await pair.ask({ path: '/api/collections/main/objects/?limit=0' });
}

/** Last, since these change things; and what they changed must be read back alike. */
async function probeEverything(pair: Pair, history: History): Promise<void> {
  const { probes } = history;
  const remove = async (): Promise<void> => {
    for (const probe of probes)
      await pair.ask({ method: 'DELETE', path: `/api/collections/main/objects/${probe.id}/?match[version]=all` });
  };
  const readBack = async (): Promise<void> => {
    pair.pass(60_000_000);
    for (const collection of ['main', 'box'])
      await pair.ask({ path: `/api/collections/${collection}/objects/?match[version]=all&limit=1000` });
    for (const probe of probes) await pair.ask({ path: `/api/collections/main/objects/${probe.id}/versions/` });
    await pair.ask({ path: '/api/collections/main/objects/?limit=1000' });
  };
  await remove();
  const later = probes.map((probe) => ({ ...probe, modified: '2025-08-08T00:00:00.000Z' }));
  const changed = probes.map((probe) => ({ ...probe, description: 'another content' }));
  for (const objects of [probes, later, probes, changed]) {
    for (const collection of ['main', 'box', 'dark']) {
      const reply = await pair.ask({
        method: 'POST',
        path: `/api/collections/${collection}/objects/`,
        body: { objects },
      });
      if (reply.status !== 202) continue;
      const { id } = JSON.parse(reply.text) as { id: string };
      await pair.ask({ path: `/api/status/${id}/` });
    }
    if (objects === later) await readBack();
  }
  await remove();
  await readBack();
}

const chosen = <T>(list: readonly T[], n: number, d: Dice): T[] =>
  Array.from({ length: Math.min(n, list.length) }, () => d.pick(list));

async function compareWorld(
  worldSeed: number,
): Promise<{ readonly compared: number; readonly objects: number; readonly hidden: number }> {
  const history = randomHistory(worldSeed);
  const d = dice(worldSeed ^ 0x5eed);
  const [plain, crowded] = await Promise.all([
    WholeNode.open({ roots: worldRoots }),
    WholeNode.open({ roots: worldRoots }),
  ]);
  const pair = new Pair(plain, crowded, `PROVISO_SEED=${worldSeed} PROVISO_WORLDS=1`);
  const clients: Client[] = [];
  for (const [i, step] of history.steps.entries()) {
    await pair.tell(step, `step ${i}`);
    if (i === 0 || !d.oneIn(3)) continue;
    if (clients.length < 4 && d.oneIn(2)) clients.push(newClient(d));
    if (clients.length > 0) await poll(pair, d.pick(clients), d.pick([1, 2, 5, 100]));
  }
  await pair.tell({ at: history.end, hidden: false, name: 'the end', run: async () => {} }, 'end');
  for (const client of clients) for (let k = 0; k < 20 && (await poll(pair, client, d.pick([1, 3, 100]))); k++);
  await askEverything(pair, history, d);
  await probeEverything(pair, history);
  await pair.close();
  return { compared: pair.compared, objects: pair.objects, hidden: history.steps.filter((step) => step.hidden).length };
}

describe(`whole node, seed ${seed}`, () => {
  it(`I2 whole node: ${worlds} pairs of worlds that differ in what a partner may not see answer it byte for byte alike`, {
    timeout: worlds * 2_000,
  }, async () => {
    const totals = { compared: 0, objects: 0, hidden: 0 };
    let next = 0;
    // Several at a time: a refusal waits a moment before it leaves, and others may use that moment.
    const some = async (): Promise<void> => {
      while (next < worlds) {
        const one = await compareWorld(seed + next++);
        totals.compared += one.compared;
        totals.objects += one.objects;
        totals.hidden += one.hidden;
      }
    };
    await Promise.all(Array.from({ length: 8 }, some));
    console.log(
      `I2: ${worlds} worlds from seed ${seed}: ${totals.compared} answers compared, ${totals.objects} objects in them, ${totals.hidden} hidden acts`,
    );
    // Worlds in which nothing is seen or nothing is hidden prove nothing.
    expect(totals.objects).toBeGreaterThan(worlds);
    expect(totals.hidden).toBeGreaterThan(worlds);
  });
});
