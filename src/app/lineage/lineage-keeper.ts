import type { PartyId } from '../../core/ids.ts';
import { delivererOf, joinLineages, type Lineage, lineageKey, type Provenance } from '../../core/lineage/index.ts';
import type { PreparedObject } from '../../core/stix/object-facts.ts';
import type { Platform } from '../../ports/platform.ts';
import type { FoundRow, Store } from '../../ports/store.ts';
import type { ReleaseEngine } from '../release/engine.ts';
import { ContentBook, type Received } from './content-book.ts';
import { Derivations } from './derivations.ts';
import type { IndependenceBook } from './independence-book.ts';
import type { ReceivedTexts } from './received-texts.ts';
import { stuckTo } from './stuck-to.ts';
import { type Touched, TouchedObjects } from './touched-objects.ts';
import { wentTo } from './went-to.ts';

export interface KeeperParts {
  readonly store: Store;
  readonly platform: Pick<Platform, 'sha256Hex' | 'decodeUtf8Fatal'>;
  readonly engine: ReleaseEngine;
  readonly self: PartyId;
  readonly received: ReceivedTexts;
  readonly independence: IndependenceBook;
}

type Rows = ReadonlyMap<string, readonly FoundRow[]>;
/** Whether the content of our own objects is looked up among what others gave. */
export type ByContent = 'as-declared' | 'skipped' | 'looked-up';
export type Find = (ids: readonly string[]) => Promise<readonly FoundRow[]>;

/** What is about to be stored, all from one deliverer. */
export interface Bringing {
  readonly objects: readonly PreparedObject[];
  readonly deliverer: PartyId;
  /** As the caller says they came; null for what it says nothing of. */
  readonly given: readonly (Lineage | null)[];
  /** Versions under the ids of the objects and of what they refer to. */
  readonly rows: Rows;
}

/**
 * What sticks to objects beside how they came: through what they are made of. Terms follow a copy under another id, a
 * derivation that our own staff state, and what our own objects refer to (docs/design/lineage.md).
 */
export class LineageKeeper {
  readonly #parts: KeeperParts;
  readonly #content: ContentBook;
  readonly #derivations: Derivations;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#content = new ContentBook(parts.store, parts.platform);
    this.#derivations = new Derivations(parts.store, parts.platform);
  }

  /** The whole lineage of each object. */
  async lineages(
    bringing: Bringing,
    find: Find,
    content: ByContent = 'as-declared',
  ): Promise<readonly (Lineage | null)[]> {
    const { deliverer } = bringing;
    if (deliverer !== this.#parts.self) return this.#ofPartner(bringing, find);
    return this.#content.isEmpty ? bringing.given : this.#ofOurs(bringing, find, content);
  }

  /** What was stored, for later. Inside the change that stores it. */
  note(objects: readonly PreparedObject[], deliverer: PartyId, lineages: readonly (Lineage | null)[]): void {
    if (deliverer === this.#parts.self) {
      for (const object of objects) this.#derivations.note(object);
      return;
    }
    // A copy of ours that others' terms follow is no material of theirs; what came under no terms, none follow.
    const received = objects.flatMap((object, i): Received[] => {
      const lineage = lineages[i] ?? null;
      if (lineage === null || lineage.every(({ under }) => under.length === 0)) return [];
      return [{ names: this.#content.namesOf(object.body), id: object.id, lineage }];
    });
    this.#content.note(received);
  }

  /** Stored objects of ours to which something sticks from now on, with what: read before the objects are stored. */
  touched(bringing: Bringing, lineages: readonly (Lineage | null)[], find: Find): Promise<readonly Touched[]> {
    const { store, engine, self } = this.#parts;
    return new TouchedObjects({ store, engine, self, derivations: this.#derivations }).search(bringing, lineages, find);
  }

  /**
   * What sticks to a stored object that its deliverer gave again: both ways, or only the new one where the old one had
   * come to its end, since who gave it gives it anew. Null where nothing changes.
   */
  givenAgain(row: FoundRow, deliverer: PartyId, lineage: Lineage | null): Touched | null {
    const facts = this.#parts.engine.factsOf(row);
    // What is ours, or came without terms, stays so whoever sends it back (I5).
    if (lineage === null || facts.lineage === undefined || facts.deliverer !== deliverer) return null;
    const now = this.joined(facts.lineage, deliverer, lineage);
    return now === undefined || lineageKey(now) === lineageKey(facts.lineage) ? null : { row, lineage: now };
  }

  /** The ways of what its deliverer gives once more: both, without old ones that have come to their end. */
  joined(before: Lineage, deliverer: PartyId, lineage: Lineage | null): Lineage | undefined {
    const isOver = (one: Provenance): boolean =>
      delivererOf(one) === deliverer &&
      this.#parts.received.stickingTo(one).some(({ terms, endedAt }) => terms === null || endedAt !== null);
    return joinLineages(
      before.filter((one) => !isOver(one)),
      lineage,
    );
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

  async #ofOurs(
    { objects, given, rows }: Bringing,
    find: Find,
    content: ByContent,
  ): Promise<readonly (Lineage | null)[]> {
    const lineages = new Map<string, Lineage | undefined>();
    const edges = new Map<string, Set<string>>();
    objects.forEach((object, i) => {
      const isFree =
        content === 'skipped' ||
        (content === 'as-declared' && this.#parts.independence.standing(object.id) !== null) ||
        this.#isOurs(rows.get(object.id) ?? []);
      const copied = isFree ? null : this.#content.find(this.#content.namesOf(object.body));
      lineages.set(object.id, joinLineages(lineages.get(object.id), given[i], copied?.lineage));
      const { creator } = object.facts;
      const refs = [...object.refs.filter((ref) => ref !== creator), ...object.customRefs];
      edges.set(object.id, new Set([...(edges.get(object.id) ?? []), ...refs]));
    });
    for (const object of objects) {
      const stated = this.#derivations.statedBy(object);
      if (stated !== null) edges.get(stated.what)?.add(stated.from);
      for (const from of this.#derivations.sourcesOf(object.id)) edges.get(object.id)?.add(from);
    }
    const missing = [...edges.values()].flatMap((to) => [...to]).filter((id) => !rows.has(id) && !edges.has(id));
    const stored = new Map<string, readonly FoundRow[]>(rows);
    for (const row of await find([...new Set(missing)])) stored.set(row.id, [...(stored.get(row.id) ?? []), row]);
    for (let moved = true; moved; ) {
      moved = false;
      for (const [id, to] of edges) {
        const old = lineages.get(id);
        const parts = [...to].map((ref) =>
          edges.has(ref) ? lineages.get(ref) : stuckTo(this.#parts.engine, stored.get(ref) ?? []),
        );
        const now = joinLineages(old, ...parts);
        if (lineageKey(now) === lineageKey(old)) continue;
        lineages.set(id, now);
        moved = true;
      }
    }
    return objects.map((object) => lineages.get(object.id) ?? null);
  }

  #isOurs(rows: readonly FoundRow[]): boolean {
    const { engine, self } = this.#parts;
    return rows.some((row) => {
      const facts = row.removed ? null : engine.factsOf(row);
      return facts !== null && facts.deliverer === self && facts.lineage === undefined;
    });
  }
}
