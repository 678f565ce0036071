import { formatMicros } from '../../src/core/time.ts';
import type { OracleVersion } from '../oracle/stream-by-definition.ts';
import { type Dice, dice as diceOf } from '../properties/worlds/seeded.ts';
import { hour, second } from './lab-objects.ts';
import { randomPause } from './random-changes.ts';
import { BrokenLaw, randomTaste } from './random-history.ts';
import { type RandomPool, randomPool, randomText, type TextTaste } from './random-objects.ts';
import { type LabAsk, type LabText, partyId } from './release-lab.ts';
import { WatchedNode } from './watched-node.ts';

type Change = (node: WatchedNode) => Promise<void>;
type Pick = readonly [number: number, version: number];

export interface TwinFigures {
  readonly answers: number;
  readonly records: number;
  readonly hiddenChanges: number;
  /** Histories given up because the hidden part turned out to concern `p`. */
  readonly discarded: number;
}

const views = ['all', 'last', 'first', 'first,last', 'all,last'] as const;
const values = ['low', 'middle', 'high'];

/**
 * Two nodes live through the same, and one of them through more that is hidden from `p`: objects it may not see, in
 * batches of their own and among visible ones, other versions of what it sees, grades that its texts do not look at, and
 * everything that concerns `q`. Each answer to `p` must be the same to the byte (S5, I2).
 */
export async function runTwins(seed: number): Promise<TwinFigures> {
  const dice = diceOf(seed);
  const taste = randomTaste(dice);
  const secrets = new Set<string>();
  const isSecret = (n: number, v: number): boolean => dice.oneIn(3) && secrets.add(`${n}/${v}`).size > 0;
  const pool = randomPool(dice, isSecret, taste.references);
  const options = { pageCacheBytes: dice.oneIn(3) ? 0 : 1 << 20 };
  const twins = new Twins(
    seed,
    dice,
    taste,
    pool,
    secrets,
    await WatchedNode.open(options),
    await WatchedNode.open(options),
  );
  const discarded = (await twins.run()) ? 0 : 1;
  twins.close();
  return { answers: twins.answers, records: twins.records, hiddenChanges: twins.hiddenChanges, discarded };
}

class Twins {
  answers = 0;
  records = 0;
  hiddenChanges = 0;
  readonly #seed: number;
  readonly #dice: Dice;
  readonly #taste: TextTaste;
  readonly #pool: RandomPool;
  readonly #secrets: ReadonlySet<string>;
  /** Without what is hidden, and with it. */
  readonly #bare: WatchedNode;
  readonly #full: WatchedNode;
  readonly #texts: string[] = [];
  readonly #hiddenTexts: string[] = [];
  readonly #story: string[] = [];
  #serial = 1;
  #gradedApart = false;
  #cursors: { readonly ask: LabAsk; readonly next: string }[] = [];
  #stamps: number[] = [];

  constructor(
    seed: number,
    dice: Dice,
    taste: TextTaste,
    pool: RandomPool,
    secrets: ReadonlySet<string>,
    bare: WatchedNode,
    full: WatchedNode,
  ) {
    this.#seed = seed;
    this.#dice = dice;
    this.#taste = taste;
    this.#pool = pool;
    this.#secrets = secrets;
    this.#bare = bare;
    this.#full = full;
  }

  close(): void {
    this.#bare.lab.close();
    this.#full.lab.close();
  }

