import type { CoalitionBook } from '../../core/coalition/index.ts';
import type { AccordStanding, GateFacts, ObjectView } from '../../core/conditions/index.ts';
import type { PartyId, TextId } from '../../core/ids.ts';
import type { PositionBook } from '../../core/position/index.ts';
import type { Moment, Restart } from '../../core/stream/index.ts';
import type { KnownStates } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { AnswerState } from '../lineage/consent-book.ts';
import { ClassBook, type StoredFacts, type TimeCuts } from './class-book.ts';
import { ClassCoverage, type LiveText } from './class-coverage.ts';
import { type CollectionRecordStored, CollectionState } from './collection-state.ts';
import { PartnerFeed } from './partner-feed.ts';
import type { StickingParts } from './sticking-facts.ts';
import { StickingGates } from './sticking-gates.ts';

/** How far ahead of what was handed out the clock's durable mark is set. */
const clockReserve: Micros = 1_000_000;

export interface InForce extends LiveText {
  /** Resolved from `over`; null when no such collection exists yet. */
  readonly collection: number | null;
  readonly since: Micros;
}

export interface EngineParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly self: PartyId;
  /** How a class of facts looks to a filter, by the markings known now. */
  readonly view: (facts: ReturnType<ClassBook['base']>, collection: CollectionState) => ObjectView;
  readonly positions: () => PositionBook;
  /** Null while no coalition is on record; absent where there never is one. */
  readonly coalitions?: () => CoalitionBook | null;
  /** Null while no accord is on record; absent where there never is one. */
  readonly accords?: () => AccordStanding | null;
  /** Told inside the same change that a fact about parties changed and gates have moved. */
  readonly factsMoved?: (moment: Moment) => void;
  /** Terms that stick to what others gave; where there are none, nothing that came with a lineage is relayed. */
  readonly lineage?: Omit<StickingParts, 'self' | 'gateFacts' | 'ownTerms'>;
}

/**
 * Everything that decides what leaves: collections, texts in force, gates and the partners' feeds, in memory, with every
 * change queued to the store. Callers wait for the store's flush before anything that rests on a change leaves.
 */
export class ReleaseEngine {
  readonly book: ClassBook;
  readonly sticking: StickingGates | null;
  readonly collections = new Map<number, CollectionState>();
  readonly feeds = new Map<string, PartnerFeed>();
  readonly #parts: EngineParts;
  readonly #texts = new Map<string, InForce>();
  readonly #parties = new Set<PartyId>();
  #commit: number;
  /** Of the last change. */
  #at: Micros;
  #clockMark: Micros;
  #nextFeed = 1;
  #isTelling = false;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { store } = parts;
    this.#commit = (store.document('engine', 'commit') as number | null) ?? 0;
    this.#clockMark = (store.document('engine', 'clock') as number | null) ?? 0;
    parts.clock.notBefore(this.#clockMark);
    this.#at = parts.clock.now();
    this.sticking =
      parts.lineage === undefined
        ? null
        : new StickingGates({
            ...parts.lineage,
            self: parts.self,
            gateFacts: (text, receiver, at, known) => this.gateFacts(text, receiver, at, known),
            ownTerms: (id) => this.#texts.get(id)?.terms ?? null,
          });
    const numbered = (kind: string) => store.documents(kind).map((d) => ({ no: Number(d.id), value: d.value }));
    this.book = ClassBook.load(
      (store.document('engine', 'cuts') as TimeCuts | null) ?? { created: [], modified: [] },
      numbered('base'),
      numbered('class'),
    );
  }

  get texts(): ReadonlyMap<string, InForce> {
    return this.#texts;
  }

