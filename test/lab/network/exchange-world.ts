import { formatMicros } from '../../../src/core/time.ts';
import { uuid } from '../../taxii/world.ts';
import { amber, green, red, type Stix, stix } from '../stix-makers.ts';
import { must } from '../whole-node-lab.ts';
import { hour, minute, NetworkLab } from './create-lab.ts';
import { ExchangeHistory, type KnownText, permits, versionName } from './exchange-history.ts';
import type { LivingNode } from './lab-node.ts';
import type { Run } from './seeded-runs.ts';
import { Staff } from './staff.ts';

/** Who pulls from whom. */
export interface Edge {
  readonly giver: string;
  readonly taker: string;
}

const types = ['malware', 'tool', 'campaign', 'indicator'];
const markings = [green, amber, red];
const ownCollection = uuid(0xc1);
const intoOf = (edge: Edge, parties: readonly string[]): string => uuid(0xd00 + parties.indexOf(edge.giver));

/** Nodes with objects of their own, texts that come and go, and others that pull what these let them have. */
export class ExchangeWorld {
  readonly lab: NetworkLab;
  readonly staff: Staff;
  readonly histories = new Map<string, ExchangeHistory>();
  readonly edges: readonly Edge[];
  readonly #parties: readonly string[];
  readonly #sources = new Map<Edge, string>();
  #n = 0;
  #texts = 0;

  private constructor(lab: NetworkLab, parties: readonly string[], edges: readonly Edge[]) {
    this.lab = lab;
    this.staff = new Staff(lab);
    this.edges = edges;
    this.#parties = parties;
    for (const party of parties) this.histories.set(party, new ExchangeHistory());
  }

  static async open(run: Run, parties: readonly string[], edges: readonly Edge[]): Promise<ExchangeWorld> {
    const lab = await NetworkLab.open({ parties, run });
    const world = new ExchangeWorld(lab, parties, edges);
    for (const party of parties)
      await lab.finish(async () =>
        must(await lab.node(party).operator.createCollection({ id: ownCollection, title: 'Own', alias: 'own' })),
      );
    for (const edge of edges) await world.#connect(edge);
    return world;
  }

  async #connect(edge: Edge): Promise<void> {
    const { lab } = this;
    const { giver, taker } = edge;
    const key = await lab.finish(async () => {
      await addPartyOnce(lab.node(giver), taker);
      return must(await lab.node(giver).operator.createKey({ party: taker, scope: 'taxii' }));
    });
    // A collection without a text for the taker is not there for it (T-TAX-02).
    this.#addText(giver, taker);
    await lab.finish(() => this.staff.work(lab.node(giver), giver));
    await lab.finish(async () => {
      const { operator } = lab.node(taker);
      await addPartyOnce(lab.node(taker), giver);
      const into = intoOf(edge, this.#parties);
      must(await operator.createCollection({ id: into, title: giver, alias: `from-${giver}` }));
      const source = must(
        await operator.addSource({
          url: `https://${giver}.example/api/`,
          collection: ownCollection,
          into,
          credential: `Bearer ${key.secret}`,
          as: giver,
        }),
      );
      this.#sources.set(edge, source.id);
    });
  }

  /** One thing happens somewhere: an object, a newer version with another marking, a text more or less. */
  happen(): void {
    const d = this.lab.run.dice;
    const at = d.pick(this.#parties);
    const history = this.histories.get(at)!;
    const out = this.edges.filter((edge) => edge.giver === at);
    const dieFor = d.below(10);
    if (dieFor < 5 || out.length === 0)
      this.#bring(
        at,
        Array.from({ length: 1 + d.below(5) }, () => this.#fresh()),
      );
    else if (dieFor < 7 && history.versions.length > 0) this.#bring(at, [this.#newer(d.pick(history.versions).object)]);
    else if (dieFor < 9) this.#addText(at, d.pick(out).taker);
    else this.#endText(at);
  }

  #fresh(): Stix {
    const d = this.lab.run.dice;
    return stix(d.pick(types), ++this.#n, [d.pick(markings)], { x_no: this.#n });
  }

  #newer(object: Stix): Stix {
    const d = this.lab.run.dice;
    const modified = `${formatMicros(this.lab.scheduler.now).slice(0, 23)}Z`;
    return { ...object, modified, object_marking_refs: [d.pick(markings)], x_no: ++this.#n };
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

  #addText(at: string, to: string): void {
    const d = this.lab.run.dice;
    const text: KnownText = {
      id: `urn:x:${at}-${++this.#texts}`,
      to,
      types: [d.pick(types), ...d.some(types)].filter((t, i, all) => all.indexOf(t) === i),
      markings: [green, ...d.some([amber])],
      asked: this.lab.scheduler.now,
      begun: false,
      over: null,
    };
    this.histories.get(at)!.texts.push(text);
    const levels = text.markings.includes(amber) ? ['green', 'amber'] : ['green'];
    const when = [{ type: { 'any-of': text.types } }, { tlp: { 'any-of': levels } }];
    const terms = {
      id: text.id,
      from: at,
      to,
      over: 'collection:own',
      references: 'keep',
      allow: [{ do: 'receive', when }],
    };
    this.staff.order(
      at,
      'adds a text',
      (node) => node.operator.addTerms(terms),
      () => {
        text.begun = true;
      },
    );
  }

  #endText(at: string): void {
    const history = this.histories.get(at)!;
    const open = history.texts.filter((text) => text.begun && text.over === null);
    // The last text of an edge stays, or its collection would be gone for the taker.
    const spare = open.filter((text) => open.filter((other) => other.to === text.to).length > 1);
    if (spare.length === 0) return;
    const text = this.lab.run.dice.pick(spare);
    this.staff.order(
      at,
      'ends a text',
      (node) => node.operator.endTerms(text.id),
      () => {
        text.over = this.lab.scheduler.now;
      },
    );
  }

