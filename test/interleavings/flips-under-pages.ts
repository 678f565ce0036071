import { createHash } from 'node:crypto';
import type { ObjectsPage } from '../../src/app/partner-api.ts';
import { PageReader } from '../../src/app/release/read-pages.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import type { Moment } from '../../src/core/stream/index.ts';
import { cursorSeal } from '../../src/main/cursor-seal.ts';
import { readProvenance } from '../../src/protocol/index.ts';
import type { Run } from '../lab/network/seeded-runs.ts';
import { must } from '../lab/whole-node-lab.ts';
import { FlipWorld, type Kind, kinds, type Standing } from './flip-world.ts';

/** What was let out from this step of the scheduler on; found after every change. */
interface Stretch {
  readonly from: number;
  readonly at: number;
  readonly standing: Standing;
}

/** An order to open or close a kind: it certainly holds from its acknowledgement on. */
interface Order {
  readonly kind: Kind;
  readonly opens: boolean;
  readonly asked: number;
  acknowledged: number | null;
}

interface Reading {
  readonly asked: number;
  readonly ended: number;
  readonly page: ObjectsPage;
  /** Asked for from the start, without a bound that could cut it. */
  readonly isWhole: boolean;
}

const everyVersion = {
  ids: null,
  types: null,
  specVersions: null,
  versions: { first: false, last: false, all: true, exact: [] },
};
const second = 1_000_000;
const roundsEach = 25;

/** Rounds in one world; in each, several readings of many turns go on while what they read is closed and opened. */
export class FlipsUnderPages {
  readonly world: FlipWorld;
  readonly #run: Run;
  readonly #reader: PageReader;
  readonly #timeline: Stretch[] = [];
  readonly #orders: Order[] = [];
  readonly #readings: Reading[] = [];
  #round = 0;

