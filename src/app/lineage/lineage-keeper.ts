import type { PartyId } from '../../core/ids.ts';
import {
  delivererOf,
  derivationOf,
  derivedFrom,
  joinLineages,
  type Lineage,
  lineageKey,
  type Provenance,
} from '../../core/lineage/index.ts';
import type { PreparedObject } from '../../core/stix/object-facts.ts';
import type { Platform } from '../../ports/platform.ts';
import type { FoundRow, Store } from '../../ports/store.ts';
import type { CollectionState } from '../release/collection-state.ts';
import type { ReleaseEngine } from '../release/engine.ts';
import { ContentBook } from './content-book.ts';
import type { ReceivedTexts } from './received-texts.ts';
import { wentTo } from './went-to.ts';

export interface KeeperParts {
  readonly store: Store;
  readonly platform: Pick<Platform, 'sha256Hex' | 'decodeUtf8Fatal'>;
  readonly engine: ReleaseEngine;
  readonly self: PartyId;
  readonly received: ReceivedTexts;
}

type Rows = ReadonlyMap<string, readonly FoundRow[]>;
type Find = (ids: readonly string[]) => Promise<readonly FoundRow[]>;

/** What is about to be stored, all from one deliverer. */
export interface Bringing {
  readonly objects: readonly PreparedObject[];
  readonly deliverer: PartyId;
  /** As the caller says they came; null for what it says nothing of. */
  readonly given: readonly (Lineage | null)[];
  /** Versions under the ids of the objects and of what they refer to. */
  readonly rows: Rows;
}

const kind = 'derivation';

/**
 * What sticks to objects beside how they came: through what they are made of. Terms follow a copy under another id, a
 * derivation that our own staff state, and what our own objects refer to (docs/design/lineage.md).
 */