  /** Pulls now and then at every taker. */
  begin(): () => void {
    const pulls = this.lab.regularly('pulls', 20_000, (node, name) => this.pull(node, name));
    const works = this.staff.begin(5_000);
    return () => {
      pulls();
      works();
    };
  }

  async pull(node: LivingNode, name: string): Promise<void> {
    for (const edge of this.edges)
      if (edge.taker === name)
        await node.state.federation.run(this.#sources.get(edge)!, { pageObjects: 1 + this.lab.run.dice.below(6) });
  }

  /** No faults any more; everything that was ordered is done, and everybody has pulled to the end. */
  async quiet(): Promise<void> {
    const { lab } = this;
    await lab.calm();
    for (const machine of lab.machines) machine.wall.correct();
    await lab.pass(10 * minute);
    for (const name of this.#parties) await lab.finish(() => this.staff.work(lab.node(name), name));
    await lab.pass(48 * hour);
    for (const name of this.#parties) await lab.finish(() => this.pull(lab.node(name), name));
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
    const held = await this.lab.finish(() => heldIn(this.lab.node(taker), intoOf(edge, this.#parties)));
    const names = held.map(versionName);
    if (new Set(names).size !== names.length) return 'a version is held twice';
    const ever = history.everVisible(taker);
    for (const object of held) {
      const name = versionName(object);
      if (!ever.has(name)) return `${name} is held and was never to be seen`;
      if (object['x_no'] !== history.find(name)!['x_no']) return `${name} is held with another content`;
    }
    const missing = [...history.visible(taker)].filter((name) => !names.includes(name));
    if (missing.length > 0) return `${missing.length} versions are missing, one is ${missing[0]}`;
    return (await this.#unrecorded(edge, held)) ?? this.#wrongPlace(edge, names.length);
  }

  /** Everything that is held there is on the giver's record (T-FED-09). */
  async #unrecorded({ giver, taker }: Edge, held: readonly Stix[]): Promise<string | null> {
    for (const object of held) {
      const rows = must(await this.lab.finish(() => this.lab.node(giver).operator.whoGot(object.id)));
      const served = rows.filter((row) => row.party === taker && row.version === object['modified']);
      // Once for each time at which it became visible, and that is never more often than texts let it be.
      const most = this.histories.get(giver)!.texts.filter((text) => permits(text, taker, object)).length;
      if (served.length < 1 || served.length > most)
        return `${versionName(object)} is on record ${served.length} times, ${most} texts let it out`;
    }
    return null;
  }

  /** The place is that of the newest entry of the giver's stream, and the counts are those of the objects. */
  #wrongPlace(edge: Edge, held: number): string | null {
    const { state } = this.lab.node(edge.taker);
    const at = state.federation.deps.sources.state(this.#sources.get(edge)!);
    if (at.added !== held) return `${at.added} objects are counted and ${held} held`;
    if (at.quarantined > 0 || at.conflicts > 0 || at.foreign > 0) return 'objects were refused or set aside';
    return at.ended === 'complete' ? null : `the last pull ended with ${at.ended}: ${at.why}`;
  }

  close(): void {
    this.lab.close();
  }
}

async function addPartyOnce({ operator }: LivingNode, id: string): Promise<void> {
  if (!operator.parties().some((p) => p.id === id)) must(await operator.addParty({ id, name: id }));
}

async function* bundled(objects: readonly Stix[]): AsyncIterable<Uint8Array> {
  yield Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${uuid(1)}`, objects }));
}

async function heldIn(node: LivingNode, collection: string): Promise<Stix[]> {
  const chunks: Uint8Array[] = [];
  for await (const bytes of node.operator.exportObjects({ collection })) chunks.push(bytes);
  return JSON.parse(`[${Buffer.concat(chunks).toString()}]`) as Stix[];
}
