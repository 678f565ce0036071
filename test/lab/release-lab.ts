import type { CollectionRecordStored, CollectionState } from '../../src/app/release/collection-state.ts';
import { ReleaseEngine } from '../../src/app/release/engine.ts';
import { ObjectShelf } from '../../src/app/release/object-shelf.ts';
import type { PartnerFeed } from '../../src/app/release/partner-feed.ts';
import { PageReader } from '../../src/app/release/read-pages.ts';
import type { Placement } from '../../src/app/release/sort-arrivals.ts';
import { cutsOf, joinCuts } from '../../src/app/release/time-cuts.ts';
import type { ObjectView } from '../../src/core/conditions/index.ts';
import { type CollectionId, type PartyId, parseCollectionId } from '../../src/core/ids.ts';
import type { TlpLevel } from '../../src/core/marking/index.ts';
import { buildPositionBook, type PositionBook, type Statement, type Topic } from '../../src/core/position/index.ts';
import type { ObjectFacts } from '../../src/core/stix/object-facts.ts';
import { compileTerms } from '../../src/core/terms/index.ts';
import { instantKey, type Micros } from '../../src/core/time.ts';
import { cursorSeal } from '../../src/main/cursor-seal.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import type { Store } from '../../src/ports/store.ts';
import { openDatabase } from '../../src/storage/sqlite/open-database.ts';
import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import { answerOf, type LabAnswer, type LabAsk, pageQuery, recordsOf } from './lab-answers.ts';
import { type LabObject, labDawn, labObject, labVersion, readLabBody } from './lab-objects.ts';
import { type LabText, made, parseLabText, partyId } from './lab-texts.ts';
import { plainStatement } from './made-statements.ts';
import { type MortalDatabase, mortal } from './mortal-database.ts';

const labTopic: Topic = {
  id: 't',
  title: 'T',
  scale: { values: ['low', 'middle', 'high'], ordered: true },
  policy: { kind: 'unanimous' },
};

interface Run {
  readonly disk: MortalDatabase;
  readonly store: Store;
  readonly engine: ReleaseEngine;
  readonly shelf: ObjectShelf;
  readonly reader: PageReader;
  readonly statements: Statement[];
  readonly book: () => PositionBook;
  readonly texts: Map<string, LabText & { readonly since: Micros }>;
}

const levels: Readonly<Record<string, TlpLevel>> = {
  'marking-definition--red': 'red',
  'marking-definition--green': 'green',
};

/** How a class of facts looks when these markings are known; the one function that engine and oracle share. */
export function labView(facts: ObjectFacts, known: ReadonlySet<string>): ObjectView {
  const tlp = facts.markings.map((m) => levels[m]).find((l) => l !== undefined) ?? null;
  return {
    facts,
    tlp,
    markingNames: [],
    unknownMarking: facts.markings.some((m) => levels[m] === undefined && !known.has(m)),
  };
}

export interface LabOptions {
  readonly self?: string;
  readonly collections?: number;
  readonly at?: Micros;
  readonly pageCacheBytes?: number;
  /** Steps of a reading before others have a turn; few, so that every history also tells of readings put down midway. */
  readonly stepsEach?: number;
  /** Called whenever a reading lets others go first. */
  readonly onTurn?: () => void;
  /** Parties to whom texts without a receiver speak. */
  readonly partners?: readonly string[];
}

/** One node without HTTP over a database in memory, with a clock moved by hand; it can stop, die and start again. */
export class ReleaseLab {
  /** What the clock of the machine shows; it may be set back. */
  reading: Micros;
  readonly self: PartyId;
  readonly knownMarkings = new Set<string>();
  readonly #lasting = openDatabase(':memory:');
  readonly #collections: number;
  readonly #cacheBytes: number;
  readonly #stepsEach: number;
  readonly #onTurn: () => void;
  readonly #partners: readonly PartyId[];
  #run: Run;

  private constructor(options: LabOptions) {
    this.reading = options.at ?? labDawn + 1000 * 3_600_000_000;
    this.self = partyId(options.self ?? 'us');
    this.#collections = options.collections ?? 1;
    this.#partners = (options.partners ?? ['p', 'q']).map(partyId);
    this.#cacheBytes = options.pageCacheBytes ?? 1 << 20;
    this.#stepsEach = options.stepsEach ?? 3;
    this.#onTurn = options.onTurn ?? (() => {});
    this.#run = this.#start();
  }

