import type { StreamAsk, StreamPage } from '../../core/stream/index.ts';
import type { Micros } from '../../core/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CursorSeal } from '../../ports/platform.ts';
import type { Store } from '../../ports/store.ts';
import type { ManifestPage, ObjectsPage, Outcome, PageQuery, StreamFilter } from '../partner-api.ts';
import type { CollectionState } from './collection-state.ts';
import type { ReleaseEngine } from './engine.ts';
import { PageCache } from './page-cache.ts';
import type { PartnerFeed } from './partner-feed.ts';
import { recordRelease } from './record-release.ts';

/** How long one request may wait for the clock to pass what it has to stamp. */
const waitsMax = 2000;
/** As long as any id, and never given to an object. */
const nobodysId = 'x-proviso-nobody--00000000-0000-4000-8000-000000000000';
/** Cursors kept open; bindings are bounded by the length of a request. */
const cursorsMax = 1_000;

export interface ReadPagesDeps {
  readonly engine: ReleaseEngine;
  readonly store: Store;
  readonly clock: Clock;
  readonly seal: CursorSeal;
  readonly pageCacheBytes: number;
}

interface Planned {
  readonly page: StreamPage;
  readonly next: string | null;
}

type Kind = 'objects' | 'manifest';

/** Reads pages of a partner's feed: extend, decide, record, and only then send. */
export class PageReader {
  readonly #deps: ReadPagesDeps;
  readonly #cache: PageCache<{ readonly epoch: string; readonly page: ObjectsPage | ManifestPage }>;
  readonly #cursors = new Map<string, Micros>();
  readonly #places = new Map<string, string>();
  /** Id of an object that is held, hidden or not. */
  #someId: string | null = null;

  constructor(deps: ReadPagesDeps) {
    this.#deps = deps;
    this.#cache = new PageCache(deps.pageCacheBytes);
  }

  objects(feed: PartnerFeed, query: PageQuery, only: string | null = null): Promise<Outcome<ObjectsPage>> {
    return this.#read(feed, query, only, 'objects') as Promise<Outcome<ObjectsPage>>;
  }

  manifest(feed: PartnerFeed, query: PageQuery, only: string | null = null): Promise<Outcome<ManifestPage>> {
    return this.#read(feed, query, only, 'manifest') as Promise<Outcome<ManifestPage>>;
  }

  /** Numbers of the versions of one id that this partner may see now. */
  async visibleVersions(feed: PartnerFeed, id: string): Promise<number[]> {
    const rows = await this.#rowsOf(feed.collection, [id]);
    const { at } = this.#deps.engine.horizon();
    return rows.map((r) => r.seq).filter((seq) => feed.stream.visibility(seq, at) !== null);
  }

