import { formatMicros, type Micros } from '../../src/core/time.ts';
import { type Dice, dice as diceOf } from '../properties/worlds/seeded.ts';
import { hour, second } from './lab-objects.ts';
import { type ClientFilter, PollingClient, StreamMemory } from './polling-client.ts';
import { type RandomPool, randomPool, randomText, type TextTaste } from './random-objects.ts';
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
const grades = ['A1', 'B2', 'C3', null];

export interface Scene {
  readonly dice: Dice;
  readonly pool: RandomPool;
  readonly taste: TextTaste;
  readonly node: WatchedNode;
  readonly texts: string[];
  serial: number;
}

async function turns(n: number): Promise<void> {
  for (let k = 0; k < n; k++) await Promise.resolve();
}

export function randomPause(dice: Dice): Micros {
  return dice.pick([0, 0, 0, 1, 2, 7, 1000, second, hour / 2, hour, hour, 2 * hour, hour - 1, hour + 1, 6 * hour]);
}

/** One random change; answers what it was, for the story of a failure. */
export async function randomChange(scene: Scene): Promise<string> {
  const { dice, pool, node, texts, taste } = scene;
  switch (dice.below(12)) {
    case 0:
    case 1:
    case 2:
    case 3: {
      const objects = Array.from({ length: 1 + dice.below(dice.oneIn(6) ? 20 : 4) }, () => anyObject(scene));
      await node.add(objects);
      return `add ${objects.map((o) => `${o.n}/${o.v}`).join()}`;
    }
    case 4: {
      const n = 1 + dice.below(pool.numbers);
      const versions = dice.oneIn(2) ? null : [1 + dice.below(pool.versions)];
      await node.remove(pool.idOf(n), versions);
      return `remove ${n} ${versions?.join() ?? 'whole'}`;
    }
    case 5: {
      const n = 1 + dice.below(pool.numbers);
      const grade = dice.pick(grades);
      await node.grade(pool.idOf(n), grade);
      return `grade ${n} ${grade}`;
    }
    case 6:
    case 7:
    case 8: {
      const party = dice.oneIn(4) ? 'q' : 'p';
      const value = dice.pick(['low', 'middle', 'high']);
      await node.say(party, value);
      return `say ${party} ${value}`;
    }
    case 9:
      if (dice.oneIn(3)) {
        await node.define('marking-definition--late');
        return 'define';
      }
      if (texts.length > 0) {
        const id = texts.splice(dice.below(texts.length), 1)[0]!;
        await node.end(id);
        return `end ${id}`;
      }
      return 'nothing';
    default:
      return texts.length >= 5 ? 'nothing' : addText(scene);
  }
}

const anyObject = ({ dice, pool }: Scene) => pool.object(1 + dice.below(pool.numbers), 1 + dice.below(pool.versions));

async function addText(scene: Scene): Promise<string> {
  const { dice, node, texts, taste } = scene;
  const id = `urn:x:${scene.serial++}`;
  const now = node.now();
  const text = randomText(dice, id, dice.pick(['p', 'p', 'p', 'q', null]), taste, formatMicros(now), formatMicros(now + dice.pick([1, hour, 3 * hour])));
  await node.text(text);
  texts.push(id);
  return `text ${JSON.stringify(text)}`;
}

