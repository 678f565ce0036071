import { limits } from '../../core/limits.ts';
import { PageWalk, type StreamPage, WorkBudget } from '../../core/stream/index.ts';
import type { Micros } from '../../core/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CursorSeal } from '../../ports/platform.ts';
import type { Store } from '../../ports/store.ts';
import type { ManifestPage, ObjectsPage, Outcome, PageQuery, Soon } from '../partner-api.ts';
import type { CollectionState } from './collection-state.ts';
import { cutPage, type ProvenanceOf } from './cut-page.ts';
import type { ReleaseEngine } from './engine.ts';
import { PageCache } from './page-cache.ts';
import { filterKey, type PageFilter, pageFilter } from './page-filter.ts';
import type { PartnerFeed } from './partner-feed.ts';
import { ReadingTurns } from './reading-turns.ts';
import { recordRelease } from './record-release.ts';

/** How long one request may wait for the clock to pass what it has to stamp. */
const waitsMax = 2000;
/** As long as any id, and never given to an object. */
const nobodysId = 'x-proviso-nobody--00000000-0000-4000-8000-000000000000';
/** Cursors kept open; bindings are bounded by the length of a request. */
const cursorsMax = 1_000;
/** Steps of a reading before others have a turn: some milliseconds. */
const stepsEachMax = 4_000;
/** A page of more entries than this is put together in a turn of its own. */
const renderedAtOnceMax = 200;

export interface ReadPagesDeps {
  readonly engine: ReleaseEngine;
  readonly store: Store;
  readonly clock: Clock;
  readonly seal: CursorSeal;
  readonly pageCacheBytes: number;
  /** Resolves when everything else that is ready has had its turn. */
  readonly othersFirst: () => Promise<void>;
  readonly stepsEach?: number;
  /** Bytes of the objects of a page; limits.pageBytesMax when absent. */
  readonly pageBytesMax?: number;
  /** How these versions come to the partner of the feed, as JSON text: what a page for a peer node says beside them. */
  readonly provenance?: ProvenanceOf;
}

/** Every change that may change an answer makes one of these grow. */
interface Epoch {
  readonly stream: number;
  readonly collection: number;
}

interface Kept {
  readonly epoch: Epoch;
  /** The same every time, so that an answer given again is no new object. */
  readonly outcome: { readonly ok: true; readonly value: ObjectsPage | ManifestPage };
}

interface Planned {
  readonly page: StreamPage;
  readonly next: string | null;
  /** Of what the page was made; a moment later it may be another one. */
  readonly epoch: Epoch;
  /** As things stood when the release was recorded; null where it is not asked for. */
  readonly provenance: Uint8Array | null;
}

/** One request, as far as every turn of its reading needs it. */
interface Request {
  readonly only: string | null;
  readonly kind: Kind;
  readonly after: Micros;
  readonly bound: string;
}

type Kind = 'objects' | 'to-peer' | 'manifest';

/** Reads pages of a partner's feed: extend, decide, record, and only then send. */
export class PageReader {
  readonly #deps: ReadPagesDeps;
  readonly #cache: PageCache<Kept>;
  readonly #cursors = new Map<string, Micros>();
  readonly #places = new Map<string, string>();
  readonly #turns: ReadingTurns;
  readonly #stepsEach: number;
  readonly #pageBytesMax: number;
  /** Id of an object that is held, hidden or not. */
  #someId: string | null = null;

  constructor(deps: ReadPagesDeps) {
    this.#deps = deps;
    this.#cache = new PageCache(deps.pageCacheBytes);
    this.#turns = new ReadingTurns(deps.othersFirst);
    this.#stepsEach = deps.stepsEach ?? stepsEachMax;
    this.#pageBytesMax = deps.pageBytesMax ?? limits.pageBytesMax;
  }

  /** With `toPeer`, the page says how each object came. */
  objects(feed: PartnerFeed, query: PageQuery, only: string | null = null, toPeer = false): Soon<Outcome<ObjectsPage>> {
    return this.#read(feed, query, only, toPeer ? 'to-peer' : 'objects') as Soon<Outcome<ObjectsPage>>;
  }

  manifest(feed: PartnerFeed, query: PageQuery, only: string | null = null): Soon<Outcome<ManifestPage>> {
    return this.#read(feed, query, only, 'manifest') as Soon<Outcome<ManifestPage>>;
  }

  /** Numbers of the versions of one id that this partner may see now. */
  async visibleVersions(feed: PartnerFeed, id: string): Promise<number[]> {
    const rows = await this.#rowsOf(feed.collection, [id]);
    const { at } = this.#deps.engine.horizon();
    return rows.map((r) => r.seq).filter((seq) => feed.stream.visibility(seq, at) !== null);
  }