  async #read(
    feed: PartnerFeed,
    query: PageQuery,
    only: string | null,
    kind: Kind,
  ): Promise<Outcome<ObjectsPage | ManifestPage>> {
    const bound = `${feed.party}|${feed.collection.record.id}|${only ?? ''}|${filterKey(query.filter)}`;
    const after = this.#start(query, bound);
    if (after === null) return { ok: false, refusal: { kind: 'bad-cursor' } };
    const key = `${feed.no}|${kind}|${bound}|${after}|${query.limit}`;
    const horizon = this.#deps.engine.horizon();
    const hit = this.#cache.get(key);
    if (hit !== undefined && hit.epoch === epochOf(feed) && after <= horizon.at) return { ok: true, value: hit.page };
    for (let attempt = 0; attempt < waitsMax; attempt++) {
      const { changes } = feed.collection;
      const filter = await this.#prepare(feed.collection, query.filter, only);
      // A filter by id knows versions by number: one stored since would be passed over for ever.
      if (feed.collection.changes !== changes && (filter.seqs !== null || filter.exactly !== null)) continue;
      const planned = this.#plan(feed, query, filter, only, after, bound);
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
      const { page, next } = planned as Planned;
      const epoch = epochOf(feed);
      await this.#keep(feed, page);
      const value = await this.#render(feed.collection, page, next, kind);
      if (value === null) continue;
      const bytes = sizeOf(value);
      if (page.settled && bytes <= this.#deps.pageCacheBytes && !feed.stream.timeDependent)
        this.#cache.set(key, { epoch, page: ownPage(value) }, bytes);
      return { ok: true, value };
    }
    return { ok: false, refusal: { kind: 'unavailable' } };
  }

  /** Synchronous from the horizon to the marks of what is served. */
  #plan(
    feed: PartnerFeed,
    query: PageQuery,
    filter: Filter,
    only: string | null,
    after: Micros,
    bound: string,
  ): Planned | 'absent' | 'wait' {
    const horizon = this.#deps.engine.horizon();
    const { view, seqs } = filter;
    if (only !== null) {
      const visible = [...(seqs ?? [])].filter((seq) => feed.stream.visibility(seq, horizon.at) !== null);
      if (visible.length === 0) return 'absent';
    }
    if (seqs !== null && feed.stream.reach([...seqs], view, horizon) === 'clock') return 'wait';
    const ask: StreamAsk = {
      after,
      limit: query.limit,
      view,
      exactly: filter.exactly,
      accepts: filter.accepts,
      ...(seqs === null ? {} : { among: [...seqs] }),
    };
    const page = feed.stream.page(ask, horizon);
    const last = page.entries[page.entries.length - 1];
    const next = page.more ? this.#sealed(bound, last?.stamp ?? after) : null;
    recordRelease(this.#deps.store, feed, page.entries, horizon.at);
    return { page, next };
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

  async #render(
    collection: CollectionState,
    page: StreamPage,
    next: string | null,
    kind: Kind,
  ): Promise<ObjectsPage | ManifestPage | null> {
    const { entries, more } = page;
    const frame = {
      more,
      next,
      count: entries.length,
      firstAdded: entries[0]?.stamp ?? null,
      lastAdded: entries[entries.length - 1]?.stamp ?? null,
    };
    const seqs = entries.map((e) => e.seq);
    if (kind === 'objects') {
      const objects = await this.#deps.store.joinedBodies(collection.record.no, seqs);
      return objects === null ? null : { ...frame, objects };
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

  async #prepare(collection: CollectionState, filter: StreamFilter, only: string | null): Promise<Filter> {
    const { engine, store } = this.#deps;
    const ids = only !== null ? [only] : filter.ids;
    const rows = ids === null ? null : await this.#rowsOf(collection, ids);
    if (only !== null && rows !== null && rows.length > 0) this.#someId = only;
    const seqs = rows === null ? null : new Set(rows.map((r) => r.seq));
    const types = filter.types === null ? null : new Set(filter.types);
    const specs = filter.specVersions === null || filter.specVersions.includes('2.1');
    const byClass = new Map<number, boolean>();
    const typeFits = (seq: number): boolean => {
      if (types === null) return true;
      const classNo = collection.classes[seq]!;
      let fits = byClass.get(classNo);
      if (fits === undefined) {
        fits = classNo !== 0 && types.has(engine.book.factsOf(classNo).type);
        byClass.set(classNo, fits);
      }
      return fits;
    };
    let exactly: Filter['exactly'] = null;
    if (filter.versions.exact.length > 0) {
      const wanted = new Set(await store.versionsAt(collection.record.no, filter.versions.exact));
      exactly = (seq) => wanted.has(seq);
    }
    const { all, first, last } = filter.versions;
    return {
      seqs,
      exactly,
      view: { all, first, last },
      accepts: (seq) => specs && (seqs === null || seqs.has(seq)) && typeFits(seq),
    };
  }

  /**
   * A hidden object was found and looked at, an absent one was not, and after many questions the difference in time would
   * tell them apart (T-TAX-02). So each search is followed by one of the other kind.
   */
  async #searchAlike(feed: PartnerFeed, filter: Filter): Promise<void> {
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

interface Filter {
  readonly seqs: ReadonlySet<number> | null;
  readonly view: StreamAsk['view'];
  readonly exactly: StreamAsk['exactly'];
  readonly accepts: StreamAsk['accepts'];
}

const epochOf = (feed: PartnerFeed): string => `${feed.stream.epoch}/${feed.collection.changes}`;

/** Bytes may be a view of more that the store keeps; what is kept here must not hold on to that. */
const ownPage = (page: ObjectsPage | ManifestPage): ObjectsPage | ManifestPage =>
  'objects' in page ? { ...page, objects: page.objects.slice() } : page;

const sizeOf = (page: ObjectsPage | ManifestPage): number =>
  ('objects' in page ? page.objects.length : page.records.length * 200) + 500;

/** A filter as text: what a cursor is bound to besides partner and collection. */
function filterKey(f: StreamFilter): string {
  const { versions: v } = f;
  if (
    f.ids === null &&
    f.types === null &&
    f.specVersions === null &&
    v.last &&
    !v.first &&
    !v.all &&
    v.exact.length === 0
  )
    return '';
  const list = (values: readonly string[] | null): string => (values === null ? '*' : [...values].sort().join());
  return JSON.stringify([list(f.ids), list(f.types), list(f.specVersions), v.first, v.last, v.all, list(v.exact)]);
}