export class LineageKeeper {
  readonly #parts: KeeperParts;
  readonly #content: ContentBook;
  /** Ids that ours are derived from, by our own relationships. */
  readonly #derived = new Map<string, Set<string>>();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#content = new ContentBook(parts.store, parts.platform);
    for (const { value } of parts.store.documents(kind)) {
      const { what, from } = value as { what: string; from: string };
      this.#derive(what, from);
    }
  }

  /** The whole lineage of each object. */
  async lineages(bringing: Bringing, find: Find): Promise<readonly (Lineage | null)[]> {
    const { deliverer } = bringing;
    if (deliverer !== this.#parts.self) return this.#ofPartner(bringing, find);
    return this.#content.isEmpty ? bringing.given : this.#ofOurs(bringing, find);
  }

  /** What was stored, for later. Inside the change that stores it. */
  note(objects: readonly PreparedObject[], deliverer: PartyId, lineages: readonly (Lineage | null)[]): void {
    objects.forEach((object, i) => {
      const lineage = lineages[i] ?? null;
      // A copy of ours that others' terms follow is no material of theirs; what came under no terms, none follow.
      if (deliverer !== this.#parts.self && lineage?.some(({ under }) => under.length > 0))
        this.#content.note(this.#content.namesOf(object.body), object.id, lineage);
      const derivation = deliverer === this.#parts.self ? this.#statedBy(object) : null;
      if (derivation === null) return;
      this.#derive(derivation.what, derivation.from);
      this.#parts.store.write.putDocument(kind, `${derivation.what}|${derivation.from}`, derivation);
    });
  }

  /** Stored objects of ours to which something sticks from now on, with what: read before the objects are stored. */
  async touched(bringing: Bringing, lineages: readonly (Lineage | null)[], find: Find): Promise<readonly Touched[]> {
    this.#touchedIds.clear();
    const found = new Map<string, Touched>();
    let wave: (readonly [string, Lineage])[] = [];
    bringing.objects.forEach((object, i) => {
      const lineage = lineages[i] ?? null;
      if (lineage !== null) wave.push([object.id, lineage]);
    });
    for (const [what, lineage] of await this.#newlyDerived(bringing, find))
      await this.#mark(what, lineage, find, found);
    for (const one of found.values()) wave.push([one.row.id, one.lineage]);
    while (wave.length > 0) {
      const next: (readonly [string, Lineage])[] = [];
      for (const [id, lineage] of wave)
        for (const row of await this.#referring(id)) if (this.#hold(row, lineage, found)) next.push([row.id, lineage]);
      wave = next;
    }
    return [...found.values()];
  }

  /**
   * What sticks to a stored object that its deliverer gave again: both ways, or only the new one where the old one had
   * come to its end, since who gave it gives it anew. Null where nothing changes.
   */
  givenAgain(row: FoundRow, deliverer: PartyId, lineage: Lineage | null): Touched | null {
    const facts = this.#parts.engine.factsOf(row);
    // What is ours, or came without terms, stays so whoever sends it back (I5).
    if (lineage === null || facts.lineage === undefined || facts.deliverer !== deliverer) return null;
    const isOver = (one: Provenance): boolean =>
      delivererOf(one) === deliverer &&
      this.#parts.received.stickingTo(one).some(({ terms, endedAt }) => terms === null || endedAt !== null);
    const now = joinLineages(
      facts.lineage.filter((one) => !isOver(one)),
      lineage,
    );
    return now === undefined || lineageKey(now) === lineageKey(facts.lineage) ? null : { row, lineage: now };
  }

  // What others bring

  async #ofPartner({ objects, deliverer, given }: Bringing, find: Find): Promise<readonly (Lineage | null)[]> {
    const usual = this.#usualWay(deliverer);
    const out: (Lineage | null)[] = [];
    // Worthless volume has one content in many objects; what we gave of it is looked up once (T-FED-13).
    const asked = new Map<string, boolean>();
    const wentTo = async (copies: readonly string[]): Promise<boolean> => {
      const names = copies.join();
      const known = asked.get(names) ?? (await this.#wentTo(deliverer, copies, find));
      asked.set(names, known);
      return known;
    };
    for (const [i, object] of objects.entries()) {
      const came = given[i] ?? usual;
      const echo = this.#content.isEmpty ? null : this.#content.find(this.#content.namesOf(object.body));
      const others = (echo?.lineage ?? []).filter((one) => one.origin !== deliverer && delivererOf(one) !== deliverer);
      const isEcho = others.length > 0 && (await wentTo(echo?.copies ?? []));
      out.push(isEcho ? (joinLineages(came, others) ?? came) : came);
    }
    return out;
  }

  /** A party whose texts are on record gives under all of them, as long as nothing else is said. */
  #usualWay(deliverer: PartyId): Lineage | null {
    const under = this.#parts.received
      .list()
      .filter((text) => text.from === deliverer)
      .map((text) => text.id);
    return under.length === 0 ? null : [{ origin: deliverer, path: [deliverer], under }];
  }

  /** Whether our own record shows that a party has one of these from us: then it is no origin of its own. */
  async #wentTo(party: PartyId, copies: readonly string[], find: Find): Promise<boolean> {
    return wentTo(this.#parts.engine, party, await find(copies));
  }

  // What we make

  async #ofOurs({ objects, given, rows }: Bringing, find: Find): Promise<readonly (Lineage | null)[]> {
    const lineages = new Map<string, Lineage | undefined>();
    const edges = new Map<string, Set<string>>();
    objects.forEach((object, i) => {
      const copied = this.#isOurs(rows.get(object.id) ?? [])
        ? null
        : this.#content.find(this.#content.namesOf(object.body));
      lineages.set(object.id, joinLineages(lineages.get(object.id), given[i], copied?.lineage));
      const { creator } = object.facts;
      const refs = [...object.refs.filter((ref) => ref !== creator), ...object.customRefs];
      edges.set(object.id, new Set([...(edges.get(object.id) ?? []), ...refs]));
    });
    for (const object of objects) {
      const stated = this.#statedBy(object);
      if (stated !== null) edges.get(stated.what)?.add(stated.from);
      for (const from of this.#derived.get(object.id) ?? []) edges.get(object.id)?.add(from);
    }
    const missing = [...edges.values()].flatMap((to) => [...to]).filter((id) => !rows.has(id) && !edges.has(id));
    const stored = new Map<string, readonly FoundRow[]>(rows);
    for (const row of await find([...new Set(missing)])) stored.set(row.id, [...(stored.get(row.id) ?? []), row]);
    for (let moved = true; moved; ) {
      moved = false;
      for (const [id, to] of edges) {
        const old = lineages.get(id);
        const parts = [...to].map((ref) => (edges.has(ref) ? lineages.get(ref) : this.#stuckTo(stored.get(ref) ?? [])));
        const now = joinLineages(old, ...parts);
        if (lineageKey(now) === lineageKey(old)) continue;
        lineages.set(id, now);
        moved = true;
      }
    }
    return objects.map((object) => lineages.get(object.id) ?? null);
  }

  /** What sticks to an id: nothing, where some version of it never came under anybody's terms (I5). */
  #stuckTo(rows: readonly FoundRow[]): Lineage | undefined {
    const { engine } = this.#parts;
    const facts = rows.filter((row) => !row.removed).map((row) => engine.factsOf(row));
    return facts.some((f) => f.lineage === undefined) ? undefined : joinLineages(...facts.map((f) => f.lineage));
  }

  #isOurs(rows: readonly FoundRow[]): boolean {
    const { engine, self } = this.#parts;
    return rows.some((row) => {
      const facts = row.removed ? null : engine.factsOf(row);
      return facts !== null && facts.deliverer === self && facts.lineage === undefined;
    });
  }

  /** Stored objects of ours that are said to be derived only now. */
  async #newlyDerived(
    { objects, deliverer, rows }: Bringing,
    find: Find,
  ): Promise<readonly (readonly [string, Lineage])[]> {
    if (deliverer !== this.#parts.self) return [];
    const out: (readonly [string, Lineage])[] = [];
    for (const object of objects) {
      const stated = this.#statedBy(object);
      const source = stated === null ? undefined : this.#stuckTo(rows.get(stated.from) ?? (await find([stated.from])));
      if (stated !== null && source !== undefined) out.push([stated.what, source]);
    }
    return out;
  }

  async #mark(what: string, lineage: Lineage, find: Find, found: Map<string, Touched>): Promise<void> {
    for (const row of await find([what])) this.#hold(row, lineage, found);
  }

  /** Versions of ours that refer to an id which was not here, or are derived from it. */
  async #referring(id: string): Promise<readonly FoundRow[]> {
    const { engine, store } = this.#parts;
    if (store.dirty) await store.flush();
    const out: FoundRow[] = [];
    for (const collection of engine.collections.values()) {
      if (!collection.dangling.has(id) && !this.#mayHold(collection, id)) continue;
      const seqs = (await store.referrers(collection.record.no, id)).map((row) => row.seq);
      for (const row of await store.rows(collection.record.no, seqs))
        out.push({ ...row, collection: collection.record.no, classNo: collection.classes[row.seq]! });
    }
    const derived = [...this.#derived].filter(([, from]) => from.has(id)).map(([what]) => what);
    return derived.length === 0 ? out : [...out, ...(await this.#parts.store.find(derived))];
  }

  /** Ids of ours that were touched are stored here; what refers to them is not dangling. */
  #mayHold(collection: CollectionState, id: string): boolean {
    return this.#touchedIds.has(`${collection.record.no}|${id}`);
  }

  readonly #touchedIds = new Set<string>();

  #hold(row: FoundRow, lineage: Lineage, found: Map<string, Touched>): boolean {
    const { engine, self } = this.#parts;
    if (row.removed) return false;
    const facts = engine.factsOf(row);
    if (facts.deliverer !== self) return false;
    const name = `${row.collection}/${row.seq}`;
    const old = found.get(name)?.lineage ?? facts.lineage;
    const now = joinLineages(old, lineage)!;
    if (lineageKey(now) === lineageKey(old)) return false;
    found.set(name, { row, lineage: now });
    this.#touchedIds.add(`${row.collection}|${row.id}`);
    return true;
  }

  #statedBy(object: PreparedObject): { readonly what: string; readonly from: string } | null {
    if (object.type !== 'relationship') return null;
    const text = this.#parts.platform.decodeUtf8Fatal(object.body);
    // Bodies are canonical, so the word stands there as it is; few relationships hold it, and reading all costs an import dearly.
    return text.includes(derivedFrom) ? derivationOf(JSON.parse(text) as Record<string, unknown>) : null;
  }

  #derive(what: string, from: string): void {
    const known = this.#derived.get(what);
    if (known === undefined) this.#derived.set(what, new Set([from]));
    else known.add(from);
  }
}

export interface Touched {
  readonly row: FoundRow;
  /** All that sticks to it from now on. */
  readonly lineage: Lineage;
}
