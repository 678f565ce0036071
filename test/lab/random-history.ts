import { type Dice, dice as diceOf } from '../properties/worlds/seeded.ts';
import { hour, second } from './lab-objects.ts';
import { type ClientFilter, PollingClient, StreamMemory } from './polling-client.ts';
import { addText, anyObject, randomChange, randomPause, type Scene } from './random-changes.ts';
import { randomPool, type TextTaste } from './random-objects.ts';
import type { LabAnswer, LabAsk } from './release-lab.ts';
import { WatchedNode } from './watched-node.ts';

/** A law that did not hold, with what reproduces it. */
export class BrokenLaw extends Error {
  override readonly name = 'BrokenLaw';
}

export interface HistoryFigures {
  readonly steps: number;
  readonly pages: number;
  readonly records: number;
  readonly entries: number;
}

const filters: readonly ClientFilter[] = [
  { view: 'all', types: null },
  { view: 'last', types: null },
  { view: 'first', types: null },
  { view: 'all', types: ['indicator'] },
  { view: 'last', types: ['malware', 'report'] },
];
const limitsTried = [1, 1, 2, 3, 5, 10, 1000];

async function turns(n: number): Promise<void> {
  for (let k = 0; k < n; k++) await Promise.resolve();
}

export const randomTaste = (dice: Dice): TextTaste => ({
  grades: dice.oneIn(2),
  ages: dice.oneIn(2),
  references: dice.oneIn(2),
  times: dice.oneIn(4),
});

/** One random history of one node, with several clients of two partners, checked against the oracle on the way. */
export async function runHistory(seed: number): Promise<HistoryFigures> {
  const dice = diceOf(seed);
  const taste = randomTaste(dice);
  const node = await WatchedNode.open({ pageCacheBytes: dice.oneIn(3) ? 0 : 1 << 20 }, dice.oneIn(2));
  await node.relayed?.begin(dice);
  node.now();
  const pool = randomPool(dice, () => dice.oneIn(6), taste.references);
  const history = new History(seed, { dice, taste, node, pool, texts: [], serial: 1 });
  const steps = await history.run();
  const entries = [...node.lab.engine.feeds.values()].reduce((n, f) => n + f.stream.entries.length, 0);
  node.lab.close();
  return { steps, pages: history.pages, records: history.records, entries };
}

class History {
  pages = 0;
  records = 0;
  readonly #seed: number;
  readonly #scene: Scene;
  readonly #memories = new Map<string, StreamMemory>();
  readonly #clients: PollingClient[];
  readonly #story: string[] = [];

  constructor(seed: number, scene: Scene) {
    this.#seed = seed;
    this.#scene = scene;
    this.#clients = Array.from({ length: 3 + scene.dice.below(4) }, () => this.#newClient());
  }