  private constructor(world: FlipWorld, run: Run) {
    this.world = world;
    this.#run = run;
    const { engine, store, clock, platform } = world.giver.state;
    this.#reader = new PageReader({
      engine,
      store,
      clock,
      seal: cursorSeal(createHash('sha256').update('flips').digest()),
      pageCacheBytes: 64 * 1024,
      othersFirst: platform.othersFirst,
      stepsEach: 1 + run.dice.below(4),
      ...(run.dice.oneIn(2) ? { pageBytesMax: run.dice.below(6 * (limits.smallBodyBytesMax + 1)) } : {}),
      provenance: (feed, seqs) => new TextEncoder().encode(world.provenance(feed, seqs)),
    });
    const change = engine.change.bind(engine);
    engine.change = <T>(work: (moment: Moment) => T): T => {
      const done = change(work);
      this.#note();
      return done;
    };
    this.#note();
  }

  /** Throws what is wrong. Answers how many interleavings there were. */
  static async play(run: Run): Promise<number> {
    const world = await FlipWorld.open(run);
    try {
      const made = new FlipsUnderPages(world, run);
      for (let round = 0; round < roundsEach; round++) await made.#play(round);
      return roundsEach;
    } finally {
      world.close();
    }
  }

  get #now(): number {
    return this.world.lab.scheduler.steps;
  }

  #note(): void {
    const standing = this.world.standing;
    const last = this.#timeline.at(-1)?.standing;
    if (last !== undefined && kinds.every((kind) => last.get(kind) === standing.get(kind))) return;
    this.#timeline.push({ from: this.#now, at: this.world.giver.state.engine.now(), standing });
  }

  async #play(round: number): Promise<void> {
    const d = this.#run.dice;
    const { lab, switches } = this.world;
    this.#round = round;
    let open = 0;
    const later = (work: () => Promise<void>): void => {
      open++;
      lab.later(1 + d.below(100_000), 'does something', () =>
        lab.scheduler.start(async () => {
          await work();
          open--;
        }),
      );
    };
    for (const one of switches)
      if (d.oneIn(2))
        later(async () => {
          for (let n = 1 + d.below(2); n > 0; n--) await this.#order(one.kind, !one.isOpen, () => one.flip());
        });
    if (round === roundsEach - 2) later(() => this.#order('attack-pattern', false, () => this.world.revoke()));
    for (let n = 2 + d.below(4); n > 0; n--) later(() => this.#read());
    await lab.scheduler.runUntil(() => open === 0, 100_000);
    if (open > 0) throw new Error('a reading or an order never ends');
    for (const reading of this.#readings) this.#judge(reading);
    await lab.finish(() => this.#judgeRecord());
    this.#readings.length = 0;
    await lab.pass(second);
  }

  async #order(kind: Kind, opens: boolean, work: () => Promise<unknown>): Promise<void> {
    const order: Order = { kind, opens, asked: this.#now, acknowledged: null };
    this.#orders.push(order);
    await work();
    order.acknowledged = this.#now;
  }

  async #read(): Promise<void> {
    const d = this.#run.dice;
    const isWhole = d.oneIn(2);
    const limit = isWhole ? 100 : 1 + d.below(6);
    let cursor: string | null = null;
    for (let pages = 0; pages < 4; pages++) {
      const asked = this.#now;
      const query = { addedAfter: null, cursor, limit, filter: everyVersion };
      const read = await this.#reader.objects(this.world.feed, query, null, d.oneIn(2));
      if (!read.ok) throw new Error(`refused: ${read.refusal.kind}`);
      this.#readings.push({ asked, ended: this.#now, page: read.value, isWhole: isWhole && !read.value.more });
      cursor = read.value.next;
      if (cursor === null) return;
    }
  }

  #judge({ asked, ended, page, isWhole }: Reading): void {
    const ids = idsOf(page);
    const there = (kind: Kind): string[] => ids.filter((id) => id.startsWith(`${kind}--`));
    for (const kind of kinds) {
      const surely = this.#surely(kind, asked, ended);
      if (surely === false && there(kind).length > 0)
        throw new Error(
          `round ${this.#round}: a page begun at ${asked} has ${kind}, whose end was acknowledged before`,
        );
      if (surely === true && isWhole && there(kind).length !== this.world.objects.get(kind)!.length)
        throw new Error(`round ${this.#round}: a whole page lacks ${kind}, which was open all the time`);
    }
    const under = underOf(page, ids);
    const could = this.#stood(asked, ended).some((standing) =>
      kinds.every((kind) => {
        const text = standing.get(kind) ?? null;
        const shown = there(kind);
        if (text === null) return shown.length === 0;
        if (isWhole && shown.length !== this.world.objects.get(kind)!.length) return false;
        return shown.every((id) => under === null || under.get(id) === text);
      }),
    );
    if (!could) {
      const stood = this.#stood(asked, ended).map((standing) => JSON.stringify([...standing]));
      throw new Error(
        `round ${this.#round}: a page of ${ids.join()} is of no moment of its reading:\n${stood.join('\n')}`,
      );
    }
  }

  /** True or false: certainly open, or closed, from before the reading to its end; null: it changed meanwhile, or may have. */
  #surely(kind: Kind, asked: number, ended: number): boolean | null {
    const orders = this.#orders.filter((order) => order.kind === kind);
    if (orders.some((o) => o.asked <= ended && (o.acknowledged === null || o.acknowledged >= asked))) return null;
    return orders.filter((o) => o.acknowledged !== null && o.acknowledged < asked).at(-1)?.opens ?? true;
  }

  /** All that stood between two steps, one after the other. */
  #stood(from: number, to: number): Standing[] {
    return this.#timeline
      .filter((stretch, i) => stretch.from <= to && (this.#timeline[i + 1]?.from ?? Infinity) >= from)
      .map(({ standing }) => standing);
  }

  /** Every object of every page is on record, under the text that was in force when it was recorded. */
  async #judgeRecord(): Promise<void> {
    const { operator } = this.world.giver;
    for (const id of new Set(this.#readings.flatMap(({ page }) => idsOf(page)))) {
      const rows = must(await operator.whoGot(id)).filter(({ party }) => party === ('b' as PartyId));
      if (rows.length === 0) throw new Error(`round ${this.#round}: ${id} went out and is not on record`);
      const kind = kinds.find((one) => id.startsWith(`${one}--`))!;
      for (const { at, texts } of rows) {
        const stood = this.#timeline
          .filter((stretch, i) => stretch.at <= at && (this.#timeline[i + 1]?.at ?? Infinity) >= at)
          .map(({ standing }) => standing.get(kind));
        if (texts.length !== 1 || !stood.includes(texts[0]))
          throw new Error(
            `round ${this.#round}: ${id} is on record under ${texts.join()}, in force was ${stood.join()}`,
          );
      }
    }
  }
}

const text = new TextDecoder();

const idsOf = (page: ObjectsPage): string[] =>
  (JSON.parse(`[${text.decode(page.objects)}]`) as { readonly id: string }[]).map(({ id }) => id);

/** The text under which each object of a page for a peer says it goes; null for other pages. */
function underOf(page: ObjectsPage, ids: readonly string[]): ReadonlyMap<string, string> | null {
  if (page.provenance === undefined) return null;
  const how = { deliverer: 'a' as PartyId, objects: ids.length };
  const { objects } = must(readProvenance(JSON.parse(text.decode(page.provenance)), how));
  return new Map(ids.map((id, i) => [id, (objects[i] ?? []).flatMap(({ under }) => under).join()]));
}
