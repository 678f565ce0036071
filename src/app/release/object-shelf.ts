import type { PartyId } from '../../core/ids.ts';
import { type Lineage, lineageKey } from '../../core/lineage/index.ts';
import type { PreparedObject } from '../../core/stix/object-facts.ts';
import type { Moment } from '../../core/stream/index.ts';
import { instantKey, type Micros } from '../../core/time.ts';
import type { FoundRow, NewVersion, Store } from '../../ports/store.ts';
import type { LineageKeeper } from '../lineage/lineage-keeper.ts';
import type { Touched } from '../lineage/touched-objects.ts';
import type { ObjectClass, StoredFacts, TimeCuts } from './class-book.ts';
import type { CollectionState } from './collection-state.ts';
import type { ReleaseEngine } from './engine.ts';
import { byId, HeldRows, noRows, push } from './held-rows.ts';
import { givenBack, heeding, type KnownRecalls, noRecalls } from './known-recalls.ts';
import type { Option } from './needs.ts';
import { recutClasses } from './recut-classes.ts';
import { type Affected, type BodyReader, Referrers } from './referrers.ts';
import { type Origins, settleNeeds, type Unsettled } from './settle-needs.ts';
import { type Arrival, ArrivalSorter, type Placement } from './sort-arrivals.ts';

/**
 * Puts objects into collections: tells new from held, gives classes, and carries what an arrival means for the objects
 * that refer to it. All under the engine's one-at-a-time lock.
 */
export class ObjectShelf {
  readonly #engine: ReleaseEngine;
  readonly #store: Store;
  readonly #self: PartyId;
  readonly #read: BodyReader;
  /** Null where nothing is ever received under terms. */
  readonly #keeper: LineageKeeper | null;
  #tellNewer: NewerVersions = () => {};
  #recalls: KnownRecalls = noRecalls;
  readonly #held: HeldRows;
  readonly #sorter: ArrivalSorter;
  readonly #referrers: Referrers;

  constructor(
    engine: ReleaseEngine,
    store: Store,
    self: PartyId,
    read: BodyReader,
    keeper: LineageKeeper | null = null,
  ) {
    this.#keeper = keeper;
    this.#engine = engine;
    this.#store = store;
    this.#self = self;
    this.#read = read;
    this.#held = new HeldRows(engine, store);
    this.#sorter = new ArrivalSorter(engine, self, this.#held);
    this.#referrers = new Referrers(engine, store, this.#held, read);
  }

  /** Who hears, inside the same change, of versions added beside others of their ids. */
  tellNewer(tell: NewerVersions): void {
    this.#tellNewer = tell;
  }

  /** Who knows what is recalled. */
  heedRecalls(recalls: KnownRecalls): void {
    this.#recalls = recalls;
  }