  /** One mutating use case at a time, across its waits. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#busy.then(work, work);
    this.#busy = run.catch(() => undefined);
    return run;
  }

  /** The clock, with its mark kept ahead on disk. */
  now(): Micros {
    const now = this.#parts.clock.now();
    if (now >= this.#clockMark) this.#reserve(now + clockReserve);
    return now;
  }

  /** The mark of a clean close: the next run need not start ahead. */
  rest(): void {
    this.#reserve(this.#parts.clock.now() + 1);
  }

  /** One change: due gates first, then its own commit number and moment. Everything in `work` is synchronous. */
  change<T>(work: (moment: Moment) => T): T {
    const now = this.now();
    this.catchUp(now);
    return work(this.#nextMoment(now));
  }

  /** The present, for reading: gates that were due have moved. */
  horizon(): Moment {
    const at = this.now();
    this.catchUp(at);
    return { at, commit: this.#commit };
  }

  /** Facts of a stored version as they are now, whatever they were when its row was read. */
  factsOf(row: { readonly collection: number; readonly seq: number; readonly classNo: number }): StoredFacts {
    return this.book.factsOf(this.collections.get(row.collection)?.classes[row.seq] || row.classNo);
  }

  // Collections and parties

  addCollection(record: CollectionRecordStored, stored: boolean): CollectionState {
    const state = stored ? CollectionState.load(record, this.#parts.store) : new CollectionState(record);
    this.collections.set(record.no, state);
    return state;
  }

  addParty(party: PartyId, stored: boolean): void {
    this.#parties.add(party);
    if (!stored)
      for (const text of this.#texts.values())
        if (text.terms.receiver === null) this.change((m) => this.#refresh([party], text.collection, m));
  }

  // Texts

  /** At start: texts in force as they were, gates as they stood, then what time moved meanwhile. */
  loadTexts(texts: readonly InForce[]): void {
    for (const text of texts) this.#texts.set(text.id, text);
    for (const { id, value } of this.#parts.store.documents('feed')) {
      const { party, collection } = value as { party: PartyId; collection: number };
      const state = this.collections.get(collection);
      if (state === undefined) continue;
      const no = Number(id);
      const feed = new PartnerFeed(no, party, state, this.#parts.store, this.sticking);
      feed.texts = this.#textsFor(party, collection);
      this.feeds.set(feedKey(party, collection), feed);
      this.#nextFeed = Math.max(this.#nextFeed, no + 1);
    }
  }

  putInForce(text: InForce, moment: Moment): void {
    this.#texts.set(text.id, text);
    this.#refresh(this.#receivers(text), text.collection, moment);
  }

  end(id: string, moment: Moment): void {
    const text = this.#texts.get(id);
    this.#texts.delete(id);
    if (text !== undefined) this.#refresh(this.#receivers(text), text.collection, moment);
  }

  /** Texts of the self party that speak to this partner about this collection. */
  #textsFor(party: PartyId, collection: number): InForce[] {
    return [...this.#texts.values()]
      .filter((t) => t.collection === collection && (t.terms.receiver === null || t.terms.receiver === party))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  textsFor(party: PartyId, collection: number): readonly InForce[] {
    return this.#textsFor(party, collection);
  }

  feed(party: PartyId, collection: number): PartnerFeed | undefined {
    return this.feeds.get(feedKey(party, collection));
  }

  // Facts

  /** A fact about parties changed: gates that ask it move now. */
  factsChanged(moment: Moment): void {
    for (const feed of this.feeds.values()) this.#evaluate(feed, moment);
    // What is told may change facts again; it is told of its own changes by nobody.
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      this.#parts.factsMoved?.(moment);
    } finally {
      this.#isTelling = false;
    }
  }

  /** Sticking texts, or what was said of consent, changed: gates move, and some facts are covered in another way. */
  stickingChanged(moment: Moment): void {
    for (const feed of this.feeds.values()) {
      this.#assign(feed);
      // First under the gates as they stood: what is only named in another way keeps its dates.
      if (feed.regroup(this.#coverage(feed), moment)) this.#saveGroups(feed);
      this.#evaluate(feed, moment);
    }
  }

  /** Facts of whole classes changed (a marking's definition arrived, an identity came or went). */
  classesChanged(collection: CollectionState, moment: Moment): void {
    for (const feed of this.feeds.values()) {
      if (feed.collection !== collection) continue;
      this.#assign(feed);
      if (feed.regroup(this.#coverage(feed), moment)) this.#saveGroups(feed);
    }
  }

  /** Versions were added under `moment`: classes made for them get their groups under the gates as they stand. */
  grew(collection: CollectionState): void {
    this.saveClasses();
    for (const feed of this.feeds.values()) {
      if (feed.collection !== collection) continue;
      if (this.#assign(feed)) this.#saveGroups(feed);
      feed.stream.grew();
    }
  }

  /** Stored versions move to other classes; the numbers of classes are known to every feed first. */
  move(
    collection: CollectionState,
    moves: readonly { readonly seq: number; readonly classNo: number }[],
    moment: Moment,
  ): void {
    this.saveClasses();
    for (const feed of this.feeds.values()) {
      if (feed.collection !== collection) continue;
      if (this.#assign(feed)) this.#saveGroups(feed);
      const cover = this.#coverage(feed);
      const groups = new Map<string, Restart & { seqs: number[] }>();
      for (const { seq, classNo } of moves) {
        const was = collection.classes[seq]!;
        const alike = cover.alike(this.book.class(was).base, this.book.class(classNo).base);
        const restart = feed.restartFor(seq, was, classNo, alike, moment);
        if (restart === null) continue;
        feed.stream.restarts.set(seq, restart);
        const name = JSON.stringify(restart);
        const row = groups.get(name) ?? { ...restart, seqs: [] };
        row.seqs.push(seq);
        groups.set(name, row);
      }
      let n = 0;
      for (const row of groups.values())
        this.#parts.store.write.putDocument(`restart-${feed.no}`, `${row.commit}.${n++}`, row);
      feed.stream.changed();
    }
    for (const { seq, classNo } of moves) {
      collection.move(seq, classNo);
      this.#parts.store.write.setClass(collection.record.no, seq, classNo);
      this.#parts.store.write.dropClassSegment(collection.record.no, seq >>> 16);
      collection.unsavedSegments.add(seq >>> 16);
    }
  }

  /** Classes are told apart by new borders from now on. Every older class has its group first: parts take theirs from it. */
  recut(cuts: TimeCuts): void {
    for (const feed of this.feeds.values()) if (this.#assign(feed)) this.#saveGroups(feed);
    this.book.recut(cuts);
    this.#parts.store.write.putDocument('engine', 'cuts', cuts);
  }

  /** New classes made of old ones stay in the old ones' groups. The column still holds the old. */
  split(collection: CollectionState, moves: readonly { readonly seq: number; readonly classNo: number }[]): void {
    for (const feed of this.feeds.values()) {
      if (feed.collection !== collection) {
        this.#assign(feed);
        continue;
      }
      for (const m of moves)
        if (collection.classes[m.seq] !== m.classNo) feed.assignLike(m.classNo, collection.classes[m.seq]!);
      this.#assign(feed);
      this.#saveGroups(feed);
    }
  }

  removed(collection: CollectionState): void {
    for (const feed of this.feeds.values()) if (feed.collection === collection) feed.stream.changed();
  }

  saveClasses(): void {
    for (const row of this.book.takeUnsaved()) this.#parts.store.write.putDocument(row.kind, String(row.no), row.value);
  }

  /** Time alone moved some gates: each at its own moment, in order, before anything else happens. */
  catchUp(now: Micros): void {
    for (;;) {
      let due: Micros | null = null;
      for (const feed of this.feeds.values())
        if (feed.nextChange !== null && feed.nextChange <= now && (due === null || feed.nextChange < due))
          due = feed.nextChange;
      if (due === null) return;
      const moment = this.#nextMoment(due);
      for (const feed of this.feeds.values())
        if (feed.nextChange !== null && feed.nextChange <= due) this.#evaluate(feed, moment, due - 1);
    }
  }

  /** `collection` is that of a text which is not in force (any more); `sticking` answers in place of what is on record. */
  gateFacts(
    text: { readonly id: string; readonly collection?: number | null },
    receiver: PartyId,
    at: Micros,
    known: Micros,
    sticking: StickingGates | null = this.sticking,
  ): GateFacts {
    const over = this.collections.get(text.collection ?? this.#texts.get(text.id)?.collection ?? 0)?.over ?? null;
    const whom = over === null ? null : sticking?.askedByOurs(over, null);
    const answer = (key: string): AnswerState | null =>
      whom ? (sticking?.answers.collectionFact(key, whom, receiver, at) ?? null) : null;
    return {
      giver: this.#parts.self,
      receiver,
      positions: this.#parts.positions(),
      coalitions: this.#parts.coalitions?.() ?? null,
      accords: this.#parts.accords?.() ?? null,
      agreementSince: this.#texts.get(text.id)?.since ?? null,
      at,
      known,
      other: (key) => answer(key)?.fact ?? null,
      otherTimes: answer,
    };
  }

  /** Coverage of every class of a feed under these texts (those in force when left out). */
  coverage(
    feed: Pick<PartnerFeed, 'party' | 'collection' | 'texts'>,
    texts: readonly LiveText[] = feed.texts,
    sticking: StickingGates | null = this.sticking,
  ): ClassCoverage {
    const { collection } = feed;
    return new ClassCoverage(
      this.book,
      feed.party,
      texts,
      (base) => this.#parts.view(this.book.base(base), collection),
      (id, referrer) =>
        collection
          .creatorsOf(id)
          .filter(([classNo]) => this.book.vouches(id, this.book.class(classNo).base, referrer, this.#parts.self)),
      collection.over,
      sticking,
    );
  }

  /** Texts that let out the versions of a class to the partner of a feed now, by what these are themselves. */
  releasing(feed: PartnerFeed, classNo: number): TextId[] {
    return this.releasingFacts(feed, this.book.class(classNo).base);
  }

  /** The same of facts by the number of their base. */
  releasingFacts(feed: PartnerFeed, base: number): TextId[] {
    return feed.releasing(this.#coverage(feed).ownOf(base), this.#at) as TextId[];
  }

  #coverage(feed: PartnerFeed): ClassCoverage {
    return this.coverage(feed);
  }

  #assign(feed: PartnerFeed): boolean {
    return feed.assign(() => this.#coverage(feed), this.book.classCount, this.#at);
  }

  #refresh(parties: Iterable<PartyId>, collection: number | null, moment: Moment): void {
    if (collection === null) return;
    const state = this.collections.get(collection)!;
    for (const party of parties) {
      let feed = this.feeds.get(feedKey(party, collection));
      const texts = this.#textsFor(party, collection);
      if (feed === undefined) {
        if (texts.length === 0) continue;
        feed = new PartnerFeed(this.#nextFeed++, party, state, null, this.sticking);
        this.feeds.set(feedKey(party, collection), feed);
        this.#parts.store.write.putDocument('feed', String(feed.no), { party, collection });
      }
      this.#assign(feed);
      feed.texts = texts;
      this.#evaluate(feed, moment);
      feed.regroup(this.#coverage(feed), moment);
      this.#saveGroups(feed);
    }
  }

  #receivers(text: InForce): Iterable<PartyId> {
    return text.terms.receiver === null ? this.#parties : [text.terms.receiver];
  }

  #evaluate(feed: PartnerFeed, moment: Moment, before = moment.at): void {
    const assigned = this.#assign(feed);
    const nextBefore = feed.nextChange;
    const moved = feed.evaluate((text) => this.gateFacts(text, feed.party, moment.at, moment.at), moment, before);
    if (moved) feed.decision++;
    if (moved)
      this.#parts.store.write.putDocument(`decision-${feed.no}`, String(feed.decision), this.#inputs(feed, moment));
    if (moved || assigned || feed.nextChange !== nextBefore) this.#saveGroups(feed);
  }

  /** What the decisions of a feed rest on from now on, for the record. */
  #inputs(feed: PartnerFeed, moment: Moment): unknown {
    return {
      at: moment.at,
      commit: moment.commit,
      texts: feed.texts.map((text) => ({
        id: text.id,
        gates: gatesOf(text, this.gateFacts(text, feed.party, moment.at, moment.at)),
      })),
      ...(feed.sticking.length === 0 ? {} : { sticking: feed.sticking.map((name) => [name, feed.gates[name]]) }),
    };
  }

  #saveGroups(feed: PartnerFeed): void {
    feed.saveGroups(this.#parts.store);
  }

  #nextMoment(at: Micros): Moment {
    this.#commit++;
    this.#at = at;
    this.#parts.store.write.putDocument('engine', 'commit', this.#commit);
    return { at, commit: this.#commit };
  }

  #reserve(until: Micros): void {
    this.#clockMark = until;
    this.#parts.store.write.putDocument('engine', 'clock', until);
  }
}

/** Every gate of a text as it stands under these facts. */
function gatesOf({ terms }: LiveText, facts: GateFacts): unknown[] {
  const known: KnownStates = new Map();
  return [...terms.permissions('receive'), ...terms.prohibitions('receive')].map(({ gate }) => {
    const { value, holds, nextChange } = gate.evaluate(facts, known);
    return { asks: gate.key, value, holds, nextChange };
  });
}

const feedKey = (party: PartyId, collection: number): string => `${party}/${collection}`;
