import { formatMicros, type Micros } from '../../../src/core/time.ts';
import { uuid } from '../../taxii/world.ts';
import { amber, green, red, type Stix, stix } from '../stix-makers.ts';
import { must } from '../whole-node-lab.ts';
import { hour, minute, NetworkLab } from './create-lab.ts';
import { ExchangeHistory, type KnownText, permits, versionName } from './exchange-history.ts';
import type { LivingNode } from './lab-node.ts';
import type { Run } from './seeded-runs.ts';
import { Staff } from './staff.ts';
import { TakeBacks } from './take-back.ts';

/** Who gets from whom. */
export interface Edge {
  readonly giver: string;
  readonly taker: string;
}

/** How texts come to hold between two nodes, and how objects go from one to the other. */
export interface Way {
  connect(world: ExchangeWorld, edge: Edge): Promise<void>;
  /** Orders that this text holds from now on. */
  open(world: ExchangeWorld, edge: Edge, text: KnownText): void;
  /** Orders that it does not any more. */
  end(world: ExchangeWorld, edge: Edge, text: KnownText): void;
  /** A text lets an object become visible once, and not again and again. */
  readonly opensOnce: boolean;
  /** Holders are nodes that can be asked back for copies. */
  readonly asksBack: boolean;
  /** What nodes do of themselves, over and over. */
  readonly jobs: readonly {
    readonly what: string;
    readonly everyMs: number;
    readonly work: (world: ExchangeWorld, node: LivingNode, name: string) => Promise<void>;
  }[];
  /** In calm: everything on its way arrives, and the history learns which texts hold. */
  settle(world: ExchangeWorld): Promise<void>;
  /** The taker's collection for what comes from the giver. */
  into(world: ExchangeWorld, edge: Edge): string | null;
  /** What is wrong with the taker's own account of what came; null when nothing. */
  account(world: ExchangeWorld, edge: Edge, held: number): string | null | Promise<string | null>;
}

const types = ['malware', 'tool', 'campaign', 'indicator'];
const markings = [green, amber, red];
export const ownCollection = uuid(0xc1);

/** The terms of a text as the histories know it. */
export function termsOf(from: string, text: KnownText): Readonly<Record<string, unknown>> {
  const levels = text.markings.includes(amber) ? ['green', 'amber'] : ['green'];
  const when = [{ type: { 'any-of': text.types } }, { tlp: { 'any-of': levels } }];
  const allow = [{ do: 'receive', when }];
  return {
    id: text.id,
    from: `party:${from}`,
    to: `party:${text.to}`,
    over: 'collection:own',
    references: 'keep',
    allow,
  };
}

/** Nodes with objects of their own, texts that come and go, and others that pull what these let them have. */
export class ExchangeWorld {
  readonly lab: NetworkLab;
  readonly staff: Staff;
  readonly histories = new Map<string, ExchangeHistory>();
  readonly edges: readonly Edge[];
  readonly parties: readonly string[];
  readonly way: Way;
  /** How far clocks may have been set forward: they stand still for so long afterwards. */
  behind: Micros = 0;
  /** Somebody was told to end it. */
  readonly #ending = new Set<KnownText>();
  readonly #takeBacks: TakeBacks;
  #n = 0;
  #texts = 0;

  private constructor(lab: NetworkLab, parties: readonly string[], edges: readonly Edge[], way: Way) {
    this.lab = lab;
    this.staff = new Staff(lab);
    this.edges = edges;
    this.parties = parties;
    this.way = way;
    this.#takeBacks = new TakeBacks(this);
    for (const party of parties) this.histories.set(party, new ExchangeHistory());
  }

  static async open(run: Run, parties: readonly string[], edges: readonly Edge[], way: Way): Promise<ExchangeWorld> {
    const lab = await NetworkLab.open({ parties, run });
    const world = new ExchangeWorld(lab, parties, edges, way);
    for (const party of parties)
      await lab.finish(async () =>
        must(await lab.node(party).operator.createCollection({ id: ownCollection, title: 'Own', alias: 'own' })),
      );
    for (const edge of edges) await way.connect(world, edge);
    return world;
  }

  /** One thing happens somewhere: an object, a newer version, a text more or less. */
  happen(): void {
    const d = this.lab.run.dice;
    const at = d.pick(this.parties);
    const history = this.histories.get(at)!;
    const out = this.edges.filter((edge) => edge.giver === at);
    const dieFor = d.below(10);
    const standing = history.versions.filter(({ object }) => !history.gone.has(object.id));
    if (this.way.asksBack && d.oneIn(4)) this.#takeBacks.happen(at, history);
    else if (dieFor < 5 || out.length === 0)
      this.#bring(
        at,
        Array.from({ length: 1 + d.below(5) }, () => this.#fresh()),
      );
    else if (dieFor < 7 && standing.length > 0) this.#bring(at, [this.#newer(d.pick(standing).object)]);
    else if (dieFor < 9) this.addText(d.pick(out));
    else this.#endText(at);
  }

  #fresh(): Stix {
    const d = this.lab.run.dice;
    return stix(d.pick(types), ++this.#n, [d.pick(markings)], { x_no: this.#n });
  }

