import type { PartyId, TextId } from '../../src/core/ids.ts';
import { deterministicId } from '../../src/core/stix/deterministic-id.ts';
import { parseTerms } from '../../src/core/terms/index.ts';
import { formatMicros, type Micros, parseTimestamp } from '../../src/core/time.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { type Dice, dice } from '../properties/worlds/seeded.ts';
import { uuid } from '../taxii/world.ts';
import { came, deliver, receive } from './lineage-lab.ts';
import { amber, clear, green, permit, red, relationship, type Stix, stix } from './stix-makers.ts';
import { must, type WholeNode } from './whole-node-lab.ts';

/**
 * Random histories of a node in two tellings: what both have, and what only one has and partner `p` may not see in
 * either. That `p` may not see it follows from how it is made, not from asking the node: every text for `p` asks for
 * TLP up to amber and for one of a few types, and what is hidden is red, unmarked, of another type, under a marking
 * that nobody knows, behind a reference to such a thing, in a collection without a text for `p`, or about others.
 */
export interface Step {
  readonly at: Micros;
  /** Only one of the two worlds has it. */
  readonly hidden: boolean;
  readonly name: string;
  readonly run: (lab: WholeNode) => Promise<unknown>;
}

export interface History {
  readonly steps: readonly Step[];
  /** Ids worth asking for: seen, hidden, referred to and absent. */
  readonly ids: readonly string[];
  /** What `p` might try to put in or take out. */
  readonly probes: readonly Stix[];
  readonly end: Micros;
}

export const main = uuid(0xd1);
const box = uuid(0xd2);
const dark = uuid(0xd3);
const side = uuid(0xd4);
const closed = uuid(0xd5);
export const worldRoots = [
  { path: 'api', title: 'Default', description: null },
  { path: 'side', title: 'Side', description: null },
];

const vOpen = `urn:uuid:${uuid(0xa1)}`;
const vShut = `urn:uuid:${uuid(0xa2)}`;
const vFar = `urn:uuid:${uuid(0xa3)}`;
const asksConsent = { consent: { of: 'originator', scope: 'object', is: 'granted' } };

const start = parseTimestamp('2026-03-01T00:00:00Z')!;
const minute: Micros = 60_000_000;
const openTypes = ['indicator', 'malware', 'identity', 'tool', 'campaign', 'report', 'relationship', 'ipv4-addr'];
const shutTypes = ['threat-actor', 'attack-pattern'];
const nobodysMarking = `marking-definition--${uuid(0xee)}`;
const qsOwn = `marking-definition--${uuid(0xed)}`;
const qMarking = `marking-definition--${uuid(0xef)}`;

export function randomHistory(seed: number): History {
  const d = dice(seed);
  const world = new Telling(d);
  return world.tell();
}

class Telling {
  readonly #d: Dice;
  readonly #steps: Step[] = [];
  readonly #marked = new Map<string, Stix>();
  readonly #byQ = new Set<string>();
  readonly #byV: string[] = [];
  readonly #hiddenIds: string[] = [];
  /** Referred to by something that would be seen, if this were. */
  readonly #named = new Set<string>();
  readonly #hiddenByQ: Stix[] = [];
  readonly #references: string;
  readonly #asksGrade: boolean;
  readonly #defaultTlp: string | null;
  readonly #pWrites: boolean;
  #at: Micros = start;
  #n = 0;
  #texts = 0;
  #liveTexts: string[] = [];

  constructor(d: Dice) {
    this.#d = d;
    this.#references = d.pick(['close', 'close', 'close-all', 'keep']);
    this.#asksGrade = d.oneIn(3);
    this.#defaultTlp = d.oneIn(3) ? 'green' : null;
    this.#pWrites = d.oneIn(2);
  }