  async run(): Promise<number> {
    const { dice, node } = this.#scene;
    for (let k = 1 + dice.below(3); k > 0; k--) this.#story.push(await addText(this.#scene));
    await node.add(Array.from({ length: 1 + dice.below(12) }, () => anyObject(this.#scene)));
    const steps = 8 + dice.below(30);
    for (let step = 0; step < steps; step++) await this.#step();
    await this.#drain();
    this.#complain(checkFeeds(node));
    return steps;
  }

  async #step(): Promise<void> {
    const { dice, node } = this.#scene;
    node.lab.move(randomPause(dice));
    if (dice.oneIn(25)) node.lab.move(-dice.pick([1, second, hour]));
    if (dice.oneIn(12)) await this.#restart(dice.oneIn(2));
    if (dice.oneIn(10)) await this.#race(dice.pick(this.#clients));
    if (dice.oneIn(15)) await this.#dieReading(dice.pick(this.#clients));
    this.#story.push(`${node.lab.reading} ${await randomChange(this.#scene)}`);
    if (dice.oneIn(10)) this.#clients[dice.below(this.#clients.length)] = this.#newClient();
    for (let k = dice.below(4); k > 0; k--) {
      if (dice.oneIn(3)) node.lab.move(dice.pick([1, 1, 3, 50]));
      await this.#poll(dice.pick(this.#clients), dice.pick(limitsTried), dice.oneIn(2), dice.below(8));
    }
  }

  /** Every client reads to the end; then it must hold what the oracle says. */
  async #drain(): Promise<void> {
    const { dice, node } = this.#scene;
    // After a crash or a step back the node's clock stands still until the machine's has caught up.
    node.lab.reading = node.now();
    for (const client of [...this.#clients, this.#newClient()]) {
      for (let k = 0; k < 400; k++) {
        if (await this.#poll(client, dice.pick(limitsTried), dice.oneIn(2), dice.below(8))) break;
        node.lab.move(1);
      }
      node.lab.move(100);
      if (!(await this.#poll(client, 1000, false, 2))) this.#complain('S1: a page of all there is says there is more');
      if (node.lab.feed(client.party) !== undefined) this.#complain(client.missing(node));
    }
  }

  /** Fate 0 loses the answer, 1 asks again at once. Answers whether the client knows now that there is no more. */
  async #poll(client: PollingClient, limit: number, walk: boolean, fate: number): Promise<boolean> {
    const { node } = this.#scene;
    node.now();
    const ask = client.question(limit, walk);
    const answer = await node.lab.ask(client.party, ask);
    this.pages++;
    if (answer.bytes === 'no feed') return true;
    if (answer.ok) this.records += answer.records.length;
    this.#story.push(`  ${node.lab.reading} ${told(client, ask, answer)}${fate === 0 ? ' lost' : ''}`);
    if (fate === 1) {
      const again = await node.lab.ask(client.party, ask);
      if (again.bytes !== answer.bytes) this.#complain('S8: the same request was answered in two ways');
    }
    if (fate !== 0) this.#complain(client.take(node, ask, answer));
    return fate !== 0 && answer.ok && !answer.more;
  }

  /** A read and an addition beside each other: the page may or may not have what is added. */
  async #race(client: PollingClient): Promise<void> {
    const { dice, node } = this.#scene;
    if (node.lab.feed(client.party) === undefined) return;
    node.now();
    const ask = client.question(dice.pick(limitsTried), dice.oneIn(2));
    const objects = Array.from({ length: 1 + dice.below(3) }, () => anyObject(this.#scene));
    const answering = turns(dice.below(30)).then(() => node.lab.askRacing(client.party, ask));
    await node.add(objects);
    this.#story.push(
      `  race: add ${objects.map((o) => `${o.n}/${o.v}`).join()} beside ${client.party} ${JSON.stringify(ask)}`,
    );
    this.#complain(client.take(node, ask, await answering, { racing: true }));
  }

  async #restart(clean: boolean): Promise<void> {
    const { node } = this.#scene;
    await (clean ? node.lab.restart() : node.lab.kill());
    this.#story.push(clean ? 'restart' : 'kill');
    node.now();
  }

  /** The process dies somewhere between extension, record and answer. */
  async #dieReading(client: PollingClient): Promise<void> {
    const { dice, node } = this.#scene;
    if (node.lab.feed(client.party) === undefined) return;
    const ask = client.question(dice.pick(limitsTried), dice.oneIn(2));
    const answering = node.lab.askRacing(client.party, ask).catch(() => null);
    await turns(dice.below(30));
    await node.lab.kill();
    await answering;
    node.now();
    this.#story.push('killed while reading');
  }

  #newClient(): PollingClient {
    const { dice, node } = this.#scene;
    const party = dice.oneIn(4) ? 'q' : 'p';
    const filter = dice.pick(filters);
    const name = `${party}${JSON.stringify(filter)}`;
    const memory = this.#memories.get(name) ?? new StreamMemory();
    this.#memories.set(name, memory);
    const from = dice.oneIn(4) ? node.lab.reading - dice.pick([1, 3, hour, 2 * hour, 10 * hour]) : null;
    return new PollingClient(party, filter, memory, from);
  }

  #complain(wrong: string | null): void {
    if (wrong !== null) throw new BrokenLaw(`seed ${this.#seed}: ${wrong}\n${this.#story.slice(-40).join('\n')}`);
  }
}

function told(client: PollingClient, ask: LabAsk, answer: LabAnswer): string {
  const short = (r: { id: string; version: string; stamp: number }): string =>
    `${r.id.slice(0, 4)}${r.id.slice(-2)}/${r.version.slice(12, 13)}@${r.stamp}`;
  const said = answer.ok ? `${answer.records.map(short).join(' ')}${answer.more ? ' more' : ''}` : answer.refusal;
  return `${client.party} ${JSON.stringify(client.filter)} ${JSON.stringify(ask)} -> ${said}`;
}

/** At most one living plain entry of a version, and none of what is hidden. */
function checkFeeds(node: WatchedNode): string | null {
  const now = node.now();
  node.lab.engine.horizon();
  for (const feed of node.lab.engine.feeds.values()) {
    const living = new Map<number, number>();
    let wrong: string | null = null;
    feed.stream.entries.scan(0, 0, (position, seq, stamp, asOf, flags) => {
      if (flags >= 8 && (flags & 40) !== 0) return true;
      if (!feed.stream.isLiving({ position, seq, stamp, asOf, flags }, now)) return true;
      if (living.has(seq)) wrong = `two living entries of ${seq}, at ${living.get(seq)} and ${position}`;
      living.set(seq, position);
      return wrong === null;
    });
    if (wrong !== null) return wrong;
  }
  return null;
}
