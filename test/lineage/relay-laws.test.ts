import { describe, expect, it } from 'vitest';
import { answerOver } from '../../src/app/lineage/consent-book.ts';
import type { PartyId, TextId } from '../../src/core/ids.ts';
import type { Lineage } from '../../src/core/lineage/index.ts';
import { parseTerms, type TermsText } from '../../src/core/terms/index.ts';
import { came, deliver, got } from '../lab/lineage-lab.ts';
import { amber, clear, green, permit, red, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { type RelayedObject, type RelayWorld, relayByDefinition } from '../oracle/relay-by-definition.ts';
import { type Dice, dice, seedOfRun } from '../properties/worlds/seeded.ts';
import { uuid } from '../taxii/world.ts';

const seed = seedOfRun();
const given = Number(process.env['PROVISO_RELAYS']);
const worlds = Number.isInteger(given) && given > 0 ? given : 12;

const text = (n: number): string => `urn:uuid:${uuid(0x700 + n)}`;
const id = (party: string): PartyId => party as PartyId;
const recipients = ['c', 'z'] as const;

/** Conditions of relay rules, as givers write them. */
const conditions: readonly unknown[] = [
  { recipient: { 'any-of': ['party:c'] } },
  { recipient: { 'none-of': ['party:z'] } },
  { hops: { 'at-most': '1' } },
  { hops: { 'at-most': '2' } },
  { 'recipient-member-of': { has: 'coalition:pool' } },
  { 'recipient-relation': { 'any-of': ['client', 'community'] } },
  { 'recipient-terms': { is: 'equal-or-stricter' } },
  { consent: { of: 'originator', scope: 'object', is: 'granted' } },
  { consent: { of: 'originator', is: 'granted' } },
  { consent: { of: 'originator', scope: 'collection', is: 'granted' } },
  { consent: { of: 'originator', scope: 'object', not: 'refused' } },
  { approval: { of: 'originator', scope: 'object', is: 'granted' } },
  { approval: { of: 'party:us', scope: 'object', is: 'granted' } },
  { approval: { of: 'party:us', scope: 'collection', not: 'refused' } },
  { approval: { of: 'party:z', is: 'granted' } },
  { tlp: { 'at-most': 'green' } },
  { label: { 'none-of': ['leak'] } },
  { 'object-age': { 'at-least': 'PT1H' } },
  { any: [{ label: { has: 'leak' } }, { consent: { of: 'originator', scope: 'object', is: 'granted' } }] },
];

/** Answers that texts of ours ask. */
const ownConditions: readonly unknown[] = [
  { approval: { of: 'originator', scope: 'object', is: 'granted' } },
  { approval: { of: 'party:us', scope: 'collection', is: 'granted' } },
  { approval: { of: 'party:us', not: 'refused' } },
  { consent: { of: 'originator', scope: 'object', is: 'granted' } },
  { any: [{ label: { has: 'leak' } }, { approval: { of: 'party:z', scope: 'object', is: 'granted' } }] },
];

function rules(d: Dice): Record<string, unknown> {
  const some = (most: number): unknown[] => Array.from({ length: d.below(most + 1) }, () => d.pick(conditions));
  const allow = [{ do: 'receive' }, ...Array.from({ length: 1 + d.below(2) }, () => ({ do: 'relay', when: some(2) }))];
  return {
    allow: d.oneIn(6) ? [{ do: 'receive' }] : allow,
    ...(d.oneIn(3) ? { deny: [{ do: 'relay', when: [d.pick(conditions), ...some(1)] }] } : {}),
    ...(d.oneIn(3) ? { owe: [{ do: 'attribute' }] } : {}),
  };
}

/** One node in a random world of received texts, with the definition beside it. */
class RelayStory {
  readonly #d: Dice;
  readonly #lab: WholeNode;
  readonly #shown: { by: string; id: string; text: TermsText; ended: boolean }[] = [];
  readonly #own: TermsText[] = [];
  readonly #relations = new Map<string, string>();
  readonly #pool = new Set<string>();
  readonly #consents: RelayWorld['consents'][number][] = [];
  readonly #objects: { readonly object: RelayedObject; readonly stricterThan: string | null }[] = [];
  #n = 0;
  passed = 0;
  compared = 0;

  constructor(d: Dice, lab: WholeNode) {
    this.#d = d;
    this.#lab = lab;
  }

  async found(): Promise<void> {
    for (const party of ['b', 'd', 'o', ...recipients]) await this.#lab.addParty(party);
    await this.#lab.addCollection(uuid(1), 'main');
    must(await this.#lab.operator.addCoalition({ id: 'pool', name: 'Pool' }));
    for (const party of recipients)
      for (let i = 0; i <= this.#d.below(2); i++) {
        const when = this.#d.oneIn(3) ? [this.#d.pick(ownConditions)] : [];
        const written = permit(party, 'main', when, {
          id: `urn:uuid:${uuid(0x900 + this.#n++)}`,
          references: 'keep',
          ...(this.#d.oneIn(2) ? { owe: [{ do: 'attribute' }] } : {}),
        });
        must(await this.#lab.operator.addTerms(written));
        this.#own.push(must(parseTerms(written)));
      }
    for (let n = 0; n < 5; n++) await this.#show(n);
  }

  async #show(n: number): Promise<void> {
    const relayed = n >= 3;
    const by = this.#d.pick(['b', 'd']);
    const [from, to] = relayed ? ['o', by] : [by, 'us'];
    const terms = must(parseTerms({ id: text(n), from, to, over: `collection:of-${from}`, ...rules(this.#d) }));
    const { engine, received, store } = this.#lab.node.state;
    const row = { id: text(n) as TextId, from: id(from), to: id(to), text: terms };
    engine.change((moment) => {
      if (relayed) received.keepRelayed(id(by), [row], moment);
      else received.put({ ...row, since: moment.at, endedAt: null, replacedBy: null }, moment);
    });
    await store.flush();
    this.#shown.push({ by, id: text(n), text: terms, ended: false });
  }

  #way(): Lineage {
    const by = this.#d.pick(['b', 'd']);
    const path = this.#d.oneIn(2) ? [by] : ['o', by];
    const direct = this.#shown.filter((s) => s.by === by && s.text.to === 'party:us').map((s) => s.id);
    const far = this.#shown.filter((s) => s.by === by && s.text.from === 'party:o').map((s) => s.id);
    const under = [
      ...(path.length > 1 && far.length > 0 ? [this.#d.pick(far)] : []),
      ...(direct.length > 0 ? [this.#d.pick(direct)] : []),
    ];
    return came(path, under.length === 0 || this.#d.oneIn(12) ? [text(77)] : under);
  }

  async #bring(): Promise<void> {
    if (this.#d.oneIn(5)) return this.#bringOwn();
    const lineage = this.#way();
    const markings = this.#d.pick([[clear], [green], [amber], [red], []]);
    const labels = this.#d.oneIn(3) ? { labels: ['leak'] } : {};
    const one = await this.#store(lineage, markings, labels, null);
    // The same with one more text, for I4.
    const [way] = lineage;
    const more = this.#d.pick(this.#shown).id;
    if (way === undefined || way.under.includes(more as TextId)) return;
    await this.#store([{ ...way, under: [...way.under, more as TextId] }], markings, labels, one);
  }

  async #bringOwn(): Promise<void> {
    const object = stix('malware', 1000 + this.#n++, this.#d.pick([[clear], [amber], []]));
    await this.#lab.bring('main', [object]);
    await this.#note(object.id, [], null);
  }

  async #store(
    lineage: Lineage,
    markings: readonly string[],
    more: Record<string, unknown>,
    stricterThan: string | null,
  ): Promise<string> {
    const object = stix('malware', 1000 + this.#n++, markings, more);
    await deliver(this.#lab, 'main', [object], lineage);
    await this.#note(object.id, lineage, stricterThan);
    return object.id;
  }

  async #note(id: string, lineage: Lineage, stricterThan: string | null): Promise<void> {
    const { shelf, engine, markings: desk, settings } = this.#lab.node.state;
    const row = (await shelf.find([id]))[0]!;
    const collection = engine.collections.get(1)!;
    const view = desk.view(engine.factsOf(row), collection);
    this.#objects.push({
      object: {
        id,
        view,
        deliverer: lineage[0]?.path.at(-1) ?? settings.party,
        lineage,
        added: collection.log.atOf(row.seq),
      },
      stricterThan,
    });
  }

  async #say(): Promise<void> {
    const pool = this.#objects.map(({ object }) => object);
    if (pool.length === 0) return;
    const target = this.#d.pick(pool);
    const way = target.lineage[0];
    const { engine, consents, shelf, store, settings } = this.#lab.node.state;
    const whole = this.#d.oneIn(3);
    const kind = this.#d.pick(['consent', 'approval'] as const);
    const giver = way?.origin ?? settings.party;
    const by = kind === 'approval' && this.#d.oneIn(2) ? id(this.#d.pick(['us', 'z'])) : giver;
    const over = this.#d.oneIn(3)
      ? { of: settings.party, is: this.#over }
      : { of: giver, is: way === undefined ? this.#over : this.#overOf(way) };
    if (whole && over.is === null) return;
    const rows = await shelf.find([target.id]);
    if (!whole) await engine.exclusive(() => shelf.regrade(rows, (f) => ({ ...f, apart: target.id })));
    const recipient = this.#d.pick(recipients);
    const fact = this.#d.pick(['granted', 'granted', 'granted', 'refused'] as const);
    engine.change((moment) => {
      const until = this.#d.oneIn(3) ? moment.at + 3_600_000_000 : null;
      const one = { kind, by, recipient: id(recipient), object: whole ? null : target.id };
      consents.put({
        ...one,
        over: whole ? answerOver(by, over.of, over.is) : null,
        id: `urn:uuid:${uuid(0x5000 + this.#n++)}`,
        answers: [{ at: moment.at, fact, until, why: null }],
      });
      engine.stickingChanged(moment);
      this.#consents.push({ ...one, over: over.is, giver: over.of, fact, from: moment.at, until });
    });
    await store.flush();
  }

  get #over(): string {
    return this.#lab.node.state.engine.collections.get(1)!.over;
  }

  #overOf(way: Lineage[number]): string | null {
    return this.#shown.find((s) => s.by === way.path.at(-1) && s.id === way.under[0])?.text.over ?? null;
  }

  async #end(): Promise<void> {
    const living = this.#shown.filter((s) => !s.ended && s.text.to === 'party:us');
    if (living.length < 2) return;
    const one = this.#d.pick(living);
    const { engine, received, store } = this.#lab.node.state;
    engine.change((moment) => received.end(one.id as TextId, moment));
    await store.flush();
    one.ended = true;
  }

  async #relate(): Promise<void> {
    const party = this.#d.pick(recipients);
    const relation = this.#d.pick(['client', 'community', 'organisation', null]);
    must(await this.#lab.operator.relateParty({ party, relation }));
    if (relation === null) this.#relations.delete(party);
    else this.#relations.set(party, relation);
  }

  async #join(): Promise<void> {
    const party = this.#d.pick(['us', ...recipients]);
    if (this.#pool.has(party)) {
      must(await this.#lab.operator.leaveCoalition({ id: 'pool', party }));
      this.#pool.delete(party);
    } else {
      must(await this.#lab.operator.joinCoalition({ id: 'pool', party }));
      this.#pool.add(party);
    }
  }

  async step(): Promise<void> {
    const acts = [
      () => this.#bring(),
      () => this.#bring(),
      () => this.#bring(),
      () => this.#say(),
      () => this.#say(),
      () => this.#relate(),
      () => this.#join(),
    ];
    await (this.#d.oneIn(14) ? this.#end() : this.#d.pick(acts)());
    this.#lab.clock.advance(this.#d.pick([1_000, 1_000_000, 1_800_000_000, 3_700_000_000]));
    for (const recipient of recipients) await this.#compare(recipient);
  }

  async #compare(recipient: string): Promise<void> {
    const seen = new Set(await got(this.#lab, recipient, 'main'));
    const { engine, settings } = this.#lab.node.state;
    const at = engine.now();
    const world: RelayWorld = {
      self: settings.party,
      at,
      shown: this.#shown,
      own: this.#own,
      over: this.#over,
      relations: this.#relations,
      pool: this.#pool,
      consents: this.#consents,
      gate: (receiver) => engine.gateFacts({ id: 'none' }, receiver, at, at),
    };
    for (const { object, stricterThan } of this.#objects) {
      const right = relayByDefinition(world, object, id(recipient));
      const decided = must(await this.#lab.operator.decide({ party: recipient, object: object.id })) as {
        decision: string;
      };
      this.compared++;
      if (right) this.passed++;
      if (seen.has(object.id) !== right || (decided.decision === 'permit') !== right)
        throw new Error(
          `${object.id} to ${recipient}: the feed ${seen.has(object.id)}, decide ${decided.decision}, by definition ${right}\n${JSON.stringify({ lineage: object.lineage, shown: this.#shown, consents: this.#consents, decided, tlp: object.view.tlp, relations: [...this.#relations], pool: [...this.#pool], at, added: object.added, own: this.#own }, null, 1)}`,
        );
      // The two are alike but for the text, as long as nobody spoke of one of them alone.
      const apart = this.#consents.some((c) => c.object === object.id || c.object === stricterThan);
      if (stricterThan !== null && !apart && seen.has(object.id) && !seen.has(stricterThan))
        throw new Error(
          `I4: ${object.id} goes to ${recipient} under one text more than ${stricterThan}, which does not`,
        );
    }
  }
}

describe(`laws of relaying, seed ${seed}`, () => {
  it(`O 9160 M 1720 I4 ${worlds} worlds: feed, decide and the definition agree on every object, recipient and moment; one text more never lets more out`, {
    timeout: worlds * 5_000,
  }, async () => {
    let [passed, compared] = [0, 0];
    for (let n = 0; n < worlds; n++) {
      const lab = await WholeNode.open();
      const story = new RelayStory(dice(seed + n), lab);
      try {
        await story.found();
        for (let i = 0; i < 14; i++) await story.step();
      } catch (error) {
        throw new Error(`PROVISO_SEED=${seed + n} PROVISO_RELAYS=1: ${(error as Error).message}`);
      } finally {
        await lab.close();
      }
      passed += story.passed;
      compared += story.compared;
    }
    console.log(`relay: ${worlds} worlds from seed ${seed}: ${compared} decisions compared, ${passed} permits`);
    expect(passed).toBeGreaterThan(compared / 50);
  });
});