  /** False when given up: by definition `p` came to see something else in one world than in the other. */
  async run(): Promise<boolean> {
    const dice = this.#dice;
    for (let k = 1 + dice.below(2); k > 0; k--) await this.#addText('p');
    for (let steps = 10 + dice.below(25); steps > 0; steps--) {
      const pause = randomPause(dice);
      for (const node of [this.#bare, this.#full]) node.lab.move(pause);
      if (dice.oneIn(15)) await this.#restart(dice.oneIn(2));
      this.#story.push(`${this.#full.lab.reading} ${await this.#change()}`);
      this.#bare.now();
      this.#full.now();
      if (this.#sight(this.#bare) !== this.#sight(this.#full)) return this.#giveUp();
      for (let k = dice.below(4); k > 0; k--) await this.#ask(this.#question());
    }
    return true;
  }

  /** What `p` sees differs: by what only one world has, or has had for longer, or by a grade given there; never by definition. */
  #giveUp(): false {
    const p = partyId('p');
    const isAlike = (v: OracleVersion): boolean =>
      this.#bare.oracle.find(v.object.id, v.object.version)?.added === v.added;
    const shows = !this.#full.oracle.visible(p).every(isAlike);
    if (shows || this.#gradedApart) return false;
    const story = this.#story.slice(-40).join('\n');
    throw new BrokenLaw(
      `seed ${this.#seed}: I2 by definition\n${story}\n${this.#sight(this.#bare)}\n${this.#sight(this.#full)}`,
    );
  }

  /** What `p` sees by definition, in the same words for both worlds; a grade given apart shows once its object is seen. */
  #sight(node: WatchedNode): string {
    const p = partyId('p');
    const told = node.oracle.visible(p).map((v) => {
      const { id, version } = v.object;
      return [id, version, v.added, node.oracle.row(p, v).since, this.#taste.grades ? v.facts.grade : null];
    });
    return JSON.stringify(told);
  }

  async #change(): Promise<string> {
    switch (this.#dice.below(14)) {
      case 0:
      case 1:
      case 2:
        return this.#addAmong();
      case 3:
        return this.#addHidden();
      case 4:
        return this.#remove();
      case 5:
        return this.#grade();
      case 6:
      case 7:
        return this.#say('p');
      case 8:
        return this.#say('q');
      case 9:
        return this.#hiddenText();
      case 10: {
        const id = this.#texts.splice(this.#dice.below(this.#texts.length + 1), 1)[0];
        if (id !== undefined) await this.#both((node) => node.end(id));
        return `end ${id}`;
      }
      case 11:
        await this.#both((node) => node.define('marking-definition--late'));
        return 'define';
      default:
        return this.#texts.length >= 4 ? 'nothing' : this.#addText(this.#dice.oneIn(4) ? null : 'p');
    }
  }

  /** A batch of which one world gets the part that is not hidden. */
  async #addAmong(): Promise<string> {
    const batch = this.#batch();
    const seen = batch.filter((pick) => !this.#isSecret(pick));
    await this.#full.add(batch.map(([n, v]) => this.#pool.object(n, v)));
    if (seen.length > 0) await this.#bare.add(seen.map(([n, v]) => this.#pool.object(n, v)));
    return `add ${batch.map((b) => b.join('/')).join()} of which p might see ${seen.map((b) => b.join('/')).join()}`;
  }

  async #addHidden(): Promise<string> {
    // Now and then what is hidden only as things stand: given up as soon as it shows.
    const anything = this.#dice.oneIn(6);
    const batch = this.#batch().filter((pick) => anything || this.#isSecret(pick));
    if (batch.length > 0) await this.#hidden((node) => node.add(batch.map(([n, v]) => this.#pool.object(n, v))));
    return `hidden add ${batch.map((b) => b.join('/')).join()}`;
  }

  async #remove(): Promise<string> {
    const [n, v] = this.#pick();
    const change: Change = (node) => node.remove(this.#pool.idOf(n), [v]);
    await (this.#isSecret([n, v]) ? this.#hidden(change) : this.#both(change));
    return `remove ${n}/${v}`;
  }

  async #grade(): Promise<string> {
    const id = this.#pool.idOf(this.#pick()[0]);
    const grade = this.#dice.pick(['A1', 'B2', 'C3', null]);
    // What time alone opened since the last question counts as seen, asked for or not.
    this.#full.now();
    const unseen = !this.#full.oracle.visible(partyId('p')).some((v) => v.object.id === id);
    const change: Change = (node) => node.grade(id, grade);
    const apart = unseen && this.#dice.oneIn(3);
    this.#gradedApart ||= apart;
    await (!this.#taste.grades || apart ? this.#hidden(change) : this.#both(change));
    return `grade ${id} ${grade}${unseen ? ' unseen' : ''}`;
  }

  async #say(party: 'p' | 'q'): Promise<string> {
    const value = this.#dice.pick(values);
    const change: Change = (node) => node.say(party, value);
    await (party === 'p' ? this.#both(change) : this.#hidden(change));
    return `say ${party} ${value}`;
  }

  async #hiddenText(): Promise<string> {
    const over = this.#dice.oneIn(2) ? this.#hiddenTexts.pop() : undefined;
    if (over !== undefined) {
      await this.#hidden((node) => node.end(over));
      return `hidden end ${over}`;
    }
    const text = this.#someText('q');
    this.#hiddenTexts.push(text.id);
    await this.#hidden((node) => node.text(text));
    return `hidden text ${JSON.stringify(text)}`;
  }

  async #addText(to: string | null): Promise<string> {
    const text = this.#someText(to);
    this.#texts.push(text.id);
    await this.#both((node) => node.text(text));
    return `text ${JSON.stringify(text)}`;
  }