/** One random history of one node, with several clients of two partners, checked against the oracle on the way. */
export async function runHistory(seed: number): Promise<HistoryFigures> {
  const dice = diceOf(seed);
  const taste: TextTaste = { grades: dice.oneIn(2), ages: dice.oneIn(2), references: dice.oneIn(2), times: dice.oneIn(4) };
  const node = await WatchedNode.open({ pageCacheBytes: dice.oneIn(3) ? 0 : 1 << 20 });
  const scene: Scene = { dice, taste, node, pool: randomPool(dice, () => dice.oneIn(6), taste.references), texts: [], serial: 1 };
  const memories = new Map<string, StreamMemory>();
  const clientFor = (): PollingClient => {
    const party = dice.oneIn(4) ? 'q' : 'p';
    const filter = dice.pick(filters);
    const name = `${party}${JSON.stringify(filter)}`;
    const memory = memories.get(name) ?? new StreamMemory();
    memories.set(name, memory);
    const from = dice.oneIn(4) ? node.lab.reading - dice.pick([1, 3, hour, 2 * hour, 10 * hour]) : null;
    return new PollingClient(party, filter, memory, from);
  };
  const clients = Array.from({ length: 3 + dice.below(4) }, clientFor);
  const story: string[] = [];
  let pages = 0;
  let records = 0;
  const complain = (wrong: string | null): void => {
    if (wrong !== null) throw new BrokenLaw(`seed ${seed}: ${wrong}\n${story.slice(-40).join('\n')}`);
  };
  /** Answers whether the client knows now that there is no more. */
  const poll = async (client: PollingClient, limit: number, walk: boolean, fate = dice.below(8)): Promise<boolean> => {
    node.now();
    const ask = client.question(limit, walk);
    const answer = await node.lab.ask(client.party, ask);
    pages++;
    if (answer.bytes === 'no feed') return true;
    if (answer.ok) records += answer.records.length;
    story.push(`  ${node.lab.reading} ${client.party} ${JSON.stringify(client.filter)} ${JSON.stringify(ask)} -> ${answer.ok ? answer.records.map((r) => `${r.id.slice(0, 4)}${r.id.slice(-2)}/${r.version.slice(12, 13)}@${r.stamp}`).join(' ') : answer.refusal}${fate === 0 ? ' lost' : ''}${answer.ok && answer.more ? ' more' : ''}`);
    if (fate === 1) {
      const again = await node.lab.ask(client.party, ask);
      if (again.bytes !== answer.bytes) complain(`S8: the same request was answered in two ways`);
    }
    if (fate !== 0) complain(client.take(node, ask, answer));
    return fate !== 0 && answer.ok && !answer.more;
  };
  /** A read and an addition beside each other: the page may or may not have what is added. */
  const race = async (client: PollingClient): Promise<void> => {
    if (node.lab.feed(client.party) === undefined) return;
    node.now();
    const ask = client.question(dice.pick(limitsTried), dice.oneIn(2));
    const objects = Array.from({ length: 1 + dice.below(3) }, () => anyObject(scene));
    const answering = turns(dice.below(30)).then(() => node.lab.askRacing(client.party, ask));
    await node.add(objects);
    story.push(`  race: add ${objects.map((o) => `${o.n}/${o.v}`).join()} beside ${client.party} ${JSON.stringify(ask)}`);
    complain(client.take(node, ask, await answering, { racing: true }));
  };
  /** The process dies somewhere between extension, record and answer. */
  const dieReading = async (client: PollingClient): Promise<void> => {
    if (node.lab.feed(client.party) === undefined) return;
    const answering = node.lab.askRacing(client.party, client.question(dice.pick(limitsTried), dice.oneIn(2))).catch(() => null);
    await turns(dice.below(30));
    await node.lab.kill();
    await answering;
    node.now();
    story.push('killed while reading');
  };
  for (let k = 1 + dice.below(3); k > 0; k--) story.push(await addText(scene));
  await node.add(Array.from({ length: 1 + dice.below(12) }, () => anyObject(scene)));
  const steps = 8 + dice.below(30);
  for (let step = 0; step < steps; step++) {
    node.lab.move(randomPause(dice));
    if (dice.oneIn(25)) node.lab.move(-dice.pick([1, second, hour]));
    if (dice.oneIn(12)) {
      const clean = dice.oneIn(2);
      if (clean) await node.lab.restart();
      else await node.lab.kill();
      story.push(clean ? 'restart' : 'kill');
      node.now();
    }
    if (dice.oneIn(10)) await race(dice.pick(clients));
    if (dice.oneIn(15)) await dieReading(dice.pick(clients));
    story.push(`${node.lab.reading} ${await randomChange(scene)}`);
    if (dice.oneIn(10)) clients[dice.below(clients.length)] = clientFor();
    for (let k = dice.below(4); k > 0; k--) {
      if (dice.oneIn(3)) node.lab.move(dice.pick([1, 1, 3, 50]));
      await poll(dice.pick(clients), dice.pick(limitsTried), dice.oneIn(2));
    }
  }
  // After a crash or a step back the node's clock stands still until the machine's has caught up.
  node.lab.reading = node.now();
  for (const client of [...clients, clientFor()]) {
    for (let k = 0; k < 400 && !(await poll(client, dice.pick(limitsTried), dice.oneIn(2))); k++) node.lab.move(1);
    node.lab.move(100);
    if (!(await poll(client, 1000, false, 2))) complain('S1: a page of all there is says there is more');
    if (node.lab.feed(client.party) !== undefined) complain(client.missing(node));
  }
  complain(checkFeeds(node));
  const entries = [...node.lab.engine.feeds.values()].reduce((n, f) => n + f.stream.entries.length, 0);
  node.lab.close();
  return { steps, pages, records, entries };
}

/** At most one living plain entry of a version, and none of what is hidden. */
export function checkFeeds(node: WatchedNode): string | null {
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
