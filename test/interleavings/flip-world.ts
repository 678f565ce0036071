import { moveAccord } from '../../src/app/accord/move-accord.ts';
import { tableAccord } from '../../src/app/accord/table-accord.ts';
import { pageProvenance } from '../../src/app/lineage/page-provenance.ts';
import type { PartnerFeed } from '../../src/app/release/partner-feed.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { formatMicros } from '../../src/core/time.ts';
import { NetworkLab } from '../lab/network/create-lab.ts';
import { deliver } from '../lab/network/do-jobs.ts';
import { enrolPair } from '../lab/network/enrol.ts';
import { bundled } from '../lab/network/exchange-world.ts';
import type { LivingNode } from '../lab/network/lab-node.ts';
import type { Run } from '../lab/network/seeded-runs.ts';
import { stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** Kinds of objects, each let out by a text of its own that something else opens and closes. */
export const kinds = ['malware', 'tool', 'campaign', 'attack-pattern', 'indicator'] as const;
export type Kind = (typeof kinds)[number];

export type Standing = ReadonlyMap<Kind, string | null>;

const isOver = (text: unknown, kind: Kind): boolean => JSON.stringify(text).includes(`"${kind}"`);

export interface Switch {
  readonly kind: Kind;
  isOpen: boolean;
  /** Resolves when it is acknowledged. */
  flip(): Promise<unknown>;
}

const shared = uuid(0xf0);
const topic = { id: 'resale', title: 'Resale', scale: ['refused', 'undertaken'], policy: 'unanimous' };
const perKind = 3;

const over = (kind: Kind, when: readonly unknown[] = []): Readonly<Record<string, unknown>> => ({
  from: 'party:a',
  to: 'party:b',
  over: 'collection:shared',
  references: 'keep',
  allow: [{ do: 'receive', when: [{ type: { is: kind } }, ...when] }],
});

/** A giver with something of each kind, all of it open to `b`; `indicator` stays so. */
export class FlipWorld {
  readonly lab: NetworkLab;
  readonly switches: readonly Switch[];
  /** Ids by kind. */
  readonly objects: ReadonlyMap<Kind, readonly string[]>;
  #texts = 0;
  #statements = 0;

  private constructor(lab: NetworkLab) {
    this.lab = lab;
    this.objects = new Map(kinds.map((kind) => [kind, numbersOf(kind).map((n) => stix(kind, n).id)]));
    this.switches = [
      { kind: 'malware', isOpen: true, flip: () => this.#ended() },
      { kind: 'tool', isOpen: true, flip: () => this.#said() },
      { kind: 'campaign', isOpen: true, flip: () => this.#suspended() },
    ];
  }

  static async open(run: Run): Promise<FlipWorld> {
    const disk = { usualMs: 3, slowOneIn: 5, slowMs: 40, readWaitsOneIn: 2 };
    const lab = await NetworkLab.open({ parties: ['a', 'b'], run, disk });
    await enrolPair(lab, 'a', 'b');
    const world = new FlipWorld(lab);
    await lab.finish(() => world.#prepare());
    return world;
  }

  get giver(): LivingNode {
    return this.lab.node('a');
  }

  get feed() {
    return [...this.giver.state.engine.feeds.values()].find(({ party }) => party === ('b' as PartyId))!;
  }

  /** What lets each kind out at this moment: the id of its text, or null where it is closed. */
  get standing(): Standing {
    const { engine, texts } = this.giver.state;
    const { at } = engine.horizon();
    const { stream, collection } = this.feed;
    const out = new Map<Kind, string | null>();
    for (const kind of kinds) {
      const seq = collection.membersOf((no) => engine.book.factsOf(no).type === kind)[0]!;
      const speaks = [...texts.values()].find(({ text, endedAt }) => endedAt === null && isOver(text, kind));
      out.set(kind, stream.visibility(seq, at) === null ? null : (speaks?.id ?? 'no text'));
    }
    return out;
  }

  /** Ends an accord for good. */
  async revoke(): Promise<void> {
    must(await moveAccord(this.giver.state, { id: accordOf('attack-pattern'), move: 'revoke' }));
  }

  /** What a page for a peer says beside its objects. */
  provenance(feed: PartnerFeed, seqs: readonly number[]): string {
    const { engine, received } = this.giver.state;
    return pageProvenance({ engine, received, self: 'a' as PartyId }, feed, seqs);
  }

  close(): void {
    this.lab.close();
  }

  #switch(kind: Kind): Switch {
    return this.switches.find((one) => one.kind === kind)!;
  }

  async #prepare(): Promise<void> {
    const { operator } = this.giver;
    must(await operator.createCollection({ id: shared, title: 'Shared', alias: 'shared' }));
    must(await operator.addTopics([topic]));
    must(await operator.addStatements({ statements: [this.#statement('undertaken')] }));
    const objects = kinds.flatMap((kind) => numbersOf(kind).map((n) => stix(kind, n)));
    must(await operator.importObjects({ collection: shared, source: bundled(objects), dryRun: false }));
    must(await operator.addTerms({ ...over('malware'), id: 'urn:x:malware-0' }));
    must(await operator.addTerms({ ...over('tool', [undertaken]), id: 'urn:x:tool' }));
    must(await operator.addTerms({ ...over('indicator'), id: 'urn:x:indicator' }));
    for (const kind of ['campaign', 'attack-pattern'] as const) await this.#sign(kind);
  }

  async #sign(kind: Kind): Promise<void> {
    const [a, b] = [this.giver, this.lab.node('b')];
    const value = { id: accordOf(kind), legs: [{ terms: over(kind), delivery: 'pull' }] };
    must(await tableAccord(a.state, { value, to: 'b', confirm: 'auto' }));
    await deliver(a);
    must(await moveAccord(b.state, { id: accordOf(kind), move: 'accept' }));
    await deliver(b);
    await deliver(a);
  }

  async #ended(): Promise<void> {
    const { operator } = this.giver;
    const one = this.#switch('malware');
    if (one.isOpen) must(await operator.endTerms(`urn:x:malware-${this.#texts}`));
    else must(await operator.addTerms({ ...over('malware'), id: `urn:x:malware-${++this.#texts}` }));
    one.isOpen = !one.isOpen;
  }

  async #said(): Promise<void> {
    const one = this.#switch('tool');
    const statement = this.#statement(one.isOpen ? 'refused' : 'undertaken');
    must(await this.giver.operator.addStatements({ statements: [statement] }));
    one.isOpen = !one.isOpen;
  }

  async #suspended(): Promise<void> {
    const one = this.#switch('campaign');
    const move = one.isOpen ? 'suspend' : 'resume';
    must(await moveAccord(this.giver.state, { id: accordOf('campaign'), move }));
    one.isOpen = !one.isOpen;
  }

  #statement(value: string): unknown {
    const said = formatMicros(this.lab.scheduler.now);
    return { id: `s${++this.#statements}`, party: 'b', topic: topic.id, value, said, grade: 'B2' };
  }
}

const undertaken = { position: { topic: topic.id, is: 'undertaken' } };
const accordOf = (kind: Kind): string => `urn:uuid:${uuid(0xf00 + kinds.indexOf(kind))}`;
const numbersOf = (kind: Kind): number[] => Array.from({ length: perKind }, (_, n) => 10 * kinds.indexOf(kind) + n + 1);