  tell(): History {
    this.#found();
    const rounds = 6 + this.#d.below(10);
    for (let i = 0; i < rounds; i++) {
      for (let k = this.#d.below(4); k > 0; k--) this.#hiddenStep();
      this.#commonStep();
      if (this.#d.oneIn(4)) this.#at += this.#d.pick([minute, 65 * minute, 26 * 60 * minute]);
      else this.#at += this.#d.pick([0, 1, 3, minute]);
    }
    for (let k = 1 + this.#d.below(4); k > 0; k--) this.#hiddenStep();
    this.#at += 10 * minute;
    const ids = [...this.#marked.keys(), ...this.#hiddenIds, `indicator--${uuid(110)}`, `malware--${uuid(0xabc)}`];
    return { steps: this.#steps, ids, probes: this.#probes(), end: this.#at };
  }

  #step(name: string, run: Step['run'], hidden = false): void {
    this.#steps.push({ at: this.#at, hidden, name, run });
  }

  #found(): void {
    const writers = this.#pWrites ? ['p', 'q'] : ['q'];
    this.#step('the node as founded', async (lab) => {
      for (const id of ['p', 'q']) await lab.addParty(id, ['legal', 'press']);
      const tlp = this.#defaultTlp === null ? {} : { defaultTlp: this.#defaultTlp };
      await lab.addCollection(main, 'main', { writers, ...tlp });
      await lab.addCollection(box, 'box', { writers: ['p'] });
      await lab.addCollection(dark, 'dark', { writers: ['q'] });
      must(await lab.operator.addTopics({ topics: [topic('deal'), topic('gossip')] }));
      await lab.addParty('v');
      for (const party of ['p', 'q']) must(await lab.operator.relateParty({ party, relation: 'client' }));
      const relay = (...when: unknown[]) => ({ allow: [{ do: 'receive' }, { do: 'relay', when }] });
      await receive(
        lab,
        'v',
        vOpen,
        relay({ any: [{ label: { has: 'plain' } }, asksConsent, { tlp: { 'at-most': 'amber' } }] }),
      );
      const far = must(parseTerms({ id: vFar, from: 'w', to: 'v', over: 'collection:far', ...relay() }));
      const { engine, received } = lab.node.state;
      engine.change((moment) => received.keepRelayed('v' as PartyId, [{ id: vFar as TextId, text: far }], moment));
      await receive(lab, 'v', vShut, relay({ any: [{ recipient: { is: 'party:q' } }, asksConsent] }));
    });
    this.#addText('main');
    this.#addText('box');
    this.#bringSome();
  }

  #commonStep(): void {
    const bring = (): void => this.#bringSome();
    const acts = [
      () => this.#addText(this.#d.pick(['main', 'main', 'box'])),
      () => this.#endText(),
      () => this.#say(),
      () => this.#qPosts(),
      () => this.#grade(),
      () => this.#pPosts(),
      () => this.#vGives(),
      () => this.#vGives(),
      bring,
      bring,
      bring,
    ];
    this.#d.pick(acts)();
  }

  // What both worlds have