  /** Where holders cannot be asked back it is for nobody fewer than the one before. */
  #newer(object: Stix): Stix {
    const d = this.lab.run.dice;
    const modified = `${formatMicros(this.lab.scheduler.now).slice(0, 23)}Z`;
    const marked = this.way.asksBack && d.oneIn(3) ? { object_marking_refs: [d.pick(markings)] } : {};
    return { ...object, ...marked, modified, x_no: ++this.#n };
  }

  #bring(at: string, objects: readonly Stix[]): void {
    const history = this.histories.get(at)!;
    const known = objects.map((object) => ({ object, asked: this.lab.scheduler.now, begun: false, over: null }));
    history.versions.push(...known);
    this.staff.order(
      at,
      'brings objects',
      (node) => node.operator.importObjects({ collection: ownCollection, source: bundled(objects), dryRun: false }),
      () => {
        for (const one of known) one.begun = true;
      },
    );
  }

  addText(edge: Edge): void {
    const d = this.lab.run.dice;
    const text: KnownText = {
      id: `urn:x:${edge.giver}-${++this.#texts}`,
      no: this.#texts,
      to: edge.taker,
      types: [d.pick(types), ...d.some(types)].filter((t, i, all) => all.indexOf(t) === i),
      markings: [green, ...d.some([amber])],
      asked: this.lab.scheduler.now,
      begun: false,
      over: null,
    };
    this.histories.get(edge.giver)!.texts.push(text);
    this.way.open(this, edge, text);
  }

  #endText(at: string): void {
    const open = this.histories
      .get(at)!
      .texts.filter((text) => text.begun && text.over === null && !this.#ending.has(text));
    // The last text of an edge stays, or its collection would be gone for the taker (T-TAX-02).
    const spare = open.filter((text) => open.filter((other) => other.to === text.to).length > 1);
    if (spare.length === 0) return;
    const text = this.lab.run.dice.pick(spare);
    this.#ending.add(text);
    this.way.end(this, { giver: at, taker: text.to }, text);
  }

  /** Everybody works and nodes do what they do of themselves, until the end that this returns. */
  begin(): () => void {
    const jobs = this.way.jobs.map(({ what, everyMs, work }) =>
      this.lab.regularly(what, everyMs, (node, name) => work(this, node, name)),
    );
    const staff = this.staff.begin(5_000);
    return () => {
      for (const job of jobs) job();
      staff();
    };
  }

  /** No faults any more; everything that was ordered is done, and everybody has pulled to the end. */
  async quiet(): Promise<void> {
    const { lab } = this;
    await lab.calm();
    for (const machine of lab.machines) machine.wall.correct();
    await lab.pass(10 * minute);
    for (const name of this.parties) await lab.finish(() => this.staff.work(lab.node(name), name));
    await lab.pass(48 * hour + this.behind);
    await this.way.settle(this);
  }

  /** What is not as the histories say; null when nothing. */
  async wrong(): Promise<string | null> {
    for (const edge of this.edges) {
      const wrong = await this.#wrongAt(edge);
      if (wrong !== null) return `${edge.giver} to ${edge.taker}: ${wrong}`;
    }
    return null;
  }

  async #wrongAt(edge: Edge): Promise<string | null> {
    const { giver, taker } = edge;
    const history = this.histories.get(giver)!;
    const into = this.way.into(this, edge);
    const held = into === null ? [] : await this.lab.finish(() => heldIn(this.lab.node(taker), into));
    const names = held.map(versionName);
    if (new Set(names).size !== names.length) return 'a version is held twice';
    const ever = history.everVisible(taker);
    for (const object of held) {
      const name = versionName(object);
      if (!ever.has(name)) return `${name} is held and was never to be seen`;
      if (object['x_no'] !== history.find(name)!['x_no']) return `${name} is held with another content`;
      if (history.isTakenBack(taker, history.find(name)!)) return `${name} is held and was taken back`;
    }
    const due = [...history.visible(taker)].filter((name) => history.isPlain(history.find(name)!));
    const missing = due.filter((name) => !names.includes(name));
    if (missing.length > 0) return `${missing.length} versions are missing, one is ${missing[0]}`;
    return (await this.#unrecorded(edge, held)) ?? this.way.account(this, edge, names.length);
  }

  /** Everything that is held there is on the giver's record (T-FED-09). */
  async #unrecorded({ giver, taker }: Edge, held: readonly Stix[]): Promise<string | null> {
    for (const object of held) {
      const rows = must(await this.lab.finish(() => this.lab.node(giver).operator.whoGot(object.id)));
      const served = rows.filter((row) => row.party === taker && row.version === object['modified']);
      // Once for each time at which it became visible, and that is never more often than texts let it be.
      const most = this.histories.get(giver)!.texts.filter((text) => permits(text, taker, object)).length;
      if (served.length < 1 || (this.way.opensOnce && served.length > most))
        return `${versionName(object)} is on record ${served.length} times, ${most} texts let it out`;
    }
    return null;
  }

  close(): void {
    this.lab.close();
  }
}

/** A file with these objects. */
export async function* bundled(objects: readonly Stix[]): AsyncIterable<Uint8Array> {
  yield Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${uuid(1)}`, objects }));
}

/** The objects of a collection, as its own staff exports them. */
export async function heldIn(node: LivingNode, collection: string): Promise<Stix[]> {
  const chunks: Uint8Array[] = [];
  for await (const bytes of node.operator.exportObjects({ collection })) chunks.push(bytes);
  return JSON.parse(`[${Buffer.concat(chunks).toString()}]`) as Stix[];
}