  readonly #origins: Origins = {
    isKept: (base) => this.#engine.book.base(base).keptFor !== undefined,
    vouches: (id, base, referrer) => this.#engine.book.vouches(id, base, referrer, this.#self),
  };

  /** Rows under these ids, those still on their way to the disk included. */
  find(ids: readonly string[]): Promise<FoundRow[]> {
    return this.#held.find(ids);
  }

  /** The newest version of each of these ids that we brought to this collection, to compare what we publish with. */
  async newestOwn(
    collection: CollectionState,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly version: string; readonly body: Uint8Array }>> {
    const newest = new Map<string, FoundRow>();
    for (const row of await this.find(ids)) {
      if (row.removed || row.collection !== collection.record.no) continue;
      if (this.#engine.book.factsOf(row.classNo).deliverer !== this.#self) continue;
      const other = newest.get(row.id);
      if (other === undefined || instantKey(other.version) < instantKey(row.version)) newest.set(row.id, row);
    }
    const found = new Map<string, { version: string; body: Uint8Array }>();
    for (const row of newest.values()) {
      const body = await this.#held.body(row);
      if (body !== null) found.set(row.id, { version: row.version, body });
    }
    return found;
  }

  /**
   * The caller waits for the store's flush before it answers. `inspect` sees conflicts and foreign versions. `lineages`:
   * how each object came, in their order; left out for what is not from others. What `alongside` queues becomes durable
   * with the objects or not at all.
   */
  add(
    collection: CollectionState,
    objects: readonly PreparedObject[],
    deliverer: PartyId,
    inspect: (object: PreparedObject, kind: 'conflict' | 'foreign', moment: Moment) => void,
    lineages: readonly (Lineage | null)[] = [],
    alongside?: (placed: readonly Placement[], moment: Moment) => void,
  ): Promise<Placement[]> {
    return this.#engine.exclusive(() => this.addNow(collection, objects, deliverer, inspect, lineages, alongside));
  }

  /** As `add`, for callers that hold the lock. */
  async addNow(
    collection: CollectionState,
    objects: readonly PreparedObject[],
    deliverer: PartyId,
    inspect: (object: PreparedObject, kind: 'conflict' | 'foreign', moment: Moment) => void,
    lineages: readonly (Lineage | null)[] = [],
    alongside?: (placed: readonly Placement[], moment: Moment) => void,
  ): Promise<Placement[]> {
    const wanted = new Set<string>();
    for (const o of objects) {
      wanted.add(o.id);
      for (const r of o.refs) wanted.add(r);
      for (const r of o.customRefs) wanted.add(r);
    }
    const rows = byId(await this.find([...wanted]));
    const bringing = { objects, deliverer, given: lineages, rows };
    const find = (ids: readonly string[]): Promise<FoundRow[]> => this.find(ids);
    const came = (await this.#keeper?.lineages(bringing, find)) ?? lineages;
    const touched = (await this.#keeper?.touched(bringing, came, find)) ?? [];
    const sorted = (await this.#sorter.sort(collection, objects, deliverer, rows, came)).map((s) =>
      'arrival' in s ? { arrival: heeding(this.#recalls, s.arrival, rows) } : s,
    );
    const fresh = sorted.flatMap((s) => ('arrival' in s ? [s.arrival] : []));
    const again = this.#givenAgain(collection, objects, sorted, deliverer, came, rows);
    const claimed = deliverer === this.#self ? this.#sorter.claimed(collection, fresh, rows) : new Set<number>();
    const affected = await this.#referrers.affected(collection, fresh, rows, [...claimed]);
    const all = this.#engine.change((moment) => {
      let seq = this.#place(collection, fresh, rows, this.#keepClaimed(affected, claimed), moment);
      this.#keeper?.note(objects, deliverer, came);
      const placed = sorted.map((s, i): Placement => {
        const placement: Placement =
          'arrival' in s ? { kind: s.arrival.facts.keptFor === undefined ? 'added' : 'kept', seq: seq++ } : s;
        if (placement.kind === 'conflict' || placement.kind === 'foreign') inspect(objects[i]!, placement.kind, moment);
        if (placement.kind === 'kept') inspect(objects[i]!, 'foreign', moment);
        return placement;
      });
      alongside?.(placed, moment);
      return placed;
    });
    await this.#stick([...touched, ...again]);
    const cameBack = { collection: collection.record.no, deliverer, objects, sorted, rows };
    for (const back of givenBack(this.#recalls, cameBack, (row) => this.#engine.factsOf(row)))
      await this.regrade(back.rows, back.facts);
    return all;
  }

  /** Objects that are held already and came by another way now. */
  #givenAgain(
    collection: CollectionState,
    objects: readonly PreparedObject[],
    sorted: readonly (Placement | { readonly arrival: Arrival })[],
    deliverer: PartyId,
    came: readonly (Lineage | null)[],
    rows: ReadonlyMap<string, readonly FoundRow[]>,
  ): readonly Touched[] {
    if (this.#keeper === null || deliverer === this.#self) return [];
    return sorted.flatMap((s, i) => {
      if (!('kind' in s) || s.kind !== 'held') return [];
      const row = rows.get(objects[i]!.id)?.find((r) => r.seq === s.seq && r.collection === collection.record.no);
      const touched = row === undefined ? null : this.#keeper!.givenAgain(row, deliverer, came[i] ?? null);
      return touched === null ? [] : [touched];
    });
  }

  /** Terms of others stick to stored objects from now on. */
  async #stick(touched: readonly Touched[]): Promise<void> {
    const alike = new Map<string, Touched[]>();
    for (const one of touched) push(alike, lineageKey(one.lineage), one);
    for (const [first, ...rest] of alike.values())
      if (first !== undefined)
        await this.regrade(
          [first, ...rest].map(({ row }) => row),
          (facts) => ({ ...facts, lineage: first.lineage }),
        );
  }

  #keepClaimed(affected: readonly Affected[], claimed: ReadonlySet<number>): Affected[] {
    const { book } = this.#engine;
    return affected.map((a) => {
      const facts = book.base(a.base);
      return claimed.has(a.seq) ? { ...a, base: book.baseOf({ ...facts, keptFor: facts.deliverer }) } : a;
    });
  }

  /** Facts of stored versions change without new versions, and with them what those that refer to them need. Callers hold the lock. */
  async regrade(
    rows: readonly FoundRow[],
    facts: (old: StoredFacts) => StoredFacts,
    alongside?: (moment: Moment) => void,
  ): Promise<void> {
    const todo: (readonly [CollectionState, readonly Affected[], ReadonlyMap<string, readonly FoundRow[]>])[] = [];
    const known = byId(await this.find(rows.map((r) => r.id)));
    for (const collection of this.#engine.collections.values()) {
      const own = rows.filter((r) => r.collection === collection.record.no).map((r) => r.seq);
      if (own.length === 0) continue;
      const found = new Map(known);
      todo.push([collection, await this.#referrers.referring(collection, [...known.keys()], found, own), found]);
    }
    const { book } = this.#engine;
    const regraded = new Set(rows.map((r) => `${r.collection}/${r.seq}`));
    this.#engine.change((moment) => {
      for (const [collection, affected, found] of todo) {
        const facing = affected.map((a) =>
          regraded.has(`${collection.record.no}/${a.seq}`) ? { ...a, base: book.baseOf(facts(book.base(a.base))) } : a,
        );
        const { creators } = this.#settle(collection, [], facing, found, moment);
        if (creators) this.#engine.classesChanged(collection, moment);
      }
      alongside?.(moment);
    });
  }

  /** See `recutClasses`. Callers hold the lock. */
  recut(cuts: TimeCuts): Promise<void> {
    return recutClasses({ engine: this.#engine, store: this.#store, read: this.#read, origins: this.#origins }, cuts);
  }

  /**
   * Removes stored versions and carries what that means for those that refer to them. Callers hold the lock. What
   * `alongside` queues is durable with the removal or not at all.
   */
  async remove(rows: readonly FoundRow[], alongside?: (moment: Moment) => void): Promise<void> {
    const todo: (readonly [CollectionState, readonly FoundRow[], readonly Affected[], Map<string, FoundRow[]>])[] = [];
    const known = byId(await this.find([...new Set(rows.map((r) => r.id))]));
    for (const collection of this.#engine.collections.values()) {
      const own = rows.filter((r) => r.collection === collection.record.no);
      if (own.length === 0) continue;
      const gone = new Set(own.map((r) => r.seq));
      const isLeft = (r: FoundRow): boolean => r.collection !== collection.record.no || !gone.has(r.seq);
      const left = new Map(own.map(({ id }) => [id, (known.get(id) ?? []).filter(isLeft)]));
      // What goes may itself refer, in a ring, to what goes.
      const affected = (await this.#referrers.referring(collection, [...left.keys()], left)).filter(
        (a) => !gone.has(a.seq),
      );
      todo.push([collection, own, affected, left]);
    }
    this.#engine.change((moment) => {
      for (const [collection, own, affected, left] of todo) this.#takeOut(collection, own, affected, left, moment);
      alongside?.(moment);
    });
  }

  #takeOut(
    collection: CollectionState,
    rows: readonly FoundRow[],
    affected: readonly Affected[],
    left: ReadonlyMap<string, readonly FoundRow[]>,
    moment: Moment,
  ): void {
    let creators = false;
    for (const row of rows) {
      if (isIdentity(row.id))
        creators =
          collection.discountCreator(row.id, collection.classes[row.seq]!, collection.log.atOf(row.seq)) || creators;
      collection.remove(row.seq);
      this.#store.write.removeVersion(collection.record.no, row.seq);
      this.#store.write.dropClassSegment(collection.record.no, row.seq >>> 16);
      collection.unsavedSegments.add(row.seq >>> 16);
      if ((left.get(row.id) ?? []).every((r) => r.removed || r.collection !== collection.record.no))
        this.#dangle(collection, row.id);
    }
    this.#engine.removed(collection);
    creators = this.#settle(collection, [], affected, left, moment).creators || creators;
    if (creators) this.#engine.classesChanged(collection, moment);
  }

  #place(
    collection: CollectionState,
    arrivals: readonly Arrival[],
    rows: Map<string, readonly FoundRow[]>,
    affected: readonly Affected[],
    moment: Moment,
  ): number {
    if (arrivals.length === 0) return 0;
    const fresh = arrivals.map((a) => a.object);
    const bases = arrivals.map((a) => this.#engine.book.baseOf(a.facts));
    const parts = fresh.map((o, i) => freshPart(o, bases[i]!, moment.at));
    const settled = this.#settle(collection, parts, affected, rows, moment);
    const { classNos } = settled;
    const first = collection.add(classNos, moment);
    const no = collection.record.no;
    const seen = new Map<string, FoundRow[]>();
    const versions = fresh.map((o, i): NewVersion => {
      const seq = first + i;
      collection.bodies.note(seq, o.body.length);
      const same = seen.get(o.id);
      const held = rows.get(o.id)?.filter((r) => r.collection === no) ?? noRows;
      const before = same === undefined ? held : [...held, ...same];
      const row: FoundRow = {
        seq,
        id: o.id,
        version: o.version,
        removed: false,
        collection: no,
        classNo: classNos[i]!,
      };
      if (same === undefined) seen.set(o.id, [row]);
      else same.push(row);
      if (before.length > 0) collection.joinLineage([...before, row]);
      return {
        id: o.id,
        version: o.version,
        classNo: classNos[i]!,
        several: before.length > 0,
        body: o.body,
        refs: parts[i]!.refs,
        customRefs: o.customRefs,
      };
    });
    this.#store.write.addVersions(
      no,
      first,
      { firstSeq: first, count: fresh.length, at: moment.at, commit: moment.commit },
      versions,
    );
    this.#saveSegments(collection, first, fresh.length);
    this.#held.awaitRows(seen);
    this.#noteDangling(collection, parts, rows);
    this.#engine.grew(collection);
    let { creators } = settled;
    fresh.forEach((o, i) => {
      if (o.type === 'identity') creators = collection.countCreator(o.id, classNos[i]!, moment.at) || creators;
    });
    if (creators) this.#engine.classesChanged(collection, moment);
    const newer = versions.flatMap(({ several }, i) => (several ? [first + i] : []));
    this.#tellNewer(no, newer, moment);
    return first;
  }

  /** Needs of the new and of those they touch; moves the touched, and answers the classes of the new and whether identities moved. */
  #settle(
    collection: CollectionState,
    fresh: readonly Referring[],
    affected: readonly Affected[],
    rows: ReadonlyMap<string, readonly FoundRow[]>,
    moment: Moment,
  ): { readonly classNos: readonly number[]; readonly creators: boolean } {
    const touched = new Set(affected.map((a) => a.seq));
    const all = [...fresh, ...affected];
    const book = this.#engine.book;
    const options = (id: string, needs: (c: ObjectClass) => Option['needs']): readonly Option[] =>
      (rows.get(id) ?? noRows)
        .filter((r) => r.collection === collection.record.no && !r.removed && !touched.has(r.seq))
        .map((r) => {
          const cls = book.class(collection.classes[r.seq]!);
          const at = collection.log.atOf(r.seq);
          return { base: cls.base, at, needs: needs(cls), kept: this.#origins.isKept(cls.base) };
        });
    const needs = settleNeeds(all, (id) => options(id, (c) => c.needs), this.#origins);
    const custom =
      all.some((o) => o.customRefs.length > 0) ||
      [...rows.values()].some((l) =>
        l.some(
          (r) => !r.removed && r.collection === collection.record.no && differs(book.class(collection.classes[r.seq]!)),
        ),
      );
    const needsAll = custom
      ? settleNeeds(
          all.map((o) => ({ ...o, refs: [...o.refs, ...o.customRefs] })),
          (id) => options(id, (c) => c.needsAll),
          this.#origins,
        )
      : needs;
    const classNos = all.map((o, i) => book.classOf(o.base, needs[i]!, needsAll[i]!));
    const moves = affected
      .map((a, i) => ({ seq: a.seq, id: a.id, classNo: classNos[fresh.length + i]! }))
      .filter((m) => collection.classes[m.seq] !== m.classNo);
    let creators = false;
    for (const m of moves)
      if (isIdentity(m.id)) {
        const at = collection.log.atOf(m.seq);
        creators = collection.discountCreator(m.id, collection.classes[m.seq]!, at) || creators;
        creators = collection.countCreator(m.id, m.classNo, at) || creators;
      }
    if (moves.length > 0) this.#engine.move(collection, moves, moment);
    return { classNos: classNos.slice(0, fresh.length), creators };
  }

  #noteDangling(
    collection: CollectionState,
    fresh: readonly Referring[],
    rows: ReadonlyMap<string, readonly FoundRow[]>,
  ): void {
    const ids = new Set(fresh.map((o) => o.id));
    for (const id of ids)
      if (collection.dangling.delete(id)) this.#store.write.removeDocument(`dangling-${collection.record.no}`, id);
    const look = (ref: string): void => {
      if (ids.has(ref) || collection.dangling.has(ref)) return;
      if (!(rows.get(ref) ?? noRows).some((r) => r.collection === collection.record.no && !r.removed))
        this.#dangle(collection, ref);
    };
    for (const { refs, customRefs } of fresh) {
      for (const ref of refs) look(ref);
      for (const ref of customRefs) look(ref);
    }
  }

  #dangle(collection: CollectionState, id: string): void {
    collection.dangling.add(id);
    this.#store.write.putDocument(`dangling-${collection.record.no}`, id, 1);
  }

  #saveSegments(collection: CollectionState, first: number, count: number): void {
    for (let segment = first >>> 16; segment << 16 < first + count; segment++) collection.unsavedSegments.add(segment);
    collection.saveSegments(this.#store);
  }
}

type NewerVersions = (collection: number, seqs: readonly number[], moment: Moment) => void;

type Referring = Unsettled & { readonly customRefs: readonly string[] };

const freshPart = (o: PreparedObject, base: number, at: Micros): Referring => ({
  base,
  at,
  id: o.id,
  refs: o.refs.filter((r) => r !== o.facts.creator),
  customRefs: o.customRefs,
});

const isIdentity = (id: string): boolean => id.startsWith('identity--');

const differs = (c: ObjectClass): boolean =>
  c.needs !== c.needsAll && JSON.stringify(c.needs) !== JSON.stringify(c.needsAll);