  static async open(options: LabOptions = {}): Promise<ReleaseLab> {
    const lab = new ReleaseLab(options);
    await lab.#ready();
    return lab;
  }

  get engine(): ReleaseEngine {
    return this.#run.engine;
  }

  get store(): Store {
    return this.#run.store;
  }

  get shelf(): ObjectShelf {
    return this.#run.shelf;
  }

  get disk(): MortalDatabase {
    return this.#run.disk;
  }

  get statements(): readonly Statement[] {
    return this.#run.statements;
  }

  collection(no = 1): CollectionState {
    return this.engine.collections.get(no)!;
  }

  feed(party: string, no = 1): PartnerFeed | undefined {
    return this.engine.feed(partyId(party), no);
  }

  move(by: Micros): void {
    this.reading += by;
  }

  async add(
    objects: readonly LabObject[],
    options: { readonly by?: string; readonly to?: number } = {},
  ): Promise<Placement[]> {
    const by = partyId(options.by ?? this.self);
    const placed = await this.#run.shelf.add(
      this.collection(options.to),
      objects.map((o) => labObject(o, by)),
      by,
      () => {},
    );
    await this.store.flush();
    return placed;
  }

  /** Removes versions of one id from a collection: those of these numbers, or all. */
  async remove(id: string, versions: readonly number[] | null = null, no = 1): Promise<void> {
    const wanted = versions?.map((v) => instantKey(labVersion(v)));
    await this.engine.exclusive(async () => {
      const rows = (await this.shelf.find([id])).filter(
        (r) => r.collection === no && !r.removed && (wanted === undefined || wanted.includes(instantKey(r.version))),
      );
      if (rows.length > 0) await this.shelf.remove(rows);
    });
    await this.store.flush();
  }

  async grade(id: string, grade: string | null): Promise<void> {
    await this.engine.exclusive(async () => {
      const rows = (await this.shelf.find([id])).filter((r) => !r.removed);
      if (rows.length > 0) await this.shelf.regrade(rows, (facts) => ({ ...facts, grade }));
    });
    await this.store.flush();
  }

  /** A statement said and recorded now. */
  async say(party: string, value: string, more: Partial<Statement> = {}): Promise<void> {
    this.engine.change((moment) => {
      const statement = this.statement(party, value, moment.at, more);
      this.#run.statements.push(statement);
      this.store.write.putDocument('statement', statement.id, statement);
      this.engine.factsChanged(moment);
    });
    await this.store.flush();
  }

  statement(party: string, value: string, at: Micros, more: Partial<Statement> = {}): Statement {
    return { ...plainStatement(`s${this.#run.statements.length}-${party}`, party, value, at), ...more };
  }

  async text(text: LabText): Promise<void> {
    await this.engine.exclusive(async () => {
      const terms = made(compileTerms(parseLabText(text, this.self)));
      const cuts = joinCuts(this.engine.book.cuts, cutsOf(terms));
      if (cuts !== null) await this.shelf.recut(cuts);
      this.engine.change((moment) => {
        const row = { ...text, since: moment.at };
        this.#run.texts.set(text.id, row);
        this.store.write.putDocument('text', text.id, row);
        this.engine.putInForce({ id: text.id, terms, collection: text.collection, since: moment.at }, moment);
      });
    });
    await this.store.flush();
  }

  async end(id: string): Promise<void> {
    this.engine.change((moment) => {
      this.#run.texts.delete(id);
      this.store.write.removeDocument('text', id);
      this.engine.end(id, moment);
    });
    await this.store.flush();
  }

  /** A marking's definition arrives. */
  async define(marking: string): Promise<void> {
    this.engine.change((moment) => {
      this.knownMarkings.add(marking);
      for (const c of this.engine.collections.values()) this.engine.classesChanged(c, moment);
    });
    await this.store.flush();
  }

  /** The answer of the manifest alone, for reads that run beside changes. */
  async askRacing(party: string, ask: LabAsk = {}): Promise<LabAnswer> {
    const manifest = await this.#run.reader.manifest(
      this.feed(party, ask.collection)!,
      pageQuery(ask),
      ask.only ?? null,
    );
    if (!manifest.ok) return { ok: false, refusal: manifest.refusal.kind, bytes: JSON.stringify(manifest) };
    return { ok: true, ...recordsOf(manifest.value), bytes: JSON.stringify(manifest) };
  }

  /** The answers of objects and manifest to one question, checked to be of one page. */
  async ask(party: string, ask: LabAsk = {}): Promise<LabAnswer> {
    const feed = this.feed(party, ask.collection);
    if (feed === undefined) return { ok: true, records: [], more: false, next: null, bytes: 'no feed' };
    const query = pageQuery(ask);
    const objects = await this.#run.reader.objects(feed, query, ask.only ?? null);
    const manifest = await this.#run.reader.manifest(feed, query, ask.only ?? null);
    if (!objects.ok) return { ok: false, refusal: objects.refusal.kind, bytes: JSON.stringify([objects, manifest]) };
    if (!manifest.ok) throw new Error('a manifest was refused where its objects were not');
    return answerOf(objects.value, manifest.value);
  }

  /** A clean stop and start. */
  async restart(): Promise<void> {
    this.engine.rest();
    for (const c of this.engine.collections.values()) c.saveSegments(this.store);
    await this.store.flush();
    this.#run = this.#start();
    await this.#ready();
  }

  /** The process dies now: what is not on disk is lost. */
  async kill(): Promise<void> {
    this.#run.disk.die();
    this.#run = this.#start();
    await this.#ready();
  }

  close(): void {
    this.#lasting.close();
  }

  get positions(): PositionBook {
    return this.#run.book();
  }

  #start(): Run {
    const disk = mortal(this.#lasting);
    const store = openSqliteStore(':memory:', disk.db);
    let last = 0;
    const clock = {
      now: (): Micros => {
        last = Math.max(last, this.reading);
        return last;
      },
      notBefore: (at: Micros): void => {
        last = Math.max(last, at);
      },
    };
    const statements = store.documents('statement').map((d) => d.value as Statement);
    let known: { readonly of: number; readonly book: PositionBook } | null = null;
    const book = (): PositionBook => {
      if (known?.of !== statements.length)
        known = { of: statements.length, book: buildPositionBook([labTopic], { statements }) };
      return known.book;
    };
    const engine = new ReleaseEngine({
      store,
      clock,
      self: this.self,
      view: (facts) => labView(facts, this.knownMarkings),
      positions: book,
    });
    const shelf = new ObjectShelf(engine, store, this.self, {
      referencesOf: (body) => readLabBody(body),
      timesOf: (body) => readLabBody(body),
    });
    const reader = new PageReader({
      engine,
      store,
      clock,
      seal: cursorSeal(new Uint8Array(32).fill(7)),
      pageCacheBytes: this.#cacheBytes,
      stepsEach: this.#stepsEach,
      othersFirst: async () => {
        this.#onTurn();
        await nodePlatform.othersFirst();
      },
    });
    return { disk, store, engine, shelf, reader, statements, book, texts: new Map() };
  }

  async #ready(): Promise<void> {
    const { engine, store, texts } = this.#run;
    const stored = store.documents('collection').map((d) => d.value as CollectionRecordStored);
    for (let no = 1; no <= this.#collections; no++) {
      const known = stored.find((c) => c.no === no);
      const record = known ?? collectionRecord(no);
      const state = engine.addCollection(record, known !== undefined);
      if (known === undefined) store.write.putDocument('collection', String(no), record);
      const identities = state.membersOf((classNo) => engine.book.factsOf(classNo).type === 'identity');
      for (const row of await store.rows(no, identities))
        state.countCreator(row.id, state.classes[row.seq]!, state.log.atOf(row.seq));
    }
    for (const party of this.#partners) engine.addParty(party, true);
    for (const { id, value } of store.documents('text')) texts.set(id, value as LabText & { since: Micros });
    engine.loadTexts(
      [...texts.values()].map((t) => ({
        id: t.id,
        terms: made(compileTerms(parseLabText(t, this.self))),
        collection: t.collection,
        since: t.since,
      })),
    );
    engine.horizon();
    await store.flush();
  }
}

function collectionRecord(no: number): CollectionRecordStored {
  const id: CollectionId = made(parseCollectionId(`0000000${no}-0000-4000-8000-000000000000`));
  return { no, id, title: `C${no}`, description: null, alias: null, root: 'api', writers: [], defaultTlp: null };
}

export type { LabAnswer, LabAsk, LabRecord } from './lab-answers.ts';
export { type LabText, parseLabText, partyId } from './lab-texts.ts';