  /** A page that is kept and still right is given at once: it was recorded when it was made, and nothing has changed since. */
  #read(
    feed: PartnerFeed,
    query: PageQuery,
    only: string | null,
    kind: Kind,
  ): Soon<Outcome<ObjectsPage | ManifestPage>> {
    const asked = `${only ?? ''}|${filterKey(query.filter)}`;
    const bound = `${feed.party}|${feed.collection.record.id}|${asked}`;
    const after = this.#start(query, bound);
    if (after === null) return { ok: false, refusal: { kind: 'bad-cursor' } };
    const key = `${feed.no}|${kind}|${after}|${query.limit}|${asked}`;
    const { at } = this.#deps.engine.horizon();
    const hit = this.#cache.get(key);
    if (hit !== undefined && isNow(hit.epoch, feed) && after <= at) return hit.outcome;
    return this.#make(feed, query, { only, kind, after, bound }, key);
  }

  async #make(
    feed: PartnerFeed,
    query: PageQuery,
    request: Request,
    key: string,
  ): Promise<Outcome<ObjectsPage | ManifestPage>> {
    const { only, kind } = request;
    for (let attempt = 0; attempt < waitsMax; attempt++) {
      const { changes } = feed.collection;
      const seqs = await this.#named(feed.collection, only !== null ? [only] : query.filter.ids);
      const filter = pageFilter(feed.collection, query.filter, seqs, this.#deps.engine.book);
      const planned = await this.#planInTurns(feed, query, filter, request, changes);
      if (planned === 'again') continue;
      if (planned === 'absent') {
        await this.#searchAlike(feed, filter);
        return { ok: false, refusal: { kind: 'absent' } };
      }
      if (planned === 'wait' || (planned.page.more && planned.page.entries.length === 0)) {
        if (this.#deps.clock.pause !== undefined) {
          await this.#deps.clock.pause(1);
          continue;
        }
        if (planned === 'wait') return { ok: false, refusal: { kind: 'unavailable' } };
      }
      const { page, epoch } = planned as Planned;
      await this.#keep(feed, page);
      const value = await this.#render(feed, planned as Planned, kind);
      if (value === null) continue;
      const bytes = sizeOf(value);
      if (page.settled && bytes <= this.#deps.pageCacheBytes && !feed.stream.timeDependent)
        this.#cache.set(key, { epoch, outcome: { ok: true, value: ownPage(value) } }, bytes);
      return { ok: true, value };
    }
    return { ok: false, refusal: { kind: 'unavailable' } };
  }

  /** Plans in as many turns as it takes; each begins at its own horizon, and the last one alone answers. */
  async #planInTurns(
    feed: PartnerFeed,
    query: PageQuery,
    filter: PageFilter,
    request: Request,
    changes: number,
  ): Promise<Planned | 'absent' | 'wait' | 'again'> {
    const { collection, stream } = feed;
    const { store, clock } = this.#deps;
    const { seqs, exact, view, accepts } = filter;
    const ask = {
      after: request.after,
      limit: query.limit,
      view,
      exactly: exact?.has ?? null,
      accepts,
      ...(seqs === null ? {} : { among: [...seqs] }),
    };
    const walk = new PageWalk(stream, ask, clock.pause !== undefined);
    for (;;) {
      // A filter by id knows versions by number: one stored since would be passed over for ever.
      if (seqs !== null && collection.changes !== changes) return 'again';
      if (exact !== null && !exact.isWhole) await exact.readOn(store);
      else {
        const planned = this.#plan(feed, walk, filter, request);
        if (planned !== null) return planned;
      }
      await this.#turns.next();
    }
  }

  /** Synchronous from the horizon to the marks of what is served; null when it has to go on in another turn. */
  #plan(
    feed: PartnerFeed,
    walk: PageWalk,
    filter: PageFilter,
    { only, kind, after, bound }: Request,
  ): Planned | 'absent' | 'wait' | null {
    const horizon = this.#deps.engine.horizon();
    const budget = new WorkBudget(this.#stepsEach);
    const { seqs } = filter;
    if (only !== null) {
      const visible = [...(seqs ?? [])].filter((seq) => feed.stream.visibility(seq, horizon.at) !== null);
      if (visible.length === 0) return 'absent';
    }
    if (seqs !== null) {
      const reached = feed.stream.reach([...seqs], horizon, budget);
      if (reached === 'clock') return 'wait';
      if (reached === 'budget') return null;
    }
    const found = walk.step(horizon, budget);
    if (found === null) return null;
    const { page, provenance } = this.#cut(feed, found, kind);
    const last = page.entries[page.entries.length - 1];
    const next = page.more ? this.#sealed(bound, last?.stamp ?? after) : null;
    recordRelease(this.#deps.store, feed, page.entries, horizon.at);
    return { page, next, epoch: epochOf(feed), provenance };
  }

  #cut(feed: PartnerFeed, found: StreamPage, kind: Kind): Pick<Planned, 'page' | 'provenance'> {
    if (kind === 'manifest') return { page: found, provenance: null };
    return cutPage(feed, found, this.#pageBytesMax, kind === 'to-peer' ? (this.#deps.provenance ?? null) : null);
  }

  /** What the feed and the record gained goes to disk before anything is sent. */
  async #keep(feed: PartnerFeed, page: StreamPage): Promise<void> {
    const { store } = this.#deps;
    void page;
    const changes = feed.stream.entries.takeChanges();
    for (const block of changes.blocks) store.write.putFeedBlock(feed.no, block);
    for (const served of changes.served) store.write.putServed(feed.no, served.no, served.bits);
    if (changes.blocks.length > 0) store.write.putDocument('feed-mark', String(feed.no), feed.stream.mark);
    if (store.dirty) await store.flush();
  }

  async #render({ collection }: PartnerFeed, planned: Planned, kind: Kind): Promise<ObjectsPage | ManifestPage | null> {
    const { page, next } = planned;
    const { entries, more } = page;
    const frame = {
      more,
      next,
      count: entries.length,
      firstAdded: entries[0]?.stamp ?? null,
      lastAdded: entries[entries.length - 1]?.stamp ?? null,
    };
    const seqs = entries.map((e) => e.seq);
    if (seqs.length > renderedAtOnceMax) await this.#turns.next();
    if (kind !== 'manifest') {
      const objects = await this.#deps.store.joinedBodies(collection.record.no, seqs);
      return objects === null
        ? null
        : { ...frame, objects, ...(planned.provenance === null ? {} : { provenance: planned.provenance }) };
    }
    const rows = await this.#deps.store.rows(collection.record.no, seqs);
    if (rows.length !== seqs.length) return null;
    return { ...frame, records: rows.map((r, i) => ({ id: r.id, version: r.version, dateAdded: entries[i]!.stamp })) };
  }

  /** The same place has the same cursor, so what was sealed once is kept, and need not be opened when it comes back. */
  #sealed(bound: string, at: Micros): string {
    const place = `${bound}|${at}`;
    let cursor = this.#places.get(place);
    if (cursor === undefined) {
      cursor = this.#deps.seal.seal(bound, at);
      if (this.#places.size >= cursorsMax) this.#places.clear();
      this.#places.set(place, cursor);
      this.#remember(`${bound}|${cursor}`, at);
    }
    return cursor;
  }

  #remember(name: string, at: Micros): void {
    if (this.#cursors.size >= cursorsMax) this.#cursors.clear();
    this.#cursors.set(name, at);
  }

  /** Where to go on; null for a cursor that is not ours, not for this, or ahead of the clock. */
  #start(query: PageQuery, bound: string): Micros | null {
    const after = query.addedAfter ?? 0;
    if (query.cursor === null) return after;
    const name = `${bound}|${query.cursor}`;
    let at = this.#cursors.get(name);
    if (at === undefined) {
      const opened = this.#deps.seal.open(bound, query.cursor);
      if (opened === null) return null;
      at = opened;
      this.#remember(name, at);
    }
    return at > this.#deps.engine.now() ? null : Math.max(after, at);
  }

  /** Numbers of the versions of these ids; null for null. */
  async #named(collection: CollectionState, ids: readonly string[] | null): Promise<ReadonlySet<number> | null> {
    if (ids === null) return null;
    const rows = await this.#rowsOf(collection, ids);
    if (ids.length === 1 && rows.length > 0) this.#someId = ids[0]!;
    return new Set(rows.map((r) => r.seq));
  }

  /**
   * A hidden object was found and looked at, an absent one was not, and after many questions the difference in time would
   * tell them apart (T-TAX-02). So each search is followed by one of the other kind.
   */
  async #searchAlike(feed: PartnerFeed, filter: PageFilter): Promise<void> {
    const isHidden = filter.seqs !== null && filter.seqs.size > 0;
    const rows = await this.#rowsOf(feed.collection, [isHidden ? nobodysId : (this.#someId ?? nobodysId)]);
    const { at } = this.#deps.engine.horizon();
    for (const { seq } of rows) feed.stream.visibility(seq, at);
  }

  async #rowsOf(collection: CollectionState, ids: readonly string[]): Promise<readonly { readonly seq: number }[]> {
    const { store } = this.#deps;
    if (store.dirty) await store.flush();
    return (await store.find(ids)).filter((r) => r.collection === collection.record.no && !r.removed);
  }
}

const epochOf = (feed: PartnerFeed): Epoch => ({ stream: feed.stream.epoch, collection: feed.collection.changes });

const isNow = (epoch: Epoch, feed: PartnerFeed): boolean =>
  epoch.stream === feed.stream.epoch && epoch.collection === feed.collection.changes;

/** Bytes may be a view of more that the store keeps; what is kept here must not hold on to that. */
const ownPage = (page: ObjectsPage | ManifestPage): ObjectsPage | ManifestPage =>
  'objects' in page ? { ...page, objects: page.objects.slice() } : page;

const sizeOf = (page: ObjectsPage | ManifestPage): number =>
  ('objects' in page ? page.objects.length + (page.provenance?.length ?? 0) : page.records.length * 200) + 500;