  #markings(): string[] {
    return this.#d.pick([[clear], [green], [green], [amber], [red], []]);
  }

  #more(): Record<string, unknown> {
    const labels = this.#d.pick<string[] | null>([null, null, ['secret'], ['plain', 'secret'], ['plain']]);
    const confidence = this.#d.pick<number | null>([null, 20, 50, 80]);
    return {
      ...(labels === null ? {} : { labels }),
      ...(confidence === null ? {} : { confidence }),
      ...(this.#d.oneIn(5) ? { created_by_ref: `identity--${uuid(this.#d.pick([1, 2, 101]))}` } : {}),
      ...(this.#d.oneIn(8) ? { x_seen_with_ref: this.#anyId() } : {}),
    };
  }

  #anyId(): string {
    const known = [...this.#marked.keys()];
    const phantom = `${this.#d.pick(['indicator', 'malware', 'identity'])}--${uuid(100 + this.#d.below(3))}`;
    return known.length === 0 || this.#d.oneIn(3) ? phantom : this.#d.pick(known);
  }

  #object(n: number): Stix {
    const type = this.#d.pick([...openTypes.slice(0, -1), 'relationship', 'identity', this.#d.pick(shutTypes)]);
    const markings = this.#markings();
    if (type === 'relationship') return { ...relationship(n, this.#anyId(), this.#anyId(), markings), ...this.#more() };
    const refs = type === 'report' ? { object_refs: [this.#anyId(), this.#anyId()] } : {};
    return stix(type, n, markings, { ...this.#more(), ...refs });
  }

  /** A later version of something both worlds have. */
  #version(of: Stix): Stix {
    const month = 2 + this.#d.below(9);
    return {
      ...of,
      object_marking_refs: this.#d.pick([[green], [amber], [red]]),
      modified: `2025-0${Math.min(9, month)}-0${1 + this.#d.below(9)}T00:00:00.000Z`,
      ...(this.#d.oneIn(4) ? { revoked: true } : {}),
    };
  }

  #some(byQ: boolean): Stix[] {
    const out: Stix[] = [];
    for (let k = 1 + this.#d.below(6); k > 0; k--) {
      const known = [...this.#marked.values()].filter((o) => this.#byQ.has(o.id) === byQ);
      const again = known.length > 0 && this.#d.oneIn(3);
      const object = again
        ? this.#version(this.#d.pick(known))
        : this.#object(this.#n < 4 ? this.#n++ : this.#n++ + 10);
      this.#marked.set(object.id, object);
      if (byQ) this.#byQ.add(object.id);
      out.push(object);
    }
    return out;
  }

  #bringSome(): void {
    const objects = this.#some(false);
    this.#step('own staff bring objects', (lab) => lab.bring('main', objects));
  }

  #qPosts(): void {
    const objects = this.#some(true);
    this.#step('q posts', (lab) => lab.post('q', 'main', objects));
  }

  #pPosts(): void {
    const object = stix('indicator', 300 + this.#n++, [green]);
    this.#step('p posts', (lab) => lab.post('p', 'box', [object]));
  }

  /** Relayed to whoever may have it by its level; of some, p's own consent is on record. */
  #vGives(): void {
    const objects = Array.from({ length: 1 + this.#d.below(3) }, () => {
      const markings = this.#d.pick([[clear], [green], [amber]]);
      const object = stix(this.#d.pick(['indicator', 'malware', 'tool']), 400 + this.#n++, markings, this.#more());
      this.#marked.set(object.id, object);
      this.#byV.push(object.id);
      this.#byQ.add(object.id);
      return object;
    });
    const from = this.#d.oneIn(3) ? came(['w', 'v'], [vFar, vOpen]) : came(['v'], [vOpen]);
    this.#step('v gives', (lab) => deliver(lab, 'main', objects, from));
  }

  #grade(): void {
    const object = this.#anyId();
    const grade = this.#d.pick(['A1', 'B2', 'C3', null]);
    this.#step('own staff grade', (lab) => lab.operator.gradeObject({ object, grade }));
  }

  #say(): void {
    const at = this.#at;
    const statement = {
      party: 'p',
      organ: this.#d.pick(['legal', 'press']),
      topic: 'deal',
      value: this.#d.pick(['yes', 'yes', 'no']),
      grade: 'A1',
      source: `letter ${at}`,
    };
    this.#step('p says something', (lab) =>
      lab.operator.addStatements({ statements: [{ ...statement, said: formatMicros(lab.clock.now()) }] }),
    );
  }

  #addText(over: string): void {
    const id = `urn:uuid:${uuid(0xf00 + this.#texts++)}`;
    const d = this.#d;
    const types = d.some(openTypes);
    const extras: unknown[] = [
      { label: { 'none-of': ['secret'] } },
      { confidence: { 'at-least': '50' } },
      { 'object-age': { 'at-least': d.pick(['PT10M', 'P1D']) } },
      { created: { 'at-least': '2025-01-01T00:00:00Z' } },
      { modified: { 'at-most': '2025-05-01T00:00:00Z' } },
      { position: { topic: 'deal', is: 'yes', grade: 'B2' } },
      { any: [{ position: { topic: 'deal', is: 'yes' } }, { type: { 'any-of': ['malware', 'identity'] } }] },
      ...(this.#asksGrade ? [{ 'grade-of-object': { 'any-of': ['A1', 'B2'] } }] : []),
    ];
    const when = [
      { tlp: { 'at-most': d.pick(['green', 'amber']) } },
      { type: { 'any-of': types.length === 0 ? openTypes : types } },
      ...(d.oneIn(2) ? [d.pick(extras)] : []),
    ];
    const deny = d.pick<unknown[]>([
      [],
      [],
      [{ do: 'receive', when: [{ label: { 'any-of': ['secret'] } }] }],
      [{ do: 'receive', when: [{ type: { 'any-of': ['tool'] } }] }],
      this.#references === 'keep' ? [{ do: 'receive', when: [{ 'object-age': { 'at-least': 'P2D' } }] }] : [],
    ]);
    const valid = d.oneIn(5)
      ? { valid: { from: formatMicros(this.#at + 30 * minute), until: formatMicros(this.#at + 3 * 24 * 60 * minute) } }
      : {};
    const disclose = d.pick(['full', 'conditions', 'class', 'none']);
    const text = permit(d.oneIn(4) ? null : 'p', over, when, {
      id,
      deny,
      disclose,
      references: this.#references,
      ...valid,
    });
    this.#liveTexts.push(id);
    this.#step('a text for p', async (lab) => must(await lab.operator.addTerms(text)));
  }

  #endText(): void {
    if (this.#liveTexts.length === 0) return;
    const id = this.#d.pick(this.#liveTexts);
    this.#liveTexts = this.#liveTexts.filter((t) => t !== id);
    this.#step('a text ends', async (lab) => must(await lab.operator.endTerms(id)));
  }

  // What only one world has

  #hidden(name: string, run: Step['run']): void {
    this.#step(`hidden: ${name}`, run, true);
  }

  #hiddenStep(): void {
    const makers = [
      () => this.#hiddenObjects(),
      () => this.#hiddenObjects(),
      () => this.#hiddenVersions(),
      () => this.#hiddenPhantoms(),
      () => this.#hiddenElsewhere(),
      () => this.#hiddenPosts(),
      () => this.#hiddenDuplicates(),
      () => this.#hiddenDeletes(),
      () => this.#hiddenGrades(),
      () => this.#hiddenTexts(),
      () => this.#hiddenWords(),
      () => this.#hiddenDefinitions(),
      () => this.#hiddenParties(),
      () => this.#hiddenRelayed(),
      () => this.#hiddenConsents(),
    ];
    this.#d.pick(makers)();
  }

  /** Red, unmarked, of another type, under an unknown marking; referring to what is seen. */
  #shut(n: number, byQ = false): Stix {
    const d = this.#d;
    const refer = { object_refs: [this.#anyId(), this.#anyId()] };
    // What q says of this marking counts for what q brings.
    const mystery = byQ ? qsOwn : nobodysMarking;
    const unmarked = this.#defaultTlp === null ? [stix('indicator', n, []), stix('identity', n, [])] : [];
    const object = d.pick([
      stix(d.pick(['indicator', 'malware', 'identity', 'tool']), n, [red], this.#more()),
      stix(d.pick(shutTypes), n, [green], this.#more()),
      stix('campaign', n, [green, mystery]),
      stix('malware', n, [green], { granular_markings: [{ marking_ref: mystery, selectors: ['name'] }] }),
      stix('tool', n, [green], { granular_markings: [{ marking_ref: red, selectors: ['name'] }] }),
      stix('report', n, [red], refer),
      relationship(n, this.#anyId(), this.#anyId(), [red]),
      ...unmarked,
    ]);
    this.#hiddenIds.push(object.id);
    return object;
  }

  #hiddenObjects(): void {
    const objects: Stix[] = [];
    for (let k = 1 + this.#d.below(5); k > 0; k--) {
      const one = this.#shut(500 + this.#n++);
      objects.push(one);
      if (this.#references === 'keep' || !this.#d.oneIn(3)) continue;
      // Would be seen, if what it refers to were.
      const other = relationship(500 + this.#n++, one.id, this.#anyId(), [green]);
      this.#hiddenIds.push(other.id);
      this.#named.add(one.id);
      objects.push(other);
    }
    if (this.#references !== 'keep' && this.#d.oneIn(3)) objects.push(...this.#observed());
    this.#hidden('objects', (lab) => lab.bring('main', objects));
  }

  /** A red address, and what would be seen if it were; anybody can compute the id of an address. */
  #observed(): Stix[] {
    const { id, value } = address(this.#d.below(4));
    this.#hiddenIds.push(id);
    const own = { type: 'ipv4-addr', spec_version: '2.1', id, value, object_marking_refs: [red] };
    const link = relationship(500 + this.#n++, this.#anyId(), id, [green]);
    const by = stix('malware', 500 + this.#n++, [green], { created_by_ref: guessedIdentity });
    this.#hiddenIds.push(link.id, by.id);
    return [own, link, by, { ...stix('identity', 0, [red]), id: guessedIdentity }];
  }

  /** Newer and older versions of what is seen, by who brought it; their instants are in no common version. */
  #hiddenVersions(): void {
    const known = [...this.#marked.values()];
    if (known.length === 0) return;
    const of = this.#d.pick(known);
    const versions = this.#d
      .some([
        `2024-01-0${1 + this.#d.below(9)}T00:00:00.500Z`,
        `2025-03-0${1 + this.#d.below(9)}T00:00:00.500Z`,
        `2025-12-0${1 + this.#d.below(9)}T00:00:00.500Z`,
      ])
      .map((modified) => ({
        ...of,
        modified,
        created: '2024-01-01T00:00:00.000Z',
        object_marking_refs: [red],
        ...(this.#d.oneIn(3) ? { revoked: true } : {}),
      }));
    if (versions.length === 0) return;
    if (this.#byQ.has(of.id)) this.#hidden('versions by q', (lab) => lab.post('q', 'main', versions));
    else this.#hidden('versions', (lab) => lab.bring('main', versions));
  }

  /** What common objects refer to, held after all, but hidden. */
  #hiddenPhantoms(): void {
    const object = stix(this.#d.pick(['indicator', 'malware', 'identity']), 100 + this.#d.below(3), [red]);
    this.#hiddenIds.push(object.id);
    this.#hidden('something referred to', (lab) => lab.bring('main', [object]));
  }

  #hiddenElsewhere(): void {
    const objects = [stix('indicator', 600 + this.#n++, [green]), this.#shut(600 + this.#n++)];
    this.#hiddenIds.push(objects[0]!.id);
    this.#hidden('objects in another collection', (lab) => lab.bring('dark', objects));
  }

  #hiddenPosts(): void {
    const objects = [this.#shut(700 + this.#n++, true), this.#shut(700 + this.#n++, true)];
    this.#hiddenByQ.push(...objects);
    this.#hidden('posts by q', (lab) => lab.post('q', 'main', objects));
  }

  #hiddenDuplicates(): void {
    const known = [...this.#marked.values()];
    if (known.length === 0) return;
    const one = this.#d.pick(known);
    const changed = { ...one, description: 'another content' };
    const newer = { ...one, modified: '2025-11-11T00:00:00.250Z', description: 'taken over' };
    const byQ = this.#byQ.has(one.id);
    this.#hidden('duplicates by q', (lab) => lab.post('q', 'main', byQ ? [one, changed] : [one, changed, newer]));
  }

  #hiddenDeletes(): void {
    const one = this.#hiddenByQ.pop();
    if (one === undefined) return;
    this.#hidden('a text for q, and a deletion by q', async (lab) => {
      await lab.operator.addTerms(
        permit('q', 'main', [{ tlp: { 'at-most': 'red' } }], {
          id: `urn:uuid:${uuid(0xe00 + lab.operator.texts().length)}`,
        }),
      );
      await lab.ask({ method: 'DELETE', path: `/api/collections/main/objects/${one.id}/?match[version]=all`, as: 'q' });
    });
  }

  #hiddenGrades(): void {
    const seen = [...this.#marked.keys()];
    const pool = this.#asksGrade ? this.#hiddenIds : [...this.#hiddenIds, ...seen];
    if (pool.length === 0) return;
    const object = this.#d.pick(pool);
    const grade = this.#d.pick(['A1', 'B2', 'D4']);
    if (this.#marked.has(object) && this.#asksGrade) return;
    this.#hidden('a grade', (lab) => lab.operator.gradeObject({ object, grade }));
  }

  #hiddenTexts(): void {
    const n = this.#n++;
    const d = this.#d;
    const when = d.pick<unknown[]>([
      [],
      [{ created: { 'at-least': `2025-01-0${1 + d.below(9)}T00:00:00Z` } }],
      [{ confidence: { 'at-least': '30' } }, { 'grade-of-object': { 'any-of': ['B2'] } }],
      [{ label: { 'any-of': ['plain'] } }],
      [{ 'object-age': { 'at-least': 'PT3H' } }],
      [{ modified: { 'less-than': '2025-03-05T00:00:00Z' } }],
    ]);
    const forOthers = permit('q', d.pick(['main', 'dark']), when, {
      id: `urn:uuid:${uuid(0xc0000 + n)}`,
      references: d.pick(['close', 'keep']),
    });
    this.#hidden('a text for q', async (lab) => must(await lab.operator.addTerms(forOthers)));
    if (!d.oneIn(3)) return;
    // Nothing is said of a closed gate under `disclose: none`, so p does not learn of the collection.
    const secret = permit('p', 'closed', [{ position: { topic: 'gossip', is: 'yes' } }], {
      id: `urn:uuid:${uuid(0xd0000 + n)}`,
      disclose: 'none',
    });
    this.#hidden('a closed and silent text for p', async (lab) => {
      if (!lab.operator.collections().some((c) => c.alias === 'closed')) await lab.addCollection(closed, 'closed');
      must(await lab.operator.addTerms(secret));
      await lab.bring('closed', [stix('indicator', 900, [green])]);
    });
  }

  #hiddenWords(): void {
    const party = this.#d.pick(['q', 'p']);
    const words = {
      party,
      organ: 'press',
      topic: party === 'p' ? 'gossip' : this.#d.pick(['deal', 'gossip']),
      value: 'no',
      grade: 'B1',
    };
    const source = `talk ${this.#n++}`;
    this.#hidden('words that p is not asked about', async (lab) =>
      must(
        await lab.operator.addStatements({ statements: [{ ...words, source, said: formatMicros(lab.clock.now()) }] }),
      ),
    );
  }

  /** What a partner says a marking means counts for what that partner brings. */
  #hiddenDefinitions(): void {
    const harmless = (id: string): Stix => ({
      ...stix('marking-definition', 0, []),
      id,
      definition_type: 'statement',
      definition: { statement: 'harmless' },
    });
    const marked = stix('threat-actor', 800 + this.#n++, [green, qMarking]);
    this.#hiddenIds.push(marked.id);
    this.#hidden('definitions by q', (lab) =>
      lab.post('q', 'main', [harmless(nobodysMarking), harmless(qMarking), marked]),
    );
  }

  /** From v, under terms by which it may go to q and not to p; or under a text that nobody here knows. */
  #hiddenRelayed(): void {
    const objects = Array.from({ length: 1 + this.#d.below(3) }, () =>
      stix(this.#d.pick(['indicator', 'malware', 'identity']), 700 + this.#n++, [green], this.#more()),
    );
    this.#hiddenIds.push(...objects.map((o) => o.id));
    const under = this.#d.pick([[vShut], [vOpen, vShut], [`urn:uuid:${uuid(0xafff)}`]]);
    this.#hidden('v gives what is not for p', (lab) => deliver(lab, 'main', objects, came(['v'], under)));
  }

  /** Something p may see is put into a class of its own, since q's consent for it was asked; q's answers come and go. */
  #hiddenConsents(): void {
    const pool = [...this.#byV, ...this.#hiddenIds];
    if (pool.length === 0) return;
    const object = this.#d.pick(pool);
    const n = this.#n++;
    const fact = this.#d.pick(['granted', 'refused'] as const);
    const isWhole = this.#d.oneIn(3);
    this.#hidden('a consent for q', async (lab) => {
      const { engine, shelf, consents, store } = lab.node.state;
      await engine.exclusive(async () => {
        const rows = (await shelf.find([object])).filter((r) => !r.removed && engine.factsOf(r).lineage !== undefined);
        if (rows.length > 0) await shelf.regrade(rows, (facts) => ({ ...facts, apart: object }));
        engine.change((moment) => {
          const one = { by: 'v' as PartyId, recipient: 'q' as PartyId, over: 'collection:of-v' };
          const answers = [{ at: moment.at, fact, until: moment.at + 600_000_000, why: null }];
          consents.put({ ...one, id: `urn:uuid:${uuid(0x6000 + n)}`, object: isWhole ? null : object, answers });
          engine.stickingChanged(moment);
        });
        await store.flush();
      });
    });
  }

  #hiddenParties(): void {
    const id = `r${this.#n++}`;
    const root = this.#d.oneIn(2);
    this.#hidden('another party', async (lab) => {
      await lab.addParty(id, ['legal']);
      if (root && !lab.operator.collections().some((c) => c.alias === 'side'))
        await lab.addCollection(side, 'side', { root: 'side', writers: [id] });
      must(await lab.operator.addTerms(permit(id, 'dark')));
    });
  }

  #probes(): Stix[] {
    // Who brings a random id has it from somewhere: what refers to it is no secret from that party any more.
    const open = this.#hiddenIds.filter((id) => !this.#named.has(id));
    const hidden = open.length === 0 ? [] : [this.#d.pick(open)];
    const guessed = {
      type: 'ipv4-addr',
      spec_version: '2.1',
      ...address(this.#d.below(4)),
      object_marking_refs: [green],
    };
    const creator = { ...stix('identity', 0, [green]), id: guessedIdentity };
    return [...[...hidden, `indicator--${uuid(0x999)}`].map((id) => stixLike(id)), guessed, creator];
  }
}

const guessedIdentity = 'identity--5a8bd2e4-1111-5111-8111-111111111111';

/** An address with the id that STIX gives it. */
function address(n: number): { readonly id: string; readonly value: string } {
  const value = `198.51.100.${n}`;
  const id = deterministicId({ type: 'ipv4-addr', value }, nodePlatform);
  if (id === null) throw new Error('an address has an id');
  return { id, value };
}

function stixLike(id: string): Stix {
  const type = id.slice(0, id.indexOf('--'));
  if (type === 'ipv4-addr')
    return { type, spec_version: '2.1', id, value: '198.51.100.1', object_marking_refs: [green] };
  if (type === 'relationship')
    return { ...relationship(0, `indicator--${uuid(1)}`, `malware--${uuid(2)}`, [green]), id };
  return { ...stix(type, 0, [green]), id };
}

const topic = (id: string): unknown => ({
  id,
  title: `What about ${id}?`,
  scale: ['no', 'maybe', 'yes'],
  policy: 'unanimous',
});