  /** The mark of the clock that a crash falls back on may differ; a pause longer than its reserve hides it. */
  async #restart(clean: boolean): Promise<void> {
    await this.#both(async (node) => {
      node.lab.reading = node.now() + 5 * second;
      await (clean ? node.lab.restart() : node.lab.kill());
    });
    this.#bare.lab.reading = Math.max(this.#full.lab.reading, this.#bare.lab.reading);
    this.#full.lab.reading = this.#bare.lab.reading;
    this.#story.push(clean ? 'restart' : 'kill');
  }

  #question(): LabAsk {
    const dice = this.#dice;
    const limit = dice.pick([1, 1, 2, 3, 5, 1000]);
    if (this.#cursors.length > 0 && dice.oneIn(2)) {
      const { ask, next } = dice.pick(this.#cursors);
      return { ...ask, after: null, cursor: next, limit };
    }
    const id = this.#pool.idOf(this.#pick()[0]);
    return {
      limit,
      view: dice.pick(views),
      after: this.#stamps.length > 0 && dice.oneIn(2) ? dice.pick(this.#stamps) : null,
      types: dice.oneIn(4) ? ['indicator', 'report'] : null,
      ids: dice.oneIn(8) ? [id, this.#pool.idOf(1)] : null,
      only: dice.oneIn(6) ? id : null,
      exact: dice.oneIn(8) ? ['2026-01-01T02:00:00Z'] : [],
    };
  }

  async #ask(ask: LabAsk): Promise<void> {
    const [a, b] = [await this.#bare.lab.ask('p', ask), await this.#full.lab.ask('p', ask)];
    this.answers++;
    this.#story.push(`  ${JSON.stringify(ask)} -> ${a.bytes.slice(0, 120)}`);
    if (a.bytes !== b.bytes) {
      const story = this.#story.slice(-40).join('\n');
      throw new BrokenLaw(
        `seed ${this.#seed}: S5 ${JSON.stringify(ask)}\n${story}\n${shown(a.bytes)}\n${shown(b.bytes)}`,
      );
    }
    if (!a.ok) return;
    this.records += a.records.length;
    if (a.next !== null) this.#cursors = [...this.#cursors, { ask, next: a.next }].slice(-6);
    this.#stamps = [...this.#stamps, ...a.records.map((r) => r.stamp)].slice(-30);
  }

  async #both(change: Change): Promise<void> {
    await change(this.#bare);
    await change(this.#full);
  }

  async #hidden(change: Change): Promise<void> {
    this.hiddenChanges++;
    await change(this.#full);
  }

  #someText(to: string | null): LabText {
    const now = this.#full.now();
    const later = formatMicros(now + this.#dice.pick([1, hour, 3 * hour]));
    return randomText(this.#dice, `urn:x:${this.#serial++}`, to, this.#taste, formatMicros(now), later);
  }

  #pick(): Pick {
    return [1 + this.#dice.below(this.#pool.numbers), 1 + this.#dice.below(this.#pool.versions)];
  }

  #batch(): Pick[] {
    return Array.from({ length: 1 + this.#dice.below(this.#dice.oneIn(6) ? 20 : 5) }, () => this.#pick());
  }

  #isSecret([n, v]: Pick): boolean {
    return this.#secrets.has(`${n}/${v}`);
  }
}

const shown = (bytes: string): string => bytes.replace(/\{"id":"([a-z]+)--[0-9-]+(\d\d)","created[^}]*\}/g, '<$1 $2>');
